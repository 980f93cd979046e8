"""Record who was there. Rows are only ever added: a correction replaces a record and says why."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import record_audit
from courses.meetings.engine.presence import DOORS_OPEN, THERE, Presence, Status, at_check_in
from courses.meetings.models import Attendance, AttendanceSource, Meeting

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.api import User
    from courses.enrolments.models import Enrolment

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Marked:
    """How many records a form or a sheet made, and how many it replaced."""

    new: int
    replaced: int


def record_presence(
    *,
    meeting: Meeting,
    found: Sequence[tuple[Enrolment, Presence]],
    reason: str,
    source: AttendanceSource,
    actor: User | None,
) -> Marked:
    """Write what differs from the current records; all or nothing. A correction needs `reason`.

    Before the doors open nobody can have been there: until then learners can only be excused.
    """
    with transaction.atomic():
        held = lock_meeting(meeting)
        is_open = timezone.now() >= held.starts_at - DOORS_OPEN
        current = {row.enrolment_id: row for row in Attendance.objects.current().filter(meeting=held)}
        new = replaced = 0
        for enrolment, presence in found:
            old = current.get(enrolment.pk)
            if old is not None and (old.status, old.minutes) == (presence.status.value, presence.minutes):
                continue
            if not is_open and presence.status != Status.EXCUSED:
                raise ValidationError(
                    _("The meeting has not begun. Until then you can only mark who is excused.")
                )
            if old is not None and not reason.strip():
                raise ValidationError(
                    {"reason": _("You change what is recorded already. Say why in a few words.")}
                )
            Attendance.objects.create(
                meeting=held,
                enrolment=enrolment,
                status=presence.status.value,
                minutes=presence.minutes,
                source=source,
                reason=reason.strip() if old is not None else "",
                recorded_by=actor,
                replaces=old,
            )
            new, replaced = new + (old is None), replaced + (old is not None)
        if new or replaced:
            record_audit(
                actor=actor,
                verb="attendance.recorded",
                target=held,
                partner=held.cohort.partner,
                detail={"new": new, "replaced": replaced, "source": source.value},
            )
    return Marked(new, replaced)


def lock_meeting(meeting: Meeting) -> Meeting:
    """The meeting's row, held until the transaction ends. A cancelled one takes no attendance."""
    held: Meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("cohort__partner").get(pk=meeting.pk)
    )
    if held.is_cancelled:
        raise ValidationError(_("This meeting is cancelled, so nobody can have been there."))
    return held


def is_check_in_open(meeting: Meeting, now: datetime) -> bool:
    """From a quarter of an hour before the start to the end, once an instructor has made a code."""
    return (
        bool(meeting.check_in_code)
        and not meeting.is_cancelled
        and meeting.starts_at - DOORS_OPEN <= now < meeting.ends_at
    )


def open_check_in(*, meeting: Meeting, actor: User) -> str:
    """Make a code for this meeting; a former one is dead at once. Only while the doors are open."""
    with transaction.atomic():
        held = lock_meeting(meeting)
        if not held.starts_at - DOORS_OPEN <= timezone.now() < held.ends_at:
            raise ValidationError(
                _("A code can be made from 15 minutes before the start until the meeting ends.")
            )
        held.check_in_code = "".join(secrets.choice(CODE_LETTERS) for _place in range(6))
        held.save(update_fields=["check_in_code"])
        record_audit(actor=actor, verb="meeting.check-in-opened", target=held, partner=held.cohort.partner)
    return held.check_in_code


def close_check_in(*, meeting: Meeting, actor: User) -> None:
    """Nobody can check in any more."""
    with transaction.atomic():
        held = lock_meeting(meeting)
        if held.check_in_code:
            held.check_in_code = ""
            held.save(update_fields=["check_in_code"])
            record_audit(
                actor=actor, verb="meeting.check-in-closed", target=held, partner=held.cohort.partner
            )


def check_in(*, meeting: Meeting, enrolment: Enrolment, code: str) -> Attendance:
    """A learner says with the code that they are here. Repeating it changes nothing."""
    with transaction.atomic():
        held, now = lock_meeting(meeting), timezone.now()
        if not is_check_in_open(held, now):
            raise ValidationError({"code": _("Check-in is not open. Ask your instructor for it.")})
        given = "".join(letter for letter in code.upper() if letter.isalnum())
        if not hmac.compare_digest(given.encode(), held.check_in_code.encode()):
            raise ValidationError({"code": _("This is not the code of this meeting. Check the letters.")})
        old = Attendance.objects.current().filter(meeting=held, enrolment=enrolment).first()
        if old is not None:
            if old.status not in THERE:
                raise ValidationError(
                    {"code": _("Your instructor has recorded you already. Tell them that you are here.")}
                )
            return old
        presence = at_check_in(now, held.starts_at, held.ends_at)
        record_presence(
            meeting=held,
            found=[(enrolment, presence)],
            reason="",
            source=AttendanceSource.CODE,
            actor=enrolment.user,
        )
        return Attendance.objects.current().get(meeting=held, enrolment=enrolment)
