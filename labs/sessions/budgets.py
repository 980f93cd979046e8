"""Whether a model may speak the next turn: whose endpoint, and what is left of tokens and money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F, Sum
from django.utils import timezone

from labs.guardrails.engine.budgets import Meter, estimate_tokens, spent
from labs.providers.registry import Endpoint
from labs.providers.selectors import endpoint_for
from labs.sessions.models import LabTurn

if TYPE_CHECKING:
    from courses.api import Enrolment
    from labs.scenarios.engine.scenario import Scenario
    from labs.sessions.models import LabSession

MOST_TOKENS_OF_A_REPLY = 600
LEAST_TOKENS_OF_A_REPLY = 60


@dataclass(frozen=True)
class Allowance:
    """The endpoint that may speak now, how long its reply may be, and what the log has to say about budgets.

    `notes` are (event, meter): `budget.warning` when little is left, `budget.exhausted` when the scripted avatar must go on.
    """

    endpoint: Endpoint | None = None
    max_tokens: int = MOST_TOKENS_OF_A_REPLY
    notes: tuple[tuple[str, str], ...] = ()
    meters: tuple[Meter, ...] = ()


def partner_of(enrolment: Enrolment) -> int | None:
    """The partner whose endpoint speaks for this learner; none outside of cohorts."""
    return enrolment.cohort.partner_id if enrolment.cohort_id is not None and enrolment.cohort else None


def allowance_for(session: LabSession, scenario: Scenario) -> Allowance:
    """One query where no endpoint is set for the learner's partner, at most four otherwise."""
    choice = endpoint_for(partner_of(session.enrolment))
    if choice.endpoint is None:
        return Allowance(notes=(("budget.exhausted", "money"),) if choice.is_month_spent else ())
    session.refresh_from_db(
        fields=["tokens_used", "model_cost"]
    )  # the reply before this one may have just ended
    meters = model_meters(session, scenario, choice.endpoint)
    empty = spent(meters)
    if not empty and _has_used_the_day(session):
        empty = ("tokens",)
    if empty:
        return Allowance(notes=tuple(("budget.exhausted", name) for name in empty), meters=meters)
    left = scenario.office.limits.tokens - session.tokens_used
    return Allowance(
        endpoint=choice.endpoint,
        max_tokens=max(LEAST_TOKENS_OF_A_REPLY, min(MOST_TOKENS_OF_A_REPLY, left)),
        notes=tuple(("budget.warning", meter.name) for meter in meters if meter.is_low),
        meters=meters,
    )


def model_meters(session: LabSession, scenario: Scenario, endpoint: Endpoint) -> tuple[Meter, ...]:
    """What the session's models used of its own limits."""
    limits, prices = scenario.office.limits, endpoint.prices
    meters = [Meter("tokens", session.tokens_used, limits.tokens)]
    if prices.prompt or prices.reply:
        meters.append(Meter("money", float(session.model_cost * 100), limits.money_cents))
    return tuple(meters)


def _has_used_the_day(session: LabSession) -> bool:
    most = settings.MODEL_TOKENS_PER_LEARNER_DAY
    if not most:
        return False
    since = timezone.now() - timedelta(days=1)
    used = LabTurn.objects.filter(session__learner_id=session.learner_id, created_at__gte=since).aggregate(
        n=Sum(F("prompt_tokens") + F("reply_tokens"))
    )["n"]
    return (used or 0) >= most


def estimated_use(messages: list[dict[str, object]], said: str) -> tuple[int, int]:
    """Our own count of a reply that broke off before the server counted: what was sent, and what was heard."""
    return sum(estimate_tokens(str(one.get("content") or "")) for one in messages), estimate_tokens(said)
