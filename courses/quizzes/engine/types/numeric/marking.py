from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import Plain, blank, first, note_for
from courses.quizzes.engine.numbers import MAX_NUMBER, read_number
from courses.quizzes.engine.text import clean, skeleton
from courses.quizzes.engine.types.numeric.spec import NumericSpec, exact
from courses.quizzes.engine.values import Answer, Face, Grade, Line, RawAnswer, State


def _factor(spec: NumericSpec, written: str) -> Fraction | None:
    """What one of the written unit is in the unit of the key; None for a unit that this question does not know."""
    if not written or written == spec.unit.casefold() or skeleton(written) == skeleton(spec.unit):
        return Fraction(1)
    for unit, factor in spec.units.items():
        if written == unit.casefold() or (skeleton(unit) and skeleton(written) == skeleton(unit)):
            return exact(factor)
    return None


def candidates(spec: NumericSpec, answer: Answer) -> list[Fraction]:
    """Each value that the written answer may stand for, in the unit of the key."""
    number = read_number(answer) if isinstance(answer, str) else None
    factor = _factor(spec, number.unit) if number else None
    return [value * factor for value in number.readings] if number and factor is not None else []


def shown(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.6f}".rstrip("0").rstrip(".")


class NumericType(Plain[NumericSpec]):
    name = "numeric"

    def read(self, spec: NumericSpec, raw: RawAnswer) -> Answer:
        return clean(first(raw), MAX_NUMBER) or None

    def notice(self, spec: NumericSpec, answer: Answer) -> str:
        if answer is None or candidates(spec, answer):
            return ""
        number = read_number(answer) if isinstance(answer, str) else None
        return "unknown_unit" if number else "not_a_number"

    def grade(self, spec: NumericSpec, answer: Answer) -> Grade:
        key_text = f"{shown(spec.key)} {spec.unit}".strip()
        missed = Line(key_text, "missed")
        if not isinstance(answer, str) or not answer:
            return blank(note=note_for(spec, Fraction(0)), lines=(missed,))
        found = candidates(spec, answer)
        if any(abs(value - exact(spec.key)) <= exact(spec.tolerance) for value in found):
            return Grade(
                Fraction(1), State.RIGHT, 1, 0, 1, (Line(answer, "right"),), note_for(spec, Fraction(1))
            )
        hits = [
            near
            for near in spec.near
            if any(abs(value - exact(near.value)) <= exact(near.tolerance) for value in found)
        ]
        best = max(hits, key=lambda near: near.share, default=None)
        share = exact(best.share) if best else Fraction(0)
        lines = (Line(answer, "wrong", best.why if best else ""), missed)
        if share == 1 and best is not None:
            return Grade(
                share, State.RIGHT, 1, 0, 1, (Line(answer, "right", best.why),), note_for(spec, share)
            )
        state = State.PARTLY if share else State.WRONG
        return Grade(share, state, 0, 1, 1, lines, note_for(spec, share))

    def face(self, spec: NumericSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        value = answer if isinstance(answer, str) else ""
        return Face(spec.id, self.name, spec.stem, spec.points, spec.context, value=value, unit=spec.unit)

    def check(self, spec: NumericSpec) -> list[str]:
        found = []
        key, tolerance = exact(spec.key), exact(spec.tolerance)
        for near in spec.near:
            if abs(exact(near.value) - key) <= tolerance:
                found.append(f"the near miss {shown(near.value)} lies within the tolerance of the key")
        return found
