"""People of a partner by CSV: first as a dry run, then for real. The same sheet again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.services import record_audit
from accounts.invitations.models import Invitation
from accounts.partners.engine.people_csv import PeopleSheet, PersonRow, RowError
from accounts.partners.models import INVITATION_KIND, Membership, Partner
from accounts.partners.services import invite_to_role, lock_partner

if TYPE_CHECKING:
    from accounts.users.models import User


@dataclass(frozen=True, slots=True)
class Finding:
    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What an import would do. Nothing is written by making it."""

    invite: tuple[PersonRow, ...]
    here: tuple[PersonRow, ...]
    asked: tuple[PersonRow, ...]
    findings: tuple[Finding, ...]


def plan_people(*, partner: Partner, sheet: PeopleSheet) -> SheetPlan:
    """Sort the rows: to invite, here already, asked already, wrong. Two queries. A sheet never changes a role."""
    here = set(Membership.objects.filter(partner=partner).values_list("user__email", flat=True))
    open_rows = Invitation.objects.open(timezone.now()).filter(kind=INVITATION_KIND, partner=partner)
    asked = set(open_rows.values_list("email", flat=True))
    return SheetPlan(
        invite=tuple(row for row in sheet.rows if row.email not in here | asked),
        here=tuple(row for row in sheet.rows if row.email in here),
        asked=tuple(row for row in sheet.rows if row.email in asked - here),
        findings=tuple(Finding(error.line, say(error)) for error in sheet.errors),
    )


@transaction.atomic
def import_people(*, partner: Partner, sheet: PeopleSheet, actor: User) -> SheetPlan:
    """Invite everybody who is not here and not asked yet; rows with errors are left out."""
    held = lock_partner(partner)
    plan = plan_people(partner=held, sheet=sheet)
    for row in plan.invite:
        invite_to_role(partner=held, email=row.email, name=row.name, role=row.role, actor=actor)
    record_audit(
        actor=actor,
        verb="partner.people-imported",
        target=held,
        partner=held,
        detail={"invited": len(plan.invite), "wrong": len(plan.findings)},
    )
    return plan


def say(error: RowError) -> str:
    """A problem in words, with how to mend it."""
    value = {"value": error.value}
    words = {
        "empty": _("The sheet is empty."),
        "too-long": _("The sheet is larger than 200 kB."),
        "too-many": _("A sheet holds up to 500 rows. The rest was left out."),
        "unreadable": _("The file cannot be read as CSV. Check the quotes."),
        "no-column": _("The first line has no column “%(value)s”. Name it so.") % value,
        "no-rows": _("There is no row below the first line."),
        "bad-email": _("“%(value)s” is not a complete address.") % value,
        "bad-name": _("The name is missing, too long, or has characters that cannot be kept."),
        "bad-role": _("“%(value)s” is no role. Use owner, coordinator, instructor or reviewer.") % value,
        "twice": _("The same address stands in line %(value)s.") % value,
    }
    return words[error.code]
