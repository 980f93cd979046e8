from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import Plain, blank, note_for, state_of, values
from courses.quizzes.engine.partial import share_of, table_of
from courses.quizzes.engine.seeds import shuffled
from courses.quizzes.engine.types.multiple.spec import MultipleSpec
from courses.quizzes.engine.values import (
    Answer,
    AnswerProblem,
    Choice,
    Face,
    Grade,
    Line,
    RawAnswer,
    TableRow,
)


def _chosen(spec: MultipleSpec, answer: Answer) -> frozenset[str]:
    return frozenset(answer) & frozenset(spec.by_id) if isinstance(answer, list) else frozenset()


class MultipleType(Plain[MultipleSpec]):
    name = "multiple"

    def read(self, spec: MultipleSpec, raw: RawAnswer) -> Answer:
        chosen = {value for value in values(raw) if value}
        if chosen - set(spec.by_id):
            raise AnswerProblem("unknown_choice")
        return [name for name in spec.by_id if name in chosen] or None

    def grade(self, spec: MultipleSpec, answer: Answer) -> Grade:
        chosen, keys = _chosen(spec, answer), spec.keys
        lines = tuple(
            Line(option.t, "right" if option.key else "wrong", option.why)
            if name in chosen
            else Line(option.t, "missed", option.why)
            for name, option in spec.by_id.items()
            if name in chosen or option.key
        )
        if not chosen:
            return blank(len(keys), note_for(spec, Fraction(0)), lines)
        right, wrong = len(chosen & keys), len(chosen - keys)
        share = share_of(spec.score, right=right, wrong=wrong, total=len(keys))
        return Grade(share, state_of(share), right, wrong, len(keys), lines, note_for(spec, share))

    def face(self, spec: MultipleSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        chosen, names = _chosen(spec, answer), list(spec.by_id)
        if shuffle:
            names = shuffled(names, seed=seed, purpose=f"options:{spec.id}", name=str)
        choices = tuple(Choice(name, spec.by_id[name].t, name in chosen) for name in names)
        return Face(spec.id, self.name, spec.stem, spec.points, spec.context, choices)

    def table(self, spec: MultipleSpec) -> list[TableRow]:
        total = len(spec.keys)
        return table_of(spec.score, total=total, wrong_at_most=len(spec.options) - total)

    def check(self, spec: MultipleSpec) -> list[str]:
        if len(spec.keys) == len(spec.options):
            return ["every option is a key: ticking everything earns full marks"]
        return []
