"""Rules as data: who may start when, how long it takes, what counts, and what is shown. `now` always comes in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from courses.quizzes.engine.specs import ExamSpec, QuizSpec, When

GRACE = timedelta(seconds=10)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one quiz for one group of learners. None means: no such limit."""

    pass_share: float = 0.7
    attempts: int | None = None
    per_year: int | None = None
    wait: timedelta = timedelta(hours=24)
    time_limit: timedelta | None = None
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    late_per_day: float | None = None
    counts: Literal["best", "last", "first", "mean"] = "best"
    show_score: When = "after_submit"
    show_feedback: When = "after_submit"
    show_key: When = "after_submit"


def rules_of(
    spec: QuizSpec | ExamSpec,
    *,
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Rules:
    """The rules of the author's file with the dates of a cohort."""
    limit = spec.time_limit_minutes
    return Rules(
        pass_share=getattr(spec, "cut_share", spec.pass_share),
        attempts=spec.attempts,
        per_year=spec.attempts_per_year,
        wait=timedelta(hours=spec.retry_after_hours),
        time_limit=timedelta(minutes=limit) if limit else None,
        opens_at=opens_at,
        due_at=due_at,
        closes_at=closes_at,
        late_per_day=spec.late.per_day if spec.late else None,
        counts=spec.counts,
        show_score=spec.show.score,
        show_feedback=spec.show.feedback,
        show_key=spec.show.key,
    )


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier attempt: when it began, when it was handed in (None while open), what it earned."""

    started_at: datetime
    submitted_at: datetime | None = None
    share: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class History:
    """What the rules ask about all earlier attempts of a learner, however many they are.

    `starts` holds the newest beginnings, newest first, at least as many as a rule counts in a year; `counting` is the share
    that counts, None before the first was handed in.
    """

    attempts: int = 0
    is_open: bool = False
    ended_at: datetime | None = None
    starts: Sequence[datetime] = ()
    counting: Fraction | None = None


def history_of(rules: Rules, pasts: Sequence[Past]) -> History:
    """Attempts one by one, in any order, as the rules see them."""
    return History(
        attempts=len(pasts),
        is_open=any(past.submitted_at is None for past in pasts),
        ended_at=max((past.submitted_at for past in pasts if past.submitted_at is not None), default=None),
        starts=sorted((past.started_at for past in pasts), reverse=True),
        counting=counting_share(rules, pasts),
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the learner may start now; if not, why, and from when on (None: never by waiting)."""

    code: Literal["start", "resume", "not_open", "closed", "wait", "used_up"]
    from_at: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        return self.code in {"start", "resume"}


def allowed_time(rules: Rules, extra_percent: int) -> timedelta | None:
    """The time limit with a person's extra time, rounded up to whole seconds."""
    if rules.time_limit is None:
        return None
    seconds = Fraction(rules.time_limit.total_seconds()) * (100 + max(0, extra_percent)) / 100
    return timedelta(seconds=math.ceil(seconds))


def end_of(rules: Rules, *, started_at: datetime, extra_percent: int = 0) -> datetime | None:
    """When an attempt that began then is over: its time is up, or the quiz closes for all."""
    limit = allowed_time(rules, extra_percent)
    ends = [end for end in (started_at + limit if limit else None, rules.closes_at) if end is not None]
    return min(ends, default=None)


def may_start(rules: Rules, history: History, *, now: datetime) -> Decision:
    """Whether a new attempt may begin, or an open one goes on."""
    if history.is_open:
        return Decision("resume")
    if rules.closes_at is not None and now >= rules.closes_at:
        return Decision("closed")
    if rules.attempts is not None and history.attempts >= rules.attempts:
        return Decision("used_up")
    waits = [rules.opens_at] if rules.opens_at is not None else []
    if rules.per_year is not None and left_this_year(rules, history, now=now) == 0:
        waits.append(_in_a_year(history, now=now)[rules.per_year - 1] + YEAR)
    if history.ended_at is not None:
        waits.append(history.ended_at + rules.wait)
    ready_at = max(waits, default=None)
    if ready_at is None or now >= ready_at:
        return Decision("start")
    if rules.closes_at is not None and ready_at >= rules.closes_at:
        return Decision("closed")
    return Decision("wait" if history.ended_at else "not_open", ready_at)


def _in_a_year(history: History, *, now: datetime) -> list[datetime]:
    """Beginnings of the last 365 days, newest first."""
    return [start for start in history.starts if start > now - YEAR]


def left_this_year(rules: Rules, history: History, *, now: datetime) -> int | None:
    """Attempts that may still begin within 365 days of the earlier ones; None without such a limit."""
    if rules.per_year is None:
        return None
    return max(0, rules.per_year - len(_in_a_year(history, now=now)))


def attempts_left(rules: Rules, history: History, *, now: datetime) -> int | None:
    """What the limit of all attempts and the limit of a year leave; None without any limit."""
    in_all = None if rules.attempts is None else max(0, rules.attempts - history.attempts)
    limits = [left for left in (in_all, left_this_year(rules, history, now=now)) if left is not None]
    return min(limits, default=None)


def late_factor(rules: Rules, *, submitted_at: datetime) -> Fraction:
    """What is left of the points of an attempt handed in then: 1 in time, less for each begun day."""
    if rules.due_at is None or rules.late_per_day is None or submitted_at <= rules.due_at:
        return Fraction(1)
    days = math.ceil((submitted_at - rules.due_at) / timedelta(days=1))
    return max(Fraction(0), 1 - days * Fraction(repr(rules.late_per_day)))


def counting_share(rules: Rules, history: Sequence[Past]) -> Fraction | None:
    """The share that counts over all attempts handed in; None before the first."""
    done = sorted(
        (past for past in history if past.submitted_at is not None), key=lambda past: past.started_at
    )
    if not done:
        return None
    shares = [past.share for past in done]
    match rules.counts:
        case "best":
            return max(shares)
        case "last":
            return shares[-1]
        case "first":
            return shares[0]
        case "mean":
            return sum(shares, Fraction(0)) / len(shares)


@dataclass(frozen=True, slots=True)
class Shown:
    score: bool
    feedback: bool
    key: bool


def shown(rules: Rules, history: History, *, now: datetime) -> Shown:
    """What a learner may see of an attempt that was handed in."""
    counting = history.counting
    has_passed = counting is not None and counting >= Fraction(repr(rules.pass_share))
    is_over = (rules.closes_at is not None and now >= rules.closes_at) or (
        rules.closes_at is None and rules.attempts is not None and history.attempts >= rules.attempts
    )
    answers = {
        "after_submit": counting is not None,
        "after_pass": has_passed or is_over,
        "after_close": is_over,
        "never": False,
    }
    return Shown(answers[rules.show_score], answers[rules.show_feedback], answers[rules.show_key])


@dataclass(frozen=True, slots=True)
class Seen:
    """What a learner would see at a given moment."""

    decision: Decision
    attempts_left: int | None
    minutes: timedelta | None
    would_end_at: datetime | None
    shown: Shown
    counting: Fraction | None


def simulate(rules: Rules, history: History, *, extra_percent: int, now: datetime) -> Seen:
    """Answer "what would this learner see on 3 May at 09:00?"."""
    return Seen(
        decision=may_start(rules, history, now=now),
        attempts_left=attempts_left(rules, history, now=now),
        minutes=allowed_time(rules, extra_percent),
        would_end_at=end_of(rules, started_at=now, extra_percent=extra_percent),
        shown=shown(rules, history, now=now),
        counting=history.counting,
    )


def lint(rules: Rules) -> list[str]:
    """Codes of rules that contradict each other, or that can never take effect."""
    found = []
    opens, due, closes = rules.opens_at, rules.due_at, rules.closes_at
    if opens and closes and opens >= closes:
        found.append("closes_before_it_opens")
    if due and closes and due > closes:
        found.append("due_after_it_closes")
    if opens and due and due <= opens:
        found.append("due_before_it_opens")
    if opens and closes and rules.time_limit and opens < closes and closes - opens < rules.time_limit:
        found.append("window_shorter_than_time_limit")
    if rules.attempts == 1 and rules.wait > timedelta(0):
        found.append("wait_without_second_attempt")
    if opens and closes and rules.attempts != 1 and opens < closes and closes - opens <= rules.wait:
        found.append("wait_longer_than_window")
    if rules.per_year is not None and (
        (rules.attempts is not None and rules.attempts <= rules.per_year)
        or rules.wait * rules.per_year >= YEAR
    ):
        found.append("year_limit_never_reached")
    if rules.late_per_day is not None and due is None:
        found.append("late_without_due_date")
    if rules.attempts != 1 and rules.show_key == "after_submit" and rules.counts == "last":
        found.append("key_shown_before_the_attempt_that_counts")
    never_over = closes is None and rules.attempts is None
    if never_over and "after_close" in {rules.show_score, rules.show_feedback, rules.show_key}:
        found.append("shown_after_a_close_that_never_comes")
    if rules.counts == "mean" and rules.attempts is None:
        found.append("mean_of_unlimited_attempts")
    if rules.pass_share == 0:
        found.append("everyone_passes")
    return found
