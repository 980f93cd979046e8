"""A roster read and compared with the cohort: first as a dry run, then for real. Repeatable at any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import ClientOrganisation, create_client, record_audit
from courses.cohorts.engine.roster import Roster, RosterError, RosterRow
from courses.cohorts.models import Cohort
from courses.cohorts.selectors import open_invitations, seats_taken
from courses.cohorts.services import invite_learner, lock_cohort
from courses.enrolments.models import Enrolment

if TYPE_CHECKING:
    from accounts.api import User


@dataclass(frozen=True)
class Finding:
    line: int
    problem: str


@dataclass(frozen=True)
class Plan:
    """What an import would do. Nothing is written by making it."""

    invite: tuple[RosterRow, ...]
    here: tuple[RosterRow, ...]
    invited: tuple[RosterRow, ...]
    findings: tuple[Finding, ...]
    free: int
    new_clients: tuple[str, ...]

    @property
    def is_too_many(self) -> bool:
        return len(self.invite) > self.free


def plan_roster(*, cohort: Cohort, roster: Roster) -> Plan:
    """Sort the rows: to invite, here already, invited already, wrong. Four queries."""
    learners = set(
        Enrolment.objects.filter(cohort=cohort, ended_at=None).values_list("user__email", flat=True)
    )
    waiting = set(open_invitations(cohort).values_list("email", flat=True))
    names = {
        name.lower()
        for name in ClientOrganisation.objects.filter(partner=cohort.partner).values_list("name", flat=True)
    }
    fresh = tuple(row for row in roster.rows if row.email not in learners | waiting)
    new = {row.organisation.lower(): row.organisation for row in fresh if row.organisation}
    return Plan(
        invite=fresh,
        here=tuple(row for row in roster.rows if row.email in learners),
        invited=tuple(row for row in roster.rows if row.email in waiting),
        findings=tuple(Finding(error.line, say(error)) for error in roster.errors),
        free=max(0, cohort.seats - seats_taken(cohort)),
        new_clients=tuple(sorted(name for low, name in new.items() if low not in names)),
    )


def import_roster(*, cohort: Cohort, roster: Roster, actor: User) -> Plan:
    """Invite everybody who is not here yet; all or nothing. Rows with errors are left out."""
    with transaction.atomic():
        held = lock_cohort(cohort)
        plan = plan_roster(cohort=held, roster=roster)
        if plan.is_too_many:
            raise ValidationError(
                _("%(wanted)s rows need a seat, %(free)s seats are free.")
                % {"wanted": len(plan.invite), "free": plan.free}
            )
        clients: dict[str, ClientOrganisation] = {}
        for row in plan.invite:
            low = row.organisation.lower()
            if low and low not in clients:
                clients[low] = create_client(name=row.organisation, partner=held.partner, actor=actor)
            invite_learner(cohort=held, email=row.email, name=row.name, client=clients.get(low), actor=actor)
        record_audit(
            actor=actor,
            verb="cohort.roster-imported",
            target=held,
            partner=held.partner,
            detail={"invited": len(plan.invite), "wrong": len(plan.findings)},
        )
    return plan


def say(error: RosterError) -> str:
    """A problem in words, with how to mend it."""
    value = {"value": error.value}
    words = {
        "empty": _("The roster is empty."),
        "too-long": _("The roster is larger than 1 MB."),
        "too-many": _("A roster holds up to 5,000 rows. The rest was left out."),
        "unreadable": _("The file cannot be read as CSV. Check the quotes."),
        "no-email-column": _("The first line has no column “email”. Name it so."),
        "no-rows": _("There is no row below the first line."),
        "no-email": _("The address is missing."),
        "bad-email": _("“%(value)s” is not a complete address.") % value,
        "twice": _("The same address stands in line %(value)s.") % value,
        "bad-name": _("The name is too long or has characters that cannot be kept."),
        "bad-organisation": _("The organisation is too long or has characters that cannot be kept."),
    }
    return words[error.code]
