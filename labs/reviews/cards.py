"""Reviews that wait, for a desk that shows them beside other things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.reviews.selectors import QueueRow, review_queue

if TYPE_CHECKING:
    from accounts.api import User

SHOWN = 5


@dataclass(frozen=True)
class ReviewsWaiting:
    count: int
    rows: tuple[QueueRow, ...]


def reviews_waiting(user: User) -> ReviewsWaiting:
    """How many runs wait for this person, and the first of them: one query."""
    rows = review_queue(user)
    return ReviewsWaiting(len(rows), rows[:SHOWN])
