"""Random questions of every type, as authors may write them, for round trips."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from courses.exchange.engine.items import plain_item
from tests.courses.quizzes.bank import KINDS

letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" ")
words = (
    st.one_of(
        st.sampled_from(
            [
                "50 % is ~ half", "a = b", "{x}", "#1", "C:\\temp", "a -> b", "<b>bold</b> & more", "%50%", "// no comment",
                "::x::", "“quoted”", "TRUE", "ANSWER: A", "A. first", "it's 3 < 4", "]]>", "é ü 漢字", "\\n", "= first", "~", "*",
            ]
        ),
        st.text(letters, min_size=1, max_size=24),
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)  # fmt: skip
stems = st.one_of(words, st.tuples(words, words).map("\n".join))
numbers = st.one_of(st.integers(-10_000, 10_000), st.integers(-9999, 9999).map(lambda n: n / 100))
tolerances = st.sampled_from([0, 1, 0.5, 0.05, 10])
weights = st.sampled_from(
    ["exact", "proportional", "penalty", {"each_right": 2, "each_wrong": -1, "floor": 0}]
)


def distinct(text: Any, low: int, high: int) -> Any:
    return st.lists(text, min_size=low, max_size=high, unique_by=str.casefold)


@st.composite
def options(draw: Any, low: int = 2, *, several: bool = False) -> list[dict[str, Any]]:
    texts = draw(distinct(words, low, 5))
    count = len(texts)
    keys = (
        draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=count - 1))
        if several
        else {draw(st.integers(0, count - 1))}
    )
    return [
        {"t": text, "why": draw(words)} | ({"key": True} if n in keys else {}) for n, text in enumerate(texts)
    ]


@st.composite
def bodies(draw: Any, kind: str) -> dict[str, Any]:
    if kind in ("single", "confidence"):
        return {"options": draw(options())}
    if kind == "multiple":
        return {"options": draw(options(several=True)), "score": draw(weights)}
    if kind == "spot":
        made = draw(options(3, several=True))
        sentences = [
            {"t": one["t"], "why": one["why"]} | ({"error": True} if one.get("key") else {}) for one in made
        ]
        return {"who": draw(words), "sentences": sentences, "score": draw(weights)}
    if kind == "truefalse":
        names = draw(st.sampled_from([("True", "False"), ("Yes", "No")]))
        sides = [
            {"t": name, "value": value, "why": draw(words)}
            for name, value in zip(names, (True, False), strict=True)
        ]
        return {"key": draw(st.booleans()), "options": sides}
    if kind == "numeric":
        near = [
            {
                "value": draw(numbers),
                "tolerance": draw(tolerances),
                "share": draw(st.sampled_from([0, 0.25, 0.5])),
                "why": draw(words),
            }
        ]
        more = draw(st.sampled_from([{}, {"unit": "kg", "units": {"g": 0.001, "t": 1000}}]))
        return {
            "key": draw(numbers),
            "tolerance": draw(tolerances),
            "near": near if draw(st.booleans()) else [],
        } | more
    if kind == "short":
        forms = draw(distinct(words.filter(lambda text: "*" not in text), 1, 3))
        return {
            "forms": forms,
            "sample_answers": forms[:1],
            "unmatched": draw(st.sampled_from(["review", "wrong"])),
        }
    if kind == "match":
        lefts, rights = draw(distinct(words, 2, 4)), draw(distinct(words, 5, 5))
        pairs = [
            {"left": left, "right": right, "why": draw(words)}
            for left, right in zip(lefts, rights, strict=False)
        ]
        return {
            "pairs": pairs,
            "extra": rights[len(lefts) : len(lefts) + draw(st.integers(0, 1))],
            "score": draw(weights),
        }
    if kind == "order":
        steps = [
            {"t": text, "why": draw(st.sampled_from(["", "So it goes."]))}
            for text in draw(distinct(words, 2, 5))
        ]
        return {"steps": steps, "score": draw(st.sampled_from(["exact", "proportional"]))}
    gap = st.one_of(
        st.builds(lambda made: {"options": made}, options()),
        st.builds(
            lambda forms, why: {"forms": forms, "why": why},
            distinct(words.filter(lambda text: "*" not in text), 1, 2),
            words,
        ),
        st.builds(lambda key, off: {"key": key, "tolerance": off, "why": "A sum."}, numbers, tolerances),
    )
    gaps = draw(st.lists(gap, min_size=1, max_size=3))
    text = draw(words.filter(lambda text: "{" not in text))
    return {
        "text": " ".join(f"{text} {{{n}}}" for n in range(1, len(gaps) + 1)) + ".",
        "gaps": gaps,
        "score": draw(weights),
    }


@st.composite
def question(draw: Any, kind: str = "") -> dict[str, Any]:
    """A valid question of this type, or of any."""
    name = kind or draw(st.sampled_from(KINDS))
    made = {
        "id": draw(st.from_regex(r"[a-z][a-z0-9.-]{0,8}[a-z0-9]", fullmatch=True)),
        "type": name,
        "stem": draw(stems),
    }
    more: dict[str, Any] = draw(bodies(name))
    extras: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "points": st.sampled_from([2, 0.5]),
                "feedback": st.fixed_dictionaries({"ok": words, "no": words}),
                "context": st.fixed_dictionaries({"who": words, "text": words, "ai": st.booleans()}),
                "competency": st.sampled_from(["C1", "C3"]),
                "cognitive": st.sampled_from(["understand", "analyse"]),
                "tags": st.lists(words.map(lambda text: text[:20].strip() or "x"), max_size=2),
            },
        )
    )
    try:
        return plain_item(made | more | extras)
    except ValidationError:
        return plain_item(
            {
                "id": made["id"],
                "type": "truefalse",
                "stem": made["stem"],
                "key": True,
                "options": [
                    {"t": "True", "value": True, "why": "x"},
                    {"t": "False", "value": False, "why": "y"},
                ],
            }
        )
