"""What an author's quiz must hold beyond its schema: counts, recomputed keys, fair options. Findings have a place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from courses.quizzes.engine.draw import DrawError, demands, draw, pool_of
from courses.quizzes.engine.formula import FormulaError, evaluate
from courses.quizzes.engine.rules import lint, rules_of
from courses.quizzes.engine.specs import ExamSpec, QuizFile, QuizSpec, parsed
from courses.quizzes.engine.types import check
from courses.quizzes.engine.types.numeric import NumericSpec
from courses.quizzes.engine.types.numeric.spec import exact
from courses.quizzes.engine.types.registry import TYPES, Item
from courses.quizzes.engine.types.single import ChoiceSpec

_CATCH_ALL = re.compile(
    r"\b(all|none|both|neither) of (the above|these|them)\b|\ball answers\b", re.IGNORECASE
)
FORMS_IN_A_BANK = 3
PATH = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Where in the file (keys and positions), which rule, what is wrong, how to mend it."""

    path: PATH
    rule: str
    problem: str
    hint: str
    is_warning: bool = False


def read_quiz(data: Any) -> tuple[QuizSpec | ExamSpec | None, list[Finding]]:
    """The quiz, or the findings of the schema."""
    try:
        return parsed(data), []
    except ValidationError as error:
        return None, [_schema_finding(dict(one)) for one in error.errors(include_url=False)]


def _schema_finding(one: dict[str, Any]) -> Finding:
    place = tuple(
        part for part in one["loc"] if isinstance(part, int) or (part not in TYPES and "[" not in str(part))
    )
    message = str(one["msg"]).removeprefix("Value error, ")
    hint = {
        "extra_forbidden": "Remove this key, or check its spelling.",
        "missing": "Add this key.",
        "union_tag_invalid": f"Use one of: {', '.join(TYPES)}.",
    }.get(one["type"], "See the schema readyroom.quiz/1.")
    return Finding(place, "quiz.schema", message, hint)


def check_quiz(spec: QuizSpec | ExamSpec) -> list[Finding]:
    """All findings, errors first."""
    found = [*_blueprint(spec), *_items(spec), *_positions(spec), *_rules(spec)]
    return sorted(found, key=lambda finding: finding.is_warning)


def _blueprint(spec: QuizFile) -> Iterator[Finding]:
    known = set(TYPES)
    for name in spec.blueprint.types or {}:
        if name not in known:
            yield Finding(
                ("blueprint", "types", name),
                "quiz.blueprint",
                f'"{name}" is no type of question.',
                f"Use one of: {', '.join(TYPES)}.",
            )
    pool = pool_of(spec.items, spec.blueprint)
    rows, columns = demands(spec.blueprint)
    have = Counter(item.row for item in pool)
    for row, need in rows.items():
        if have[row] < need:
            yield Finding(
                ("blueprint", "competency", row.split(" ", maxsplit=1)[0]),
                "quiz.blueprint",
                f"the blueprint asks for {need} × {row}, the bank has {have[row]}.",
                "Write more items for this cell, or lower its count.",
            )
    kinds = Counter(item.column for item in pool)
    for column, need in columns.items():
        if kinds[column] < need:
            yield Finding(
                ("blueprint", "types" if spec.blueprint.types else "levels", column),
                "quiz.blueprint",
                f"the blueprint asks for {need} × {column}, the bank has {kinds[column]} that fit a cell.",
                "Write more items of this kind, or lower its count.",
            )
    used = {item.id for item in pool}
    for number, item in enumerate(spec.items):
        if item.id not in used:
            yield Finding(
                ("items", number),
                "quiz.blueprint",
                f'question "{item.id}" ({item.competency or "no competency"}, {item.cognitive}, {item.type}) '
                "fits no cell of the blueprint and is never drawn.",
                "Change the item or the blueprint.",
            )
    yield from _exposure(spec, rows, have)
    yield from _forms(spec)


def _exposure(spec: QuizFile, rows: Mapping[str, int], have: Mapping[str, int]) -> Iterator[Finding]:
    """A cell that needs more than the allowed share of its items in each form cannot keep the limit."""
    for row, need in rows.items():
        if spec.max_exposure is not None and have[row] and need / have[row] > spec.max_exposure:
            yield Finding(
                ("max_exposure",),
                "quiz.exposure",
                f"each form shows {need} of the {have[row]} items of {row}: more than {spec.max_exposure:.0%} of sittings.",
                "Write more items for this cell, or allow a larger share.",
            )


