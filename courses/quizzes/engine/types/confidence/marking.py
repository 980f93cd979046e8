from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import Plain, blank, first, note_for, state_of
from courses.quizzes.engine.types.confidence.spec import SURE, ConfidenceSpec
from courses.quizzes.engine.types.single.marking import choices_of, lines_of
from courses.quizzes.engine.values import Answer, AnswerProblem, Face, Grade, RawAnswer, Step, TableRow


def quadratic(sure: int, *, is_right: bool) -> Fraction:
    """Right: 1 − (1 − p)². Wrong: 1 − p²."""
    p = Fraction(sure, 100)
    return 1 - (1 - p) ** 2 if is_right else 1 - p**2


def _parts(spec: ConfidenceSpec, answer: Answer) -> tuple[str, str]:
    given = answer if isinstance(answer, dict) else {}
    option, sure = given.get("option", ""), given.get("sure", "")
    return (option if option in spec.by_id else "", sure if sure in SURE else "")


def _shown(points: Fraction) -> str:
    return f"{float(points):.2f}"


class ConfidenceType(Plain[ConfidenceSpec]):
    name = "confidence"

    def read(self, spec: ConfidenceSpec, raw: RawAnswer) -> Answer:
        given = {"option": first(raw), "sure": first(raw, "sure")}
        if given["option"] and given["option"] not in spec.by_id:
            raise AnswerProblem("unknown_choice")
        if given["sure"] and given["sure"] not in SURE:
            raise AnswerProblem("unknown_step")
        return {name: value for name, value in given.items() if value} or None

    def notice(self, spec: ConfidenceSpec, answer: Answer) -> str:
        option, sure = _parts(spec, answer)
        return "how_sure" if option and not sure else "choose_one" if sure and not option else ""

    def grade(self, spec: ConfidenceSpec, answer: Answer) -> Grade:
        """Without a confidence the answer counts as 50; a confidence without a choice is no answer."""
        option, sure = _parts(spec, answer)
        lines = lines_of(spec, option)
        if not option:
            return blank(lines=lines, note=note_for(spec, Fraction(0)))
        is_right = spec.earns(option)
        share = quadratic(int(sure or SURE[0]), is_right=is_right)
        note = note_for(spec, Fraction(int(is_right)))
        return Grade(share, state_of(share), int(is_right), int(not is_right), 1, lines, note)

    def face(self, spec: ConfidenceSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        option, sure = _parts(spec, answer)
        scale = tuple(
            Step(
                step,
                _shown(quadratic(int(step), is_right=True)),
                _shown(quadratic(int(step), is_right=False)),
                step == sure,
            )
            for step in SURE
        )
        choices = choices_of(spec, option, seed=seed, shuffle=shuffle)
        return Face(spec.id, self.name, spec.stem, spec.points, spec.context, choices, scale=scale)

    def table(self, spec: ConfidenceSpec) -> list[TableRow]:
        """Two rows for each step of the scale: the answer is right, the answer is wrong."""
        return [
            TableRow(int(is_right), int(not is_right), quadratic(int(step), is_right=is_right))
            for step in SURE
            for is_right in (True, False)
        ]
