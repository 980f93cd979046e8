"""A retrieval question as a page shows it, in a lesson or in the warm-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.recall.engine.answers import Feedback, answer


@dataclass(frozen=True)
class RecallBox:
    """A retrieval question, with the learner's last answer and what it says to that."""

    id: str
    kind: str
    question: str
    options: tuple[tuple[str, str, bool], ...]
    value: str
    unit: str
    feedback: Feedback | None
    was_unclear: bool = False


def box_of(
    question: Mapping[str, Any], given: Sequence[str] | None = None, unclear: Feedback | None = None
) -> RecallBox:
    """A question with the answer that was kept, or with the one that could not be read."""
    feedback = answer(question, given) if given is not None and unclear is None else None
    shown = list(unclear.chosen) if unclear is not None else list(given or ())
    options = tuple(
        (str(number), str(option["t"]), str(number) in shown)
        for number, option in enumerate(question.get("options") or [])
    )
    return RecallBox(
        id=str(question["id"]),
        kind=str(question["type"]),
        question=str(question["q"]),
        options=options,
        value=shown[0] if shown and not options else "",
        unit=str(question.get("unit") or ""),
        feedback=feedback,
        was_unclear=unclear is not None,
    )
