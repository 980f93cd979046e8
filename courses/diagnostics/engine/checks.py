"""What a form must hold beyond its schema: one best act, fair places, equal shares, a twin for each situation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from courses.diagnostics.engine.specs import DiagnosticFile, Situation

PATH = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Where in the file, which rule, what is wrong, how to mend it."""

    path: PATH
    rule: str
    problem: str
    hint: str
    is_warning: bool = False


def check_form(
    form: DiagnosticFile, *, competencies: Collection[str], others: Mapping[str, DiagnosticFile]
) -> list[Finding]:
    """All findings of one form. `others` are the other forms of the course by their letter."""
    return [*_items(form), *_shares(form, competencies), *_short(form), *_twins(form, others)]


def _items(form: DiagnosticFile) -> Iterator[Finding]:
    for key, count in Counter(item.id for item in form.items).items():
        if count > 1:
            yield Finding(
                ("items",), "diagnostic.key", f'the id "{key}" is used {count} times.', "Give each its own."
            )
    for number, item in enumerate(form.items):
        yield from _options(number, item)
    places = Counter(_places(form))
    most, count = places.most_common(1)[0] if places else (0, 0)
    if len(form.items) >= 8 and count > len(form.items) / 2:
        yield Finding(
            ("items",),
            "diagnostic.place",
            f"the best act stands at place {most} in {count} of {len(form.items)} situations.",
            "Move it: a guess must not pay.",
            is_warning=True,
        )


def _places(form: DiagnosticFile) -> Iterator[int]:
    for item in form.items:
        if any(option.points == 2 for option in item.options):
            yield item.best


def _options(number: int, item: Situation) -> Iterator[Finding]:
    best = sum(option.points == 2 for option in item.options)
    if best != 1:
        yield Finding(
            ("items", number, "options"),
            "diagnostic.key",
            f'"{item.id}" has {best} options with 2 points.',
            "Exactly one act is what the experts would do.",
        )
    if not any(option.points == 1 for option in item.options):
        yield Finding(
            ("items", number, "options"),
            "diagnostic.key",
            f'"{item.id}" has no act that can be defended (1 point).',
            "Give one option 1 point.",
        )
    for place, option in enumerate(item.options):
        if option.harmful and option.points:
            yield Finding(
                ("items", number, "options", place),
                "diagnostic.key",
                f'"{item.id}": a harmful act earns {option.points}.',
                "Harmful acts earn 0.",
            )
    if len({option.t for option in item.options}) < len(item.options):
        yield Finding(
            ("items", number, "options"), "diagnostic.key", f'"{item.id}" offers an act twice.', "Change one."
        )


def _shares(form: DiagnosticFile, known: Collection[str]) -> Iterator[Finding]:
    groups = Counter(form.competencies)
    for cluster, names in form.clusters.items():
        for name in names:
            if known and name not in known:
                yield Finding(
                    ("clusters", cluster),
                    "diagnostic.reference",
                    f'"{name}" is not in competencies.yaml.',
                    f"Use one of: {', '.join(sorted(known))}.",
                )
            if groups[name] > 1:
                yield Finding(
                    ("clusters", cluster),
                    "diagnostic.balance",
                    f'"{name}" stands in the clusters {groups[name]} times.',
                    "Each competency belongs to one cluster.",
                )
    counts = Counter(item.competency for item in form.items)
    for number, item in enumerate(form.items):
        if item.competency not in groups:
            yield Finding(
                ("items", number, "competency"),
                "diagnostic.reference",
                f'"{item.id}" belongs to {item.competency}, which is in no cluster.',
                "Correct the competency, or add it to a cluster.",
            )
    if len({counts[name] for name in groups}) > 1:
        shown = ", ".join(f"{name} {counts[name]}" for name in sorted(groups))
        yield Finding(
            ("items",),
            "diagnostic.balance",
            f"the competencies have unequal numbers of situations: {shown}.",
            "Give each the same number, so that their bands compare.",
        )


def _short(form: DiagnosticFile) -> Iterator[Finding]:
    seen: set[str] = set()
    for number, key in enumerate(form.short):
        item = form.by_key.get(key)
        if item is None or key in seen:
            problem = "is named twice" if key in seen else "is not in this form"
            yield Finding(
                ("short", number),
                "diagnostic.short",
                f'"{key}" {problem}.',
                "Name situations of this form, each once.",
            )
        elif item.anchor:
            yield Finding(
                ("short", number),
                "diagnostic.short",
                f'"{key}" is an anchor: shown to everybody it could no longer link the forms.',
                "Choose a situation that is no anchor.",
            )
        seen.add(key)


def _twins(form: DiagnosticFile, others: Mapping[str, DiagnosticFile]) -> Iterator[Finding]:
    other = next((one for letter, one in sorted(others.items()) if letter != form.form), None)
    if other is None:
        return
    if other.clusters != form.clusters or other.confidence != form.confidence:
        yield Finding(
            ("clusters",),
            "diagnostic.twin",
            "the forms differ in their clusters or in the confidence scale.",
            "Keep them equal: a gain compares the two forms.",
        )
    for number, item in enumerate(form.items):
        twin = other.by_key.get(item.pair or "")
        if twin is None or twin.pair != item.id:
            yield Finding(
                ("items", number, "pair"),
                "diagnostic.twin",
                f'"{item.id}" has no twin in form {other.form} that names it back.',
                "Let both twins name each other.",
            )
        elif (twin.competency, twin.b, twin.anchor) != (item.competency, item.b, item.anchor):
            yield Finding(
                ("items", number),
                "diagnostic.twin",
                f'"{item.id}" and its twin "{twin.id}" differ in competency, planned difficulty or anchor.',
                "Twins measure the same at the same difficulty.",
            )
