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


def _followers(places: dict[str, int]) -> dict[str, str]:
    """Step → the step that was put directly after it. Steps that share a place have no neighbours."""
    holders: dict[int, list[str]] = {}
    for step, place in places.items():
        holders.setdefault(place, []).append(step)
    alone = {place: steps[0] for place, steps in holders.items() if len(steps) == 1}
    return {step: alone[place + 1] for place, step in alone.items() if place + 1 in alone}


def _line(spec: OrderSpec, before: str, after: str, places: dict[str, int], follower: str) -> Line:
    """One pair of neighbours as it is marked: what was put after a step, and what belongs there."""
    first_step, right = spec.by_id[before], spec.by_id[after]
    if follower == after:
        return Line(f"{first_step.t} → {right.t}", "right", right.why)
    if before not in places:
        return Line(f"{first_step.t} → {right.t}", "missed", right.why)
    put = spec.by_id[follower].t if follower else "–"
    return Line(f"{first_step.t} → {put}", "wrong", right.why, better=right.t)


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
        followers, pairs = _followers(places), list(pairwise(spec.by_id))
        lines = tuple(
            _line(spec, before, after, places, followers.get(before, "")) for before, after in pairs
        )
        if not places:
            return blank(total, note_for(spec, Fraction(0)), lines)
        right = sum(followers.get(before) == after for before, after in pairs)
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
