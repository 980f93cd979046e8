"""How long a learner has in a lab: the scenario's limit, the extra time of the person, and the dates of the course."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import dates_for, extra_percent_of
from labs.sessions import log
from labs.sessions.models import LabSession

if TYPE_CHECKING:
    from courses.api import LearnerActivity
    from labs.scenarios.engine.scenario import Scenario


def refuse_outside_dates(place: LearnerActivity) -> None:
    """Raise ValidationError before the lab opens for this learner and after it closed."""
    if dates_for(place.enrolment, place.activity).code_at(timezone.now()) != "open":
        raise ValidationError(_("This lab is not open for you now."), code="dates")


def granted(scenario: Scenario, extra_percent: int) -> int:
    """Minutes that this extra time adds to the limit, rounded up in the learner's favour."""
    return math.ceil(scenario.time_limit_min * extra_percent / 100)


def set_time(session: LabSession, scenario: Scenario) -> None:
    """Fill in when a session that starts now will close. Not saved; two queries at most."""
    session.granted_minutes = granted(scenario, extra_percent_of(session.learner_id, session.started_at))
    session.closes_at = _closing(session, scenario)


def lengthen_sessions(learner_id: int, extra_percent: int) -> None:
    """Give a person's extra time to the sessions that are under way. Time is only ever added; safe to repeat."""
    rows = LabSession.objects.select_for_update(of=("self",)).filter(
        learner=learner_id, ended_at=None, closes_at__gt=timezone.now()
    )
    for session in rows.select_related("scenario", "activity", "enrolment").order_by("pk"):
        scenario = log.scenario_of(session)
        minutes = granted(scenario, extra_percent)
        if minutes <= session.granted_minutes:
            continue
        session.granted_minutes = minutes
        session.closes_at = max(_closing(session, scenario), session.closes_at or session.started_at)
        session.save(update_fields=["granted_minutes", "closes_at"])


def _closing(session: LabSession, scenario: Scenario) -> datetime:
    end = session.started_at + timedelta(minutes=scenario.time_limit_min + session.added_minutes)
    closes_at = dates_for(session.enrolment, session.activity).closes_at
    return min(end, closes_at) if closes_at is not None else end
