from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from courses.quizzes.engine.base import Plain, blank, first, note_for, state_of
from courses.quizzes.engine.seeds import shuffled
from courses.quizzes.engine.text import clean
from courses.quizzes.engine.types.order.spec import OrderSpec
from courses.quizzes.engine.values import Answer, AnswerProblem, Face, Grade, Line, RawAnswer, Row, TableRow


def _places(spec: OrderSpec, answer: Answer) -> dict[str, int]:
    """Step id → the place it was given, for the places that exist."""
    if not isinstance(answer, dict):
        return {}
    wanted = {str(place) for place in range(1, len(spec.steps) + 1)}
    return {step: int(answer[step]) for step in spec.by_id if answer.get(step) in wanted}


def _right_pairs(spec: OrderSpec, places: dict[str, int]) -> int:
    """How many steps stand directly before the step that follows them in the right order."""
    holders: dict[int, list[str]] = {}
    for step, place in places.items():
        holders.setdefault(place, []).append(step)
    alone = {step: place for step, place in places.items() if len(holders[place]) == 1}
    return sum(
        1 for before, after in pairwise(spec.by_id) if alone.get(after, -1) == alone.get(before, -9) + 1
    )


def _share(spec: OrderSpec, right: int, total: int) -> Fraction:
    return Fraction(right, total) if spec.score == "proportional" else Fraction(int(right == total))


class OrderType(Plain[OrderSpec]):
    """An answer is a place for each step. Equal places are kept, so that nothing typed is lost, and earn nothing."""

    name = "order"

    def read(self, spec: OrderSpec, raw: RawAnswer) -> Answer:
        given = {step: clean(first(raw, step), 4) for step in spec.by_id}
        places = {str(place) for place in range(1, len(spec.steps) + 1)}
        if any(place and place not in places for place in given.values()):
            raise AnswerProblem("unknown_place")
        return {step: place for step, place in given.items() if place} or None

    def notice(self, spec: OrderSpec, answer: Answer) -> str:
        places = _places(spec, answer)
        if len(set(places.values())) < len(places):
            return "equal_places"
        return "incomplete" if 0 < len(places) < len(spec.steps) else ""

    def grade(self, spec: OrderSpec, answer: Answer) -> Grade:
        places, total = _places(spec, answer), len(spec.steps) - 1
        lines = tuple(
            Line(
                step.t,
                "right" if places.get(name) == int(name) else "wrong" if name in places else "missed",
                step.why,
                label=str(places.get(name, "")),
                better=name,
            )
            for name, step in spec.by_id.items()
        )
        if not places:
            return blank(total, note_for(spec, Fraction(0)), lines)
        right = _right_pairs(spec, places)
        share = _share(spec, right, total)
        return Grade(share, state_of(share), right, total - right, total, lines, note_for(spec, share))

    def face(self, spec: OrderSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        """Before the first answer the steps stand shuffled, never by chance in the right order; then as placed."""
        names = list(spec.by_id)
        mixed = shuffled(names, seed=seed, purpose=f"steps:{spec.id}", name=str)
        if mixed == names:
            mixed = [*names[1:], names[0]]
        places = _places(spec, answer)
        if places:
            mixed.sort(key=lambda name: places.get(name, len(names) + 1))
        rows = tuple(Row(name, spec.by_id[name].t, str(places.get(name, ""))) for name in mixed)
        return Face(spec.id, self.name, spec.stem, spec.points, spec.context, rows=rows, count=len(names))

    def table(self, spec: OrderSpec) -> list[TableRow]:
        total = len(spec.steps) - 1
        return [TableRow(right, total - right, _share(spec, right, total)) for right in range(total, -1, -1)]
