"""Open cohorts, give seats, invite and enrol. Every seat is counted under the cohort's lock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import Capability, Invitation, has_capability, invite, record_audit, revoke_invitation
from courses.catalogue.models import CourseVersion
from courses.cohorts.entitlement import need_active, opening_blocks, teaching_block
from courses.cohorts.models import Cohort, CohortInstructor, CohortState
from courses.cohorts.selectors import INVITATION_KIND, open_invitations, seats_taken
from courses.enrolments.models import Enrolment, Source
from courses.programme.access import may_teach

if TYPE_CHECKING:
    from accounts.api import ClientOrganisation, Partner, User


def create_cohort(
    *,
    partner: Partner,
    version: CourseVersion,
    name: str,
    time_zone: str,
    opens_at: datetime,
    closes_at: datetime,
    seats: int,
    welcome: str = "",
    actor: User | None,
) -> Cohort:
    """Write a new cohort down, as a draft."""
    with transaction.atomic():
        cohort = Cohort(
            partner=partner,
            version=version,
            name=name.strip(),
            time_zone=time_zone,
            opens_at=opens_at,
            closes_at=closes_at,
            seats=seats,
            welcome=welcome.strip(),
            created_by=actor,
        )
        cohort.full_clean()
        cohort.save()
        record_audit(
            actor=actor,
            verb="cohort.created",
            target=cohort,
            partner=partner,
            detail={"version": version.pk, "seats": seats},
        )
    return cohort


def change_cohort(
    *,
    cohort: Cohort,
    name: str,
    time_zone: str,
    opens_at: datetime,
    closes_at: datetime,
    seats: int,
    welcome: str = "",
    actor: User,
) -> Cohort:
    """Change what may change; learners without dates of their own follow. Seats never fall below those taken."""
    with transaction.atomic():
        held = lock_cohort(cohort)
        taken = seats_taken(held)
        if seats < taken:
            raise ValidationError({"seats": _("%(taken)s seats are taken already.") % {"taken": taken}})
        held.name, held.time_zone, held.seats = name.strip(), time_zone, seats
        held.opens_at, held.closes_at, held.welcome = opens_at, closes_at, welcome.strip()
        held.full_clean()
        held.save()
        held.enrolments.filter(ended_at=None, has_own_dates=False).update(
            opens_at=opens_at, closes_at=closes_at
        )
        record_audit(
            actor=actor, verb="cohort.changed", target=held, partner=held.partner, detail={"seats": seats}
        )
    return held


def open_cohort(*, cohort: Cohort, actor: User | None) -> Cohort:
    """From now on people can join a draft. Raises ValidationError with every block of the gate."""
    with transaction.atomic():
        held = lock_cohort(cohort)
        if held.state == CohortState.CLOSED:
            raise ValidationError(
                _("This cohort is closed. Programme staff can open it again, with a reason.")
            )
        _need_open_gate(held)
        return _set_state(held, CohortState.OPEN, actor, {CohortState.DRAFT})


def reopen_cohort(*, cohort: Cohort, reason: str, actor: User) -> Cohort:
    """Open a closed cohort again; the reason stays in the audit log."""
    with transaction.atomic():
        held = lock_cohort(cohort)
        _need_open_gate(held)
        return _set_state(held, CohortState.OPEN, actor, {CohortState.CLOSED}, verb="reopened", reason=reason)


def _need_open_gate(cohort: Cohort) -> None:
    if cohort.state != CohortState.OPEN:
        blocks = opening_blocks(cohort)
        if blocks:
            raise ValidationError([str(block) for block in blocks])


def close_cohort(*, cohort: Cohort, actor: User | None) -> Cohort:
    """Nobody joins any more. Marks and records stay readable."""
    return _set_state(cohort, CohortState.CLOSED, actor, {CohortState.OPEN, CohortState.DRAFT})


def _set_state(
    cohort: Cohort,
    state: CohortState,
    actor: User | None,
    before: set[CohortState],
    *,
    verb: str = "",
    **detail: str,
) -> Cohort:
    with transaction.atomic():
        held = lock_cohort(cohort)
        if held.state != state and held.state in before:
            held.state = state
            held.save(update_fields=["state"])
            record_audit(
                actor=actor,
                verb=f"cohort.{verb or state.value}",
                target=held,
                partner=held.partner,
                detail=detail,
            )
    return held


def lock_cohort(cohort: Cohort) -> Cohort:
    """The cohort's row, held until the transaction ends: whoever counts seats holds it."""
    return Cohort.objects.select_for_update(of=("self",)).select_related("partner").get(pk=cohort.pk)


