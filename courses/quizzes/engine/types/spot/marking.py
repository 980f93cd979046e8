from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import Plain, blank, note_for, state_of, values
from courses.quizzes.engine.partial import share_of, table_of
from courses.quizzes.engine.types.spot.spec import SpotSpec
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


def _flagged(spec: SpotSpec, answer: Answer) -> frozenset[str]:
    return frozenset(answer) & frozenset(spec.by_id) if isinstance(answer, list) else frozenset()


class SpotType(Plain[SpotSpec]):
    """The sentences keep their order: they are a text."""

    name = "spot"

    def read(self, spec: SpotSpec, raw: RawAnswer) -> Answer:
        flagged = {value for value in values(raw) if value}
        if flagged - set(spec.by_id):
            raise AnswerProblem("unknown_choice")
        return [name for name in spec.by_id if name in flagged] or None

    def grade(self, spec: SpotSpec, answer: Answer) -> Grade:
        flagged, errors = _flagged(spec, answer), spec.errors
        lines = tuple(
            Line(sentence.t, "right" if sentence.error else "wrong", sentence.why)
            if name in flagged
            else Line(sentence.t, "missed", sentence.why)
            for name, sentence in spec.by_id.items()
            if name in flagged or sentence.error
        )
        if not flagged:
            return blank(len(errors), note_for(spec, Fraction(0)), lines)
        right, wrong = len(flagged & errors), len(flagged - errors)
        share = share_of(spec.score, right=right, wrong=wrong, total=len(errors))
        return Grade(share, state_of(share), right, wrong, len(errors), lines, note_for(spec, share))

    def face(self, spec: SpotSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        flagged = _flagged(spec, answer)
        choices = tuple(Choice(name, sentence.t, name in flagged) for name, sentence in spec.by_id.items())
        return Face(spec.id, self.name, spec.stem, spec.points, spec.context, choices, who=spec.who)

    def table(self, spec: SpotSpec) -> list[TableRow]:
        total = len(spec.errors)
        return table_of(spec.score, total=total, wrong_at_most=len(spec.sentences) - total)

    def check(self, spec: SpotSpec) -> list[str]:
        total, sound = len(spec.errors), len(spec.sentences) - len(spec.errors)
        if share_of(spec.score, right=total, wrong=sound, total=total) > 0:
            return ["flagging every sentence earns points: use more sound sentences or a penalty"]
        return []
