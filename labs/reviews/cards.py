"""Reviews that wait, for a desk that shows them beside other things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from labs.reviews.selectors import QueueRow, review_queue

if TYPE_CHECKING:
    from accounts.api import User

SHOWN = 5


@dataclass(frozen=True)
class ReviewsWaiting:
    """`rows` are the first few; `red_lines` maps an enrolment to its run that waits with a red line."""

    count: int
    rows: tuple[QueueRow, ...]
    red_lines: Mapping[UUID, UUID]


def reviews_waiting(user: User) -> ReviewsWaiting:
    """How many runs wait for this person, and the first of them: one query."""
    rows = review_queue(user)
    red_lines = {row.enrolment_id: row.evaluation_id for row in rows if row.has_red_line}
    return ReviewsWaiting(len(rows), rows[:SHOWN], red_lines)
