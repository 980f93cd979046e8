"""Authorise a partner for a version, and move an instructor's accreditation. Each step is locked, audited and mailed."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Membership, Partner, notify, record_audit
from courses.catalogue.models import CourseVersion
from courses.programme.access import may_teach
from courses.programme.engine import accreditation as engine
from courses.programme.engine.accreditation import RULES, Action, State
from courses.programme.models import (
    Accreditation,
    AccreditationEvidence,
    AccreditationState,
    Authorisation,
    EvidenceCode,
)
from courses.programme.selectors import BLOCK_LABELS, facts_of, last_day_of, today

if TYPE_CHECKING:
    from accounts.api import User

CARERS = ("owner", "coordinator")


def _lock_partner(partner: Partner) -> Partner:
    return Partner.objects.select_for_update().get(pk=partner.pk)


@transaction.atomic
def authorise(
    *, partner: Partner, version: CourseVersion, starts_on: date, ends_on: date, reason: str, actor: User
) -> Authorisation:
    """Let a partner deliver a version between two days. Terms of one version may not overlap."""
    held = _lock_partner(partner)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason: it is kept.")})
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day must not come before the first.")})
    earlier = list(Authorisation.objects.filter(partner=held, version=version))
    for row in earlier:
        if row.starts_on <= ends_on and starts_on <= row.until:
            raise ValidationError(
                {"starts_on": _("It is authorised until %(day)s already.") % {"day": row.until.isoformat()}}
            )
    made = Authorisation.objects.create(
        partner=held,
        version=version,
        edition=1 + max((row.edition for row in earlier), default=0),
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor,
    )
    record_audit(
        actor=actor,
        verb="course.authorised",
        target=made,
        partner=held,
        detail={"version": version.pk, "from": starts_on.isoformat(), "until": ends_on.isoformat()},
        personal={"reason": reason.strip()},
    )
    return made


@transaction.atomic
def withdraw_authorisation(*, authorisation: Authorisation, reason: str, actor: User) -> Authorisation:
    """End an authorisation today. Cohorts that began before go on; none begins after."""
    _lock_partner(authorisation.partner)
    row = Authorisation.objects.select_for_update().get(pk=authorisation.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason: it is kept.")})
    if row.withdrawn_on is not None or row.ends_on < today():
        raise ValidationError(_("This authorisation is over already."))
    row.withdrawn_on = today()
    row.save(update_fields=["withdrawn_on"])
    record_audit(
        actor=actor,
        verb="course.authorisation-withdrawn",
        target=row,
        partner=authorisation.partner,
        detail={"version": row.version_id},
        personal={"reason": reason.strip()},
    )
    return row


@transaction.atomic
def propose(*, partner: Partner, user: User, version: CourseVersion, actor: User) -> Accreditation:
    """Open a case: the partner sponsors this person for this version."""
    held = _lock_partner(partner)
    if not may_teach(user, held):
        raise ValidationError(
            _("This person has no role here that teaches. Invite them as an instructor first.")
        )
    rows = Accreditation.objects.filter(partner=held, user=user, version=version)
    is_waiting = rows.filter(state__in=engine.OPEN_STATES).exists()
    if is_waiting:
        raise ValidationError(_("A case is open for this person and course already."))
    until = last_day_of(held, user.pk, version.pk)
    if not engine.may_propose(today(), until, is_waiting=is_waiting):
        raise ValidationError(
            _("Accredited until %(day)s. Propose the renewal in the last 90 days.")
            % {"day": until.isoformat() if until else ""}
        )
    last = rows.aggregate(edition=Max("edition"))["edition"] or 0
    made = Accreditation.objects.create(
        partner=held, user=user, version=version, edition=last + 1, asked_by=actor
    )
    record_audit(
        actor=actor,
        verb="accreditation.proposed",
        target=made,
        partner=held,
        detail={"user": user.pk, "version": version.pk, "edition": made.edition},
        subject=user,
    )
    if user.pk != actor.pk:
        _write(made, user, "courses/accreditation", key=f"proposed:{user.pk}", action="propose")
    return made


def _locked(accreditation: Accreditation) -> Accreditation:
    return (
        Accreditation.objects.select_for_update(of=("self",))
        .select_related("partner", "user", "version")
        .defer("version__spec")
        .get(pk=accreditation.pk)
    )


@transaction.atomic
def hand_in(
    *, accreditation: Accreditation, code: EvidenceCode, title: str, file: Any, actor: User
) -> AccreditationEvidence:
    """Keep a document that speaks for the instructor. The same document again is kept once."""
    row = _locked(accreditation)
    if row.state not in engine.OPEN_STATES:
        raise ValidationError(_("Documents are handed in before the decision."))
    digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
    file.seek(0)
    known = AccreditationEvidence.objects.filter(accreditation=row, code=code.value, sha256=digest).first()
    if known is not None:
        return known
    made = AccreditationEvidence(
        accreditation=row, code=code.value, title=title, sha256=digest, uploaded_by=actor
    )
    made.file.save("document.pdf", file, save=False)
    made.save()
    record_audit(
        actor=actor,
        verb="accreditation.evidence-handed-in",
        target=made,
        partner=row.partner,
        detail={"line": code.value, "sha256": digest},
        subject=row.user,
    )
    return made


@transaction.atomic
def move_accreditation(
    *,
    accreditation: Accreditation,
    action: Action,
    actor: User,
    reason: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Accreditation:
    """Take one step with a case. Who may take it was asked at the door; whether it is open is asked here."""
    row = _locked(accreditation)
    rule = RULES[action]
    if State(row.state) not in rule.sources:
        raise ValidationError(_("This step is not open in the present state. Load the page again."))
    if engine.needs_reason(action) and not reason.strip():
        raise ValidationError({"reason": _("Give the reason: it is sent to the instructor and kept.")})
    blocks = engine.blocks_of(action, facts_of(row, actor))
    if blocks:
        raise ValidationError([str(BLOCK_LABELS[block]) for block in blocks])
    before = row.state
    if action is Action.GRANT:
        _set_term(row, starts_on, ends_on)
    if action is Action.END and row.ends_on is not None:
        row.ends_on = max(row.starts_on or today(), min(row.ends_on, today()))
    row.state, row.state_since = AccreditationState(rule.target.value), timezone.now()
    row.decided_by = actor if rule.party is engine.Party.STAFF else row.decided_by
    row.save()
    record_audit(
        actor=actor,
        verb=f"accreditation.{rule.target.value}",
        target=row,
        partner=row.partner,
        detail={
            "from": before,
            "action": action.value,
            "until": row.ends_on.isoformat() if row.ends_on else None,
        },
        personal={"reason": reason.strip()} if reason.strip() else None,
        subject=row.user,
    )
    if action not in {Action.TAKE, Action.WITHDRAW}:
        _tell(
            row, "courses/accreditation", key=str(row.state_since), reason=reason.strip(), action=action.value
        )
    return row


def _set_term(row: Accreditation, starts_on: date | None, ends_on: date | None) -> None:
    until = last_day_of(row.partner, row.user_id, row.version_id)
    first, last = engine.term_after(today(), until)
    row.starts_on, row.ends_on = starts_on or first, ends_on or last
    if row.ends_on < row.starts_on:
        raise ValidationError({"ends_on": _("The last day must not come before the first.")})


def _tell(row: Accreditation, template: str, *, key: str, **context: Any) -> None:
    """The instructor and those who care for the partner's instructors get one mail each."""
    carers = Membership.objects.filter(partner=row.partner, role__in=CARERS).select_related("user")
    people = {row.user_id: row.user} | {one.user_id: one.user for one in carers}
    for _pk, person in sorted(people.items()):
        _write(row, person, template, key=f"{key}:{person.pk}", **context)


