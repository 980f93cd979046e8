"""Reads what the courses know: the requirements line by line, when it was done, with which partner, and who confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from certificates.credentials.engine.alignment import crosswalk, told_competencies
from certificates.credentials.engine.eligibility import Eligibility, decide
from certificates.credentials.engine.facts import Line
from certificates.credentials.standing import Gates
from courses.api import Enrolment, Mark, completion_facts, local, raters_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.api import Partner
    from courses.api import Cohort


@dataclass(frozen=True)
class Delivery:
    """Who taught, and when it was done."""

    partner: Partner | None
    started_at: dt.datetime
    ended_at: dt.datetime
    confirmed_by: tuple[str, ...]


def lines_of(enrolment: Enrolment, spec: Mapping[str, Any]) -> list[Line]:
    """The ledger's verdict on each requirement, in words."""
    lines = []
    for requirement in completion_facts(enrolment, spec):
        words = {key: ("–" if value is None else value) for key, value in requirement.detail.items()}
        lines.append(
            Line(
                requirement.code,
                _(requirement.label) % words,
                requirement.is_met,
                dict(requirement.detail),
            )
        )
    return lines


def eligibility_of(enrolment: Enrolment, spec: Mapping[str, Any], gates: Gates | None = None) -> Eligibility:
    """Whether the credential may be issued to this enrolment now, and why (not). Pass `gates` where many are asked about."""
    return decide(
        spec,
        lines_of(enrolment, spec),
        has_name=bool(enrolment.user.name.strip()),
        gate=(gates or Gates()).of(enrolment),
    )


def choices_of(cohorts: QuerySet[Cohort]) -> list[tuple[Cohort, list[tuple[str, str]]]]:
    """Every cohort whose course awards something, with slug and name of each credential in the course's own order."""
    found = []
    for cohort in cohorts.select_related("partner", "version"):
        awards = cohort.version.credentials.items()
        if awards:
            found.append((cohort, [(slug, local(spec.get("name")) or slug) for slug, spec in awards]))
    return found


def spec_for(enrolment: Enrolment, slug: str) -> dict[str, Any] | None:
    """The credential `slug` as the learner's own course version words it."""
    spec = enrolment.version.credentials.get(slug)
    if not spec:
        return None
    known = enrolment.version.spec.get("competencies") or {}
    return {
        **spec,
        "id": spec.get("id", slug),
        "competency_texts": told_competencies(spec, known),
        "crosswalk": crosswalk(spec, known),
    }


def delivery_of(enrolment: Enrolment) -> Delivery:
    """Partner, dates and the people who confirmed a mark or rated work, as they are now. Two queries."""
    rows = Mark.objects.filter(enrolment=enrolment).order_by("created_at", "pk")
    marks = list(rows.values_list("created_at", "actor_id", "actor__name"))
    people = [name for _at, actor, name in marks if actor not in (None, enrolment.user_id)]
    return Delivery(
        partner=enrolment.cohort.partner if enrolment.cohort else None,
        started_at=enrolment.started_at,
        ended_at=marks[-1][0] if marks else enrolment.started_at,
        confirmed_by=tuple(dict.fromkeys(name for name in (*people, *raters_of(enrolment)) if name)),
    )
