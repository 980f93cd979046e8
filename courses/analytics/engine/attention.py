"""At-risk rules: plain facts about one learner in, named reasons with their limits out. No score, no prediction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Rule(StrEnum):
    """Why a learner needs somebody, most urgent first."""

    RED_LINE = "red_line"
    FAILED_TWICE = "failed_twice"
    BEHIND = "behind"
    QUIET = "quiet"
    NOT_STARTED = "not_started"


@dataclass(frozen=True)
class Limits:
    """When each rule fires. Days are whole days; `failures` counts finished attempts below the pass mark."""

    quiet_days: int = 7
    start_days: int = 3
    behind_days: int = 3
    failures: int = 2


@dataclass(frozen=True)
class LearnerFacts:
    """What is known of one learner in one cohort.

    `due` holds, for each activity with a date that is not done, its title and date; `failures` the number of failed
    attempts by activity title, without those passed later; `open_red_lines` the titles of labs with an act that
    stopped the run and that no person has looked at yet.
    """

    is_finished: bool
    enrolled_at: datetime
    last_visit_at: datetime | None
    open_red_lines: tuple[str, ...] = ()
    failures: tuple[tuple[str, int], ...] = ()
    due: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True)
class Reason:
    """One fired rule: `amount` is the days or the count that fired it, `limit` where it starts, `subject` the activity."""

    rule: Rule
    amount: int
    limit: int
    subject: str = ""


def _days_between(earlier: datetime, later: datetime) -> int:
    return max((later - earlier) // timedelta(days=1), 0)


def reasons(facts: LearnerFacts, *, now: datetime, limits: Limits = Limits()) -> tuple[Reason, ...]:
    """The rules that fire for this learner, most urgent first; a finished learner has none but open red lines."""
    found = [Reason(Rule.RED_LINE, 1, 1, title) for title in facts.open_red_lines]
    if facts.is_finished:
        return tuple(found)
    found += [
        Reason(Rule.FAILED_TWICE, count, limits.failures, title)
        for title, count in facts.failures
        if count >= limits.failures
    ]
    late = [(title, _days_between(due_at, now)) for title, due_at in facts.due if due_at < now]
    found += [
        Reason(Rule.BEHIND, days, limits.behind_days, title)
        for title, days in late
        if days >= limits.behind_days
    ]
    if facts.last_visit_at is None:
        waited = _days_between(facts.enrolled_at, now)
        if waited >= limits.start_days:
            found.append(Reason(Rule.NOT_STARTED, waited, limits.start_days))
    else:
        quiet = _days_between(facts.last_visit_at, now)
        if quiet >= limits.quiet_days:
            found.append(Reason(Rule.QUIET, quiet, limits.quiet_days))
    return tuple(found)


def most_urgent_first(rows: Iterable[tuple[str, tuple[Reason, ...]]]) -> list[tuple[str, tuple[Reason, ...]]]:
    """Order (key, reasons) rows by their first reason, then by its amount; rows without a reason are left out."""
    order = list(Rule)
    kept = [row for row in rows if row[1]]
    return sorted(kept, key=lambda row: (order.index(row[1][0].rule), -row[1][0].amount, row[0]))