def _forms(spec: QuizFile) -> Iterator[Finding]:
    """Draw some forms, one after the other, as a learner who tries again would see them."""
    pool = pool_of(spec.items, spec.blueprint)
    worst = 0
    for seed in range(6):
        earlier: list[tuple[str, ...]] = []
        for attempt in range(FORMS_IN_A_BANK):
            try:
                form = draw(pool, spec.blueprint, seed=seed * 100 + attempt, earlier=earlier)
            except DrawError as error:
                yield Finding(
                    ("blueprint",), "quiz.blueprint", str(error), "Let cells and types agree with the bank."
                )
                return
            worst = max([worst, *form.overlap])
            earlier.insert(0, form.items)
    if worst > spec.max_overlap:
        yield Finding(
            ("items",),
            "quiz.bank",
            f"two of the first {FORMS_IN_A_BANK} forms share up to {worst} items; {spec.max_overlap} are allowed.",
            f"A bank of {FORMS_IN_A_BANK} × {spec.blueprint.size} items, spread over all cells, shares none.",
            is_warning=True,
        )


def _items(spec: QuizFile) -> Iterator[Finding]:
    stems: dict[str, str] = {}
    for number, item in enumerate(spec.items):
        here: PATH = ("items", number)
        for problem in check(item):
            yield Finding(here, "quiz.key", f'question "{item.id}": {problem}.', "See the type's page.")
        if isinstance(item, NumericSpec):
            yield from _formula(item, here)
        for text in _texts(item):
            if _CATCH_ALL.search(text):
                yield Finding(
                    here, "quiz.catch_all", f'question "{item.id}" offers "{text}".', "Write a real option."
                )
        stem = " ".join((item.stem + repr(getattr(item, "text", ""))).casefold().split())
        if stem in stems:
            yield Finding(
                here, "quiz.twins", f'"{item.id}" asks the same as "{stems[stem]}".', "Change one of them."
            )
        stems[stem] = item.id


def _texts(item: Item) -> list[str]:
    options = getattr(item, "options", ())
    return [option.t for option in options]


def _formula(item: NumericSpec, here: PATH) -> Iterator[Finding]:
    if item.formula is None:
        yield Finding(
            here,
            "quiz.formula",
            f'question "{item.id}" has a key but no formula.',
            "Give the sum that leads to the key, so that it can be recomputed.",
            is_warning=True,
        )
        return
    try:
        value = evaluate(item.formula)
    except FormulaError as error:
        yield Finding(
            (*here, "formula"), "quiz.formula", f'question "{item.id}": {error}', "Mend the formula."
        )
        return
    if abs(value - exact(item.key)) > exact(item.tolerance):
        yield Finding(
            (*here, "key"),
            "quiz.formula",
            f'question "{item.id}": the formula gives {float(value):g}, the key is {item.key:g} '
            f"± {item.tolerance:g}.",
            "Correct the key, the formula or the tolerance.",
        )


def _positions(spec: QuizFile) -> Iterator[Finding]:
    """Keys in all positions, and the longest option not the key too often: else a guesser wins."""
    chosen = [(n, item) for n, item in enumerate(spec.items) if isinstance(item, ChoiceSpec)]
    if len(chosen) < 5:
        return
    places = Counter(item.key for _, item in chosen)
    place, times = places.most_common(1)[0]
    if times > len(chosen) * 0.5 and not spec.shuffle.options:
        yield Finding(
            ("items", chosen[0][0]),
            "quiz.key_position",
            f"option {place} is the key in {times} of {len(chosen)} single-choice questions.",
            "Spread the keys over the positions, or let the options be shuffled.",
        )
    longest = 0
    for _, item in chosen:
        lengths = sorted((len(option.t) for option in item.options), reverse=True)
        key_length = len(item.by_id[item.key].t)
        longest += key_length == lengths[0] and lengths[0] > lengths[1]
    if longest > len(chosen) * 0.4:
        yield Finding(
            ("items", chosen[0][0]),
            "quiz.longest_key",
            f"the longest option is the key in {longest} of {len(chosen)} questions.",
            "Shorten keys or lengthen distractors: at most 40 %.",
            is_warning=True,
        )


_LINT = {
    "wait_without_second_attempt": "a wait is set, but only one attempt is allowed.",
    "year_limit_never_reached": "the limit of a year never takes effect: the attempts or the wait allow no more anyway.",
    "late_without_due_date": "late credit is set; it takes effect only where a cohort sets a due date.",
    "key_shown_before_the_attempt_that_counts": "the last attempt counts, but the key is shown after the first.",
    "shown_after_a_close_that_never_comes": "something is shown after the close, but nothing ever closes.",
    "mean_of_unlimited_attempts": "the mean of unlimited attempts counts: a learner can never repair a bad start.",
    "everyone_passes": "the pass mark is 0: everybody passes.",
}


def _rules(spec: QuizSpec | ExamSpec) -> Iterator[Finding]:
    for code in lint(rules_of(spec)):
        yield Finding(
            (),
            "quiz.rules",
            _LINT.get(code, code.replace("_", " ")),
            "Change one of the two.",
            is_warning=True,
        )
