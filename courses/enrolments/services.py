"""Enrol and end; both safe to repeat."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import record_audit
from courses.catalogue.models import Course
from courses.enrolments.locks import lock_enrolment
from courses.enrolments.models import Enrolment, Source

if TYPE_CHECKING:
    from accounts.api import User


def enrol_openly(*, user: User, course: Course) -> Enrolment:
    """Start a course on one's own. Who is in it already, in any version, simply goes on there."""
    with transaction.atomic():
        held = Course.objects.select_for_update().get(pk=course.pk)
        running = Enrolment.objects.filter(user=user, version__course=held, ended_at=None).first()
        if running is not None:
            return running
        if held.published_id is None or not held.is_open or not held.is_listed:
            raise ValidationError(_("This course cannot be started without an invitation."))
        enrolment = Enrolment.objects.create(user=user, version_id=held.published_id, source=Source.OPEN)
        record_audit(actor=user, verb="enrolment.opened", target=enrolment, detail={"source": "open"})
    return enrolment


def choose_track(*, enrolment: Enrolment, track: str, actor: User) -> Enrolment:
    """Say which role's certificate this learner works towards; empty takes it back. What they did stays as it is."""
    if track and track not in enrolment.version.tracks:
        raise ValidationError(_("This course has no such track."))
    with transaction.atomic():
        held = lock_enrolment(enrolment.pk)
        if held.track != track:
            held.track = track
            held.save(update_fields=["track"])
            record_audit(actor=actor, verb="enrolment.track-chosen", target=held, detail={"track": track})
    return held


def end_enrolment(*, enrolment: Enrolment, reason: str, actor: User | None) -> Enrolment:
    """Take a learner out; what they did stays in the ledger."""
    with transaction.atomic():
        held = lock_enrolment(enrolment.pk)
        if held.ended_at is None:
            held.ended_at, held.end_reason = timezone.now(), reason[:40]
            held.save(update_fields=["ended_at", "end_reason"])
            record_audit(
                actor=actor,
                verb="enrolment.ended",
                target=held,
                partner=held.cohort.partner if held.cohort is not None else None,
                detail={"reason": reason[:40]},
            )
    return held


def set_own_dates(
    *, enrolment: Enrolment, opens_at: datetime | None, closes_at: datetime | None, actor: User
) -> Enrolment:
    """Give one learner dates of their own; the cohort's no longer touch them."""
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise ValidationError(_("The end must come after the start."))
    with transaction.atomic():
        held = lock_enrolment(enrolment.pk)
        held.opens_at, held.closes_at, held.has_own_dates = opens_at, closes_at, True
        held.save(update_fields=["opens_at", "closes_at", "has_own_dates"])
        record_audit(actor=actor, verb="enrolment.dates-set", target=held)
    return held
