from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import Plain, blank, first, note_for
from courses.quizzes.engine.types.truefalse.spec import TrueFalseSpec
from courses.quizzes.engine.values import Answer, AnswerProblem, Choice, Face, Grade, Line, RawAnswer, State


class TrueFalseType(Plain[TrueFalseSpec]):
    """True always stands before false: a shuffled pair would only slow people down."""

    name = "truefalse"

    def read(self, spec: TrueFalseSpec, raw: RawAnswer) -> Answer:
        chosen = first(raw)
        if chosen and chosen not in spec.by_id:
            raise AnswerProblem("unknown_choice")
        return chosen or None

    def grade(self, spec: TrueFalseSpec, answer: Answer) -> Grade:
        chosen = answer if isinstance(answer, str) and answer in spec.by_id else ""
        key = spec.by_id[spec.key_id]
        if not chosen:
            return blank(note=note_for(spec, Fraction(0)), lines=(Line(key.t, "missed", key.why),))
        picked = spec.by_id[chosen]
        is_right = chosen == spec.key_id
        share = Fraction(int(is_right))
        lines = (
            (Line(picked.t, "right", picked.why),)
            if is_right
            else (Line(picked.t, "wrong", picked.why), Line(key.t, "missed", key.why))
        )
        state = State.RIGHT if is_right else State.WRONG
        return Grade(share, state, int(is_right), int(not is_right), 1, lines, note_for(spec, share))

    def face(self, spec: TrueFalseSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        choices = tuple(Choice(name, spec.by_id[name].t, name == answer) for name in ("true", "false"))
        return Face(spec.id, self.name, spec.stem, spec.points, spec.context, choices)
