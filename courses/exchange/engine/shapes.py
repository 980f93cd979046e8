"""Questions built from what most formats share: weighted choices, accepted forms, numbers with known mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from courses.exchange.engine.report import Change


def choices_of(read: Sequence[tuple[float, str, str]], changes: list[Change]) -> dict[str, Any] | str:
    """A single or multiple choice from (weight in per cent, text, feedback)."""
    right = [weight for weight, _, _ in read if weight > 0]
    options = [
        {"t": text} | ({"key": True} if weight > 0 else {}) | ({"why": why} if why else {})
        for weight, text, why in read
    ]
    if not right:
        return "No choice earns anything."
    if len(right) == 1:
        if right[0] < 100:
            changes.append(
                Change("options", f"The right choice earned {right[0]:g} of 100; here it earns all.")
            )
        if any(weight < 0 for weight, _, _ in read):
            changes.append(
                Change("options", "Points off for wrong choices were left out: one choice is made.")
            )
        return {"type": "single", "options": options}
    if all(weight == 100 for weight in right):
        return (
            "It has several answers that are each wholly right; a choice has one key or weights that add up."
        )
    if max(right) - min(right) > 1:
        changes.append(Change("options", "Right choices had unequal weights; here each earns the same."))
    wrong = [weight for weight, _, _ in read if weight <= 0]
    if wrong and max(wrong) - min(wrong) > 1:
        changes.append(Change("options", "Wrong choices took unequal points off; here each takes the same."))
    return {"type": "multiple", "options": options, "score": score_of([weight for weight, _, _ in read])}


def score_of(weights: Sequence[float]) -> Any:
    """The rule behind the weights of all choices, of which at least one is above 0: `penalty`, or what a wrong one takes."""
    right, wrong = [one for one in weights if one > 0], [one for one in weights if one <= 0]
    off = sum(wrong) / len(wrong) / (sum(right) / len(right)) if wrong else -1.0
    if abs(off + 1) < 0.02:
        return "penalty"
    return {"each_right": 1, "each_wrong": max(-10.0, round(off, 4))}


def short_of(forms: Sequence[str], changes: list[Change]) -> dict[str, Any] | str:
    """A short text from its accepted forms; a star stands for anything elsewhere and cannot be taken over."""
    starred = [form for form in forms if "*" in form]
    if starred:
        changes.append(Change("forms", f"Forms with a star were left out: {', '.join(starred)[:80]}."))
    plain = list(dict.fromkeys(form for form in forms if "*" not in form))
    if not plain:
        return "No whole answer is accepted."
    words = max(len(form.split()) for form in plain)
    return {
        "type": "short",
        "forms": plain,
        "sample_answers": plain[:1],
        "unmatched": "wrong",
        "max_words": min(60, max(12, words)),
    }


def truth_of(key: bool, why_true: str, why_false: str) -> dict[str, Any]:
    options = [
        {"t": "True", "value": True, "why": why_true},
        {"t": "False", "value": False, "why": why_false},
    ]
    return {"type": "truefalse", "key": key, "options": options}


def numbers_of(
    read: Sequence[tuple[float, float, float, str]], changes: list[Change]
) -> dict[str, Any] | str:
    """A number from (weight in per cent, value, tolerance, feedback): the first wholly right one is the key."""
    key = next((one for one in read if one[0] >= 100), None)
    if key is None:
        return "No number earns everything."
    near = []
    for one in read:
        if one is not key:
            share = max(0.0, min(1.0, one[0] / 100))
            near.append(
                {"value": one[1], "tolerance": one[2], "why": one[3]} | ({"share": share} if share else {})
            )
    made: dict[str, Any] = {"type": "numeric", "key": key[1], "tolerance": key[2], "near": near}
    if key[3]:
        changes.append(Change("feedback", f"The feedback on the right number was left out: “{key[3][:60]}”."))
    return made