def _write(row: Accreditation, person: User, template: str, *, key: str, **context: Any) -> None:
    notify(
        key=f"{template}:{row.pk}:{key}",
        kind=template.replace("/", "."),
        user=person,
        context={"accreditation": row, "is_own": person.pk == row.user_id, **context},
        url=reverse("courses:accreditation", args=[row.public_id]),
    )


def sweep_accreditations() -> dict[str, int]:
    """Remind 90, 60, 30 and 7 days before an accreditation ends, and end what is over. Safe to run at any time."""
    reminded = ended = 0
    day = today()
    # What is suspended waits for a decision: staff lift it or end it.
    live = Accreditation.objects.filter(state=State.GRANTED).select_related("partner", "user", "version")
    followed = set(
        Accreditation.objects.filter(
            edition__gt=1, state__in=[*engine.OPEN_STATES, State.GRANTED]
        ).values_list("partner_id", "user_id", "version_id", "edition")
    )
    for row in live.defer("version__spec").exclude(ends_on=None):
        until = row.ends_on
        if until is None:
            continue
        if until < day:
            ended += _end_in_time(row)
            continue
        days = engine.reminder_due(day, until)
        has_next = (row.partner_id, row.user_id, row.version_id, row.edition + 1) in followed
        if days is not None and not has_next:
            _tell(row, "courses/accreditation-renewal", key=f"{until}:{days}", until=until, days=days)
            reminded += 1
    return {"reminded": reminded, "ended": ended}


@transaction.atomic
def _end_in_time(row: Accreditation) -> int:
    held = _locked(row)
    if held.state != State.GRANTED:
        return 0
    held.state, held.state_since = AccreditationState.ENDED, timezone.now()
    held.save(update_fields=["state", "state_since"])
    record_audit(
        actor=None,
        verb="accreditation.ended",
        target=held,
        partner=held.partner,
        detail={"from": row.state, "action": "over"},
        subject=held.user,
    )
    return 1
