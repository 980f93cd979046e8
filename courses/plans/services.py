"""Keep a plan, change it, drop it, and make a cohort of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import record_audit
from courses.cohorts.models import Cohort
from courses.cohorts.services import create_cohort
from courses.plans.models import CohortTemplate
from courses.plans.registry import meeting_planner
from courses.plans.selectors import meetings_of, new_cohort, plan_of
from courses.schedules.services import set_dates

if TYPE_CHECKING:
    from accounts.api import User
    from courses.catalogue.models import CourseVersion


def keep_plan(*, cohort: Cohort, name: str, pins_version: bool, actor: User) -> CohortTemplate:
    """Keep the plan of a cohort as a template; the cohort itself is not touched."""
    ends, dates = plan_of(cohort)
    with transaction.atomic():
        template = CohortTemplate(
            partner=cohort.partner,
            name=name.strip(),
            course_id=cohort.version.course_id,
            version_id=cohort.version_id if pins_version else None,
            time_zone=cohort.time_zone,
            seats=cohort.seats,
            ends=ends,
            welcome=cohort.welcome,
            dates=dates,
            meetings=meetings_of(cohort),
            created_by=actor,
        )
        template.full_clean()
        template.save()
        _note("cohort-template.kept", template, actor)
    return template


def change_template(
    *,
    template: CohortTemplate,
    name: str,
    version: CourseVersion | None,
    time_zone: str,
    seats: int,
    ends: str,
    welcome: str,
    dates: Sequence[Mapping[str, str]],
    meetings: Sequence[Mapping[str, Any]] | None = None,
    actor: User,
) -> CohortTemplate:
    """Cohorts that were made from it stay as they are; so do its meetings where none are given."""
    with transaction.atomic():
        held = (
            CohortTemplate.objects.select_for_update(of=("self",))
            .select_related("partner")
            .get(pk=template.pk)
        )
        if version is not None and version.course_id != held.course_id:
            raise ValidationError({"version": _("This version belongs to another course.")})
        held.name, held.version, held.time_zone, held.seats = name.strip(), version, time_zone, seats
        held.ends, held.welcome, held.dates = ends, welcome, [dict(line) for line in dates]
        if meetings is not None:
            held.meetings = [dict(series) for series in meetings]
        held.full_clean()
        held.save()
        _note("cohort-template.changed", held, actor)
    return held


def drop_template(*, template: CohortTemplate, actor: User) -> None:
    """Safe to repeat."""
    with transaction.atomic():
        held = CohortTemplate.objects.select_for_update().filter(pk=template.pk).first()
        if held is not None:
            _note("cohort-template.dropped", held, actor)
            held.delete()


def make_cohort_from(*, template: CohortTemplate, name: str, opens_at: datetime, actor: User) -> Cohort:
    """A draft with all dates and meetings of the template. Raises ValidationError with every contradiction; then nothing is written."""
    with transaction.atomic():
        plan = new_cohort(template, opens_at)
        if plan.problems or plan.version is None:
            raise ValidationError(list(plan.problems))
        cohort = create_cohort(
            partner=template.partner,
            version=plan.version,
            name=name,
            time_zone=template.time_zone,
            opens_at=opens_at,
            closes_at=plan.closes_at,
            seats=template.seats,
            welcome=template.welcome,
            actor=actor,
        )
        for line in plan.dates:
            moments: dict[str, Any] = {
                "opens_at": line.opens_at,
                "due_at": line.due_at,
                "closes_at": line.closes_at,
            }
            set_dates(activity=line.activity, actor=actor, cohort_id=cohort.pk, **moments)
        for series in plan.meetings:
            meeting_planner().plan(cohort=cohort, series=series, actor=actor)
    return cohort


def _note(verb: str, template: CohortTemplate, actor: User) -> None:
    record_audit(actor=actor, verb=verb, target=template, partner=template.partner)
