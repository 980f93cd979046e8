"""Copy and erase a person's data."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.services import record_audit
from accounts.jobs.services import enqueue
from accounts.notifications.services import notify
from accounts.partners.models import Membership
from accounts.partners.services import check_may_leave
from accounts.privacy.models import DataExport, ErasureRequest, ExportState
from accounts.privacy.registry import personal_data_parts
from accounts.privacy.timed import EXPORT_DAYS
from accounts.users.models import User
from accounts.users.services import end_sessions

GRACE_DAYS = 14


@transaction.atomic
def ask_for_export(*, user: User) -> DataExport:
    """Queue a copy of everything; asking again while one is being prepared returns that one."""
    waiting = DataExport.objects.filter(user=user, state=ExportState.WAITING).first()
    if waiting is not None:
        return waiting
    try:
        with transaction.atomic():
            export = DataExport.objects.create(user=user)
    except IntegrityError:  # asked twice at the same moment
        return DataExport.objects.get(user=user, state=ExportState.WAITING)
    record_audit(actor=user, verb="export.asked", target=export)
    enqueue("accounts.make_export", export.pk)
    return export


def build_archive(user: User, now: datetime) -> bytes:
    """The ZIP: one JSON file for each part and a list of what is in it."""
    buffer = io.BytesIO()
    parts = personal_data_parts()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(f"{part.name}.json", _as_json(part.export(user)))
        contents = {
            "made_at": now,
            "site": settings.SITE_URL,
            "person": user.public_id,
            "files": {f"{part.name}.json": list(part.models) for part in parts},
        }
        archive.writestr("contents.json", _as_json(contents))
    return buffer.getvalue()


def _as_json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2, sort_keys=True)


def make_export(*, export_id: int) -> ExportState:
    """Write the file of a waiting copy and say so by mail; a finished one stays as it is."""
    with transaction.atomic():
        export = DataExport.objects.select_for_update().select_related("user").get(pk=export_id)
        if export.state != ExportState.WAITING:
            return ExportState(export.state)
        now = timezone.now()
        export.file.save("export.zip", ContentFile(build_archive(export.user, now)), save=False)
        export.state, export.ready_at = ExportState.READY, now
        export.expires_at = now + timedelta(days=EXPORT_DAYS)
        export.save()
        notify(
            key=f"export:{export.public_id}",
            kind="accounts.export-ready",
            user=export.user,
            context={"export": export},
            url=reverse("accounts:privacy"),
        )
    return ExportState.READY


@transaction.atomic
def ask_for_erasure(*, user: User) -> ErasureRequest:
    """Start the days in which a person can change their mind. The last owner of a partner is refused."""
    waiting = ErasureRequest.objects.filter(user=user, cancelled_at=None, done_at=None).first()
    if waiting is not None:
        return waiting
    if user.is_staff:
        raise ValidationError(_("You work for the programme. Ask a colleague to take your role away first."))
    for membership in Membership.objects.filter(user=user).select_related("partner"):
        check_may_leave(membership)
    now = timezone.now()
    request = ErasureRequest.objects.create(user=user, asked_at=now, due_at=now + timedelta(days=GRACE_DAYS))
    record_audit(actor=user, verb="erasure.asked", target=request)
    notify(
        key=f"erasure:{request.pk}",
        kind="accounts.erasure-asked",
        user=user,
        context={"request": request},
        url=reverse("accounts:privacy"),
    )
    return request


@transaction.atomic
def cancel_erasure(*, user: User) -> None:
    """Keep the account after all."""
    request = (
        ErasureRequest.objects.select_for_update().filter(user=user, cancelled_at=None, done_at=None).first()
    )
    if request is None:
        return
    request.cancelled_at = timezone.now()
    request.save(update_fields=["cancelled_at"])
    record_audit(actor=user, verb="erasure.cancelled", target=request)


@transaction.atomic
def erase_person(*, user: User, actor: User | None) -> dict[str, dict[str, int]]:
    """Take the person out of every part, by the parts' own erasers; the ledgers keep their facts without a name."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.erased_at is not None:
        return {}
    result = {part.name: part.erase(locked) for part in personal_data_parts()}
    end_sessions(user=locked)
    record_audit(actor=actor, verb="person.erased", target=locked, detail={"rows": result})
    return result


def run_due_erasures() -> int:
    """Erase everybody whose days are over; returns how many."""
    done = 0
    due = ErasureRequest.objects.filter(cancelled_at=None, done_at=None, due_at__lte=timezone.now())
    for request_id in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            request = (
                ErasureRequest.objects.select_for_update()
                .filter(pk=request_id, cancelled_at=None, done_at=None)
                .first()
            )
            if request is None:
                continue
            request.result = erase_person(user=request.user, actor=request.user)
            request.done_at = timezone.now()
            request.save(update_fields=["result", "done_at"])
        done += 1
    return done


def sweep_privacy() -> dict[str, int]:
    """Make copies that wait, and run erasures that are due."""
    waiting = list(DataExport.objects.filter(state=ExportState.WAITING).values_list("pk", flat=True)[:100])
    for export_id in waiting:
        enqueue("accounts.make_export", export_id)
    return {"queued": len(waiting), "erased": run_due_erasures()}
