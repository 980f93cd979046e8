"""Nudges as pages read them: the newest per learner, and its outcome in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.analytics.engine.attention import Rule
from courses.analytics.engine.nudging import WAIT_DAYS, Outcome, Verdict
from courses.analytics.models import Nudge

if TYPE_CHECKING:
    from courses.enrolments.models import Enrolment


@dataclass(frozen=True)
class NudgeLine:
    """One nudge in words. `text` is what was written; erased with its learner."""

    sent_at: datetime
    sender: str
    rule: str
    text: str
    outcome: str
    words: str


def newest_nudges(enrolment_ids: Iterable[int]) -> dict[int, NudgeLine]:
    """The newest nudge of each of these learners; one query."""
    now = timezone.now()
    rows = Nudge.objects.filter(enrolment__in=list(enrolment_ids)).select_related("sender")
    found: dict[int, NudgeLine] = {}
    for row in rows.order_by("sent_at", "pk"):
        found[row.enrolment_id] = line_of(row, now)
    return found


def nudges_of(enrolment: Enrolment) -> tuple[NudgeLine, ...]:
    """All nudges of one learner, newest first."""
    now = timezone.now()
    rows = Nudge.objects.filter(enrolment=enrolment).select_related("sender").order_by("-sent_at", "-pk")
    return tuple(line_of(row, now) for row in rows[:50])


def line_of(row: Nudge, now: datetime) -> NudgeLine:
    found = row.verdict_at(now)
    return NudgeLine(
        sent_at=row.sent_at,
        sender=row.sender.get_full_name() if row.sender is not None else "",
        rule=row.rule,
        text=row.text,
        outcome=found.outcome.value,
        words=_words(found),
    )


def _words(found: Verdict) -> str:
    count = {"days": found.days}
    if found.outcome is Outcome.BACK and found.days == 0:
        return _("came back the same day")
    if found.outcome in {Outcome.BACK, Outcome.LATER}:
        return ngettext("came back after %(days)d day", "came back after %(days)d days", found.days) % count
    if found.outcome is Outcome.WAITING:
        return ngettext("no visit yet, %(days)d day", "no visit yet, %(days)d days", found.days) % count
    return _("no visit in %(days)d days: call instead") % {"days": WAIT_DAYS}


def suggested_text(rule: str, *, name: str, next_step: str) -> str:
    """A first draft for the instructor, to be made their own. It names the next step and asks, it does not scold."""
    opening = {
        Rule.QUIET.value: _("I have not seen you in the course for a while. Is something in the way?"),
        Rule.NOT_STARTED.value: _("The course has begun, and your seat is waiting. Did signing in work?"),
        Rule.BEHIND.value: _("You are a few steps behind the dates. Is something in the way?"),
        Rule.FAILED_TWICE.value: _(
            "The quiz did not go well twice. Shall we look together at what was missed?"
        ),
        Rule.RED_LINE.value: _("I looked at your lab and would like to talk it through with you."),
    }.get(rule, _("How is it going?"))
    step = (
        _("Next for you: %(step)s. It takes less than half an hour.") % {"step": next_step}
        if next_step
        else ""
    )
    return "\n\n".join(part for part in (_("Hello %(name)s,") % {"name": name}, opening, step) if part)