def _need_seat(cohort: Cohort) -> None:
    if cohort.state == CohortState.CLOSED:
        raise ValidationError(_("This cohort is closed."))
    if seats_taken(cohort) >= cohort.seats:
        raise ValidationError(_("All %(seats)s seats are taken.") % {"seats": cohort.seats})


def assign_instructor(*, cohort: Cohort, user: User, actor: User | None) -> CohortInstructor:
    """Let a member of the partner teach this cohort, or review its labs. Who teaches is accredited on its first day."""
    if not has_capability(user, Capability.VIEW_TRANSCRIPTS, cohort.partner):
        raise ValidationError(_("This person does not teach for the partner."))
    with transaction.atomic():
        held = lock_cohort(cohort)
        block = teaching_block(held, user) if may_teach(user, held.partner) else None
        if block is not None:
            raise ValidationError(str(block))
        post, is_new = CohortInstructor.objects.get_or_create(
            cohort=held, user=user, defaults={"added_by": actor}
        )
        if is_new:
            record_audit(
                actor=actor,
                verb="cohort.instructor-assigned",
                target=held,
                partner=held.partner,
                detail={"user": user.pk},
            )
    return post


def remove_instructor(*, cohort: Cohort, user: User, actor: User) -> None:
    """Take an instructor off this cohort."""
    with transaction.atomic():
        held = lock_cohort(cohort)
        removed, _per_model = CohortInstructor.objects.filter(cohort=held, user=user).delete()
        if removed:
            record_audit(
                actor=actor,
                verb="cohort.instructor-removed",
                target=held,
                partner=held.partner,
                detail={"user": user.pk},
            )


def enrol_in_cohort(
    *,
    cohort: Cohort,
    user: User,
    source: Source,
    client: ClientOrganisation | None = None,
    actor: User | None,
    holds_seat: bool = False,
) -> Enrolment:
    """Give a person a seat. Who learns the same version alone already brings their work along.

    `holds_seat` is for an invitation, whose seat was counted when it was sent.
    """
    with transaction.atomic():
        held = lock_cohort(cohort)
        running = Enrolment.objects.filter(user=user, version=held.version, ended_at=None).first()
        if running is not None and running.cohort_id == held.pk:
            return running
        if running is not None and running.cohort_id is not None:
            raise ValidationError(_("This person learns the same course in another cohort."))
        if held.state == CohortState.DRAFT and source == Source.CODE:
            raise ValidationError(_("This cohort is not open yet."))
        need_active(held.partner)
        if not holds_seat or held.state == CohortState.CLOSED:
            _need_seat(held)
        enrolment = running or Enrolment(user=user, version_id=held.version_id)
        enrolment.cohort, enrolment.source = held, source
        enrolment.client = client or enrolment.client
        enrolment.opens_at, enrolment.closes_at = held.opens_at, held.closes_at
        enrolment.save()
        record_audit(
            actor=actor,
            verb="enrolment.opened",
            target=enrolment,
            partner=held.partner,
            detail={"source": source.value, "cohort": held.pk, "user": user.pk},
        )
    return enrolment


def invite_learner(
    *, cohort: Cohort, email: str, name: str = "", client: ClientOrganisation | None = None, actor: User
) -> Invitation:
    """Mail a link into the cohort; it holds a seat until it is answered or too old. Repeating renews the link."""
    email = email.strip().lower()
    with transaction.atomic():
        held = lock_cohort(cohort)
        if Enrolment.objects.filter(cohort=held, ended_at=None, user__email=email).exists():
            raise ValidationError({"email": _("This person is in the cohort already.")})
        need_active(held.partner)
        if not open_invitations(held).filter(email=email).exists():
            _need_seat(held)
        return invite(
            kind=INVITATION_KIND,
            target_key=str(held.public_id),
            email=email,
            name=name,
            partner=held.partner,
            data={"client": client.pk if client is not None else None},
            invited_by=actor,
        )


def withdraw_invitation(*, cohort: Cohort, invitation: Invitation, actor: User) -> None:
    """Take an invitation back; its seat is free at once."""
    with transaction.atomic():
        lock_cohort(cohort)
        revoke_invitation(invitation=invitation, actor=actor)
