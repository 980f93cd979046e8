from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import Plain, blank, first, note_for, state_of
from courses.quizzes.engine.partial import share_of, table_of
from courses.quizzes.engine.seeds import shuffled
from courses.quizzes.engine.types.match.spec import MatchSpec
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


def _given(spec: MatchSpec, answer: Answer) -> dict[str, str]:
    """Row id → the text that was chosen for it."""
    if not isinstance(answer, dict):
        return {}
    choices = spec.choices
    return {row: choices[answer[row]] for row in spec.rows if answer.get(row) in choices}


class MatchType(Plain[MatchSpec]):
    name = "match"

    def read(self, spec: MatchSpec, raw: RawAnswer) -> Answer:
        given = {row: first(raw, row) for row in spec.rows}
        if any(choice and choice not in spec.choices for choice in given.values()):
            raise AnswerProblem("unknown_choice")
        return {row: choice for row, choice in given.items() if choice} or None

    def notice(self, spec: MatchSpec, answer: Answer) -> str:
        given = _given(spec, answer)
        return "incomplete" if 0 < len(given) < len(spec.rows) else ""

    def grade(self, spec: MatchSpec, answer: Answer) -> Grade:
        given, total = _given(spec, answer), len(spec.rows)
        lines = []
        for row, pair in spec.rows.items():
            chosen = given.get(row)
            if chosen is None:
                lines.append(Line(pair.right, "missed", pair.why, label=pair.left))
            elif chosen == pair.right:
                lines.append(Line(chosen, "right", pair.why, label=pair.left))
            else:
                lines.append(Line(chosen, "wrong", pair.why, label=pair.left, better=pair.right))
        if not given:
            return blank(total, note_for(spec, Fraction(0)), tuple(lines))
        right = sum(line.mark == "right" for line in lines)
        wrong = len(given) - right
        share = share_of(spec.score, right=right, wrong=wrong, total=total)
        return Grade(share, state_of(share), right, wrong, total, tuple(lines), note_for(spec, share))

    def face(self, spec: MatchSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        """The choices are always shuffled: in the file they stand in the order of the answers."""
        given = answer if isinstance(answer, dict) else {}
        choices = spec.choices
        names = shuffled(choices, seed=seed, purpose=f"choices:{spec.id}", name=str)
        rows = tuple(
            Row(
                row,
                pair.left,
                given.get(row, ""),
                tuple(Choice(name, choices[name], given.get(row) == name) for name in names),
            )
            for row, pair in spec.rows.items()
        )
        return Face(spec.id, self.name, spec.stem, spec.points, spec.context, rows=rows)

    def table(self, spec: MatchSpec) -> list[TableRow]:
        total = len(spec.pairs)
        return [
            row
            for row in table_of(spec.score, total=total, wrong_at_most=total)
            if row.right + row.wrong <= total
        ]
