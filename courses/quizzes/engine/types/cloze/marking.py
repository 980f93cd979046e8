from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import Plain, blank, first, note_for, state_of
from courses.quizzes.engine.numbers import read_number
from courses.quizzes.engine.partial import share_of, table_of
from courses.quizzes.engine.text import clean, skeleton
from courses.quizzes.engine.types.cloze.spec import GAP, ClozeSpec, Gap
from courses.quizzes.engine.types.numeric.marking import shown
from courses.quizzes.engine.types.numeric.spec import exact
from courses.quizzes.engine.values import (
    Answer,
    AnswerProblem,
    Choice,
    Face,
    Grade,
    Line,
    RawAnswer,
    Row,
    TableRow,
)

MAX_GAP = 120


def _answer_of(gap: Gap) -> str:
    if gap.options:
        return next(option.t for option in gap.options if option.key)
    return gap.forms[0] if gap.forms else shown(gap.key or 0)


def _line(number: str, gap: Gap, given: str) -> Line:
    label = gap.label or number
    if not given:
        return Line(_answer_of(gap), "missed", gap.why, label=label)
    if gap.options:
        picked = gap.by_id.get(given)
        if picked is None:
            return Line(_answer_of(gap), "missed", gap.why, label=label)
        if picked.key:
            return Line(picked.t, "right", picked.why, label=label)
        return Line(picked.t, "wrong", picked.why, label=label, better=_answer_of(gap))
    if gap.forms:
        is_right = bool(skeleton(given)) and skeleton(given) in {skeleton(form) for form in gap.forms}
    else:
        number_given = read_number(given)
        is_right = number_given is not None and any(
            abs(value - exact(gap.key or 0)) <= exact(gap.tolerance) for value in number_given.readings
        )
    if is_right:
        return Line(given, "right", gap.why, label=label)
    return Line(given, "wrong", gap.why, label=label, better=_answer_of(gap))


class ClozeType(Plain[ClozeSpec]):
    name = "cloze"

    def read(self, spec: ClozeSpec, raw: RawAnswer) -> Answer:
        given = {number: clean(first(raw, number), MAX_GAP) for number in spec.by_id}
        for number, gap in spec.by_id.items():
            if gap.options and given[number] and given[number] not in gap.by_id:
                raise AnswerProblem("unknown_choice")
        return {number: text for number, text in given.items() if text} or None

    def notice(self, spec: ClozeSpec, answer: Answer) -> str:
        return "incomplete" if isinstance(answer, dict) and 0 < len(answer) < len(spec.gaps) else ""

    def grade(self, spec: ClozeSpec, answer: Answer) -> Grade:
        given = answer if isinstance(answer, dict) else {}
        lines = tuple(_line(number, gap, given.get(number, "")) for number, gap in spec.by_id.items())
        total = len(lines)
        right = sum(line.mark == "right" for line in lines)
        wrong = sum(line.mark == "wrong" for line in lines)
        if not right and not wrong:
            return blank(total, note_for(spec, Fraction(0)), lines)
        share = share_of(spec.score, right=right, wrong=wrong, total=total)
        return Grade(share, state_of(share), right, wrong, total, lines, note_for(spec, share))

    def face(self, spec: ClozeSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        given = answer if isinstance(answer, dict) else {}
        parts = GAP.split(spec.text)
        rows = []
        for before, number in zip(parts[0::2], parts[1::2], strict=False):
            gap, value = spec.by_id[number], given.get(number, "")
            choices = tuple(Choice(name, option.t, name == value) for name, option in gap.by_id.items())
            rows.append(Row(number, before, value, choices))
        return Face(
            spec.id, self.name, spec.stem, spec.points, spec.context, rows=tuple(rows), tail=parts[-1]
        )

    def table(self, spec: ClozeSpec) -> list[TableRow]:
        total = len(spec.gaps)
        return [
            row
            for row in table_of(spec.score, total=total, wrong_at_most=total)
            if row.right + row.wrong <= total
        ]
