"""A learner writes beside the own timeline."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from labs.debrief.models import EventNote
from labs.sessions.models import LabEvent, LabSession


def keep_note(*, session: LabSession, seq: int, text: str) -> None:
    """Keep, change, or (with an empty text) remove the note at one event."""
    if not LabEvent.objects.filter(session=session, seq=seq).exists():
        raise ValidationError(_("There is no such moment in this run."), code="seq")
    if not text.strip():
        EventNote.objects.filter(session=session, seq=seq).delete()
        return
    EventNote.objects.update_or_create(
        session=session, seq=seq, defaults={"text": text.strip(), "changed_at": timezone.now()}
    )
