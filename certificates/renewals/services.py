"""Send what is due, keep hours and who accepted them, note what was read, and renew."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import notify, record_audit
from certificates.badges.services import rfc3339
from certificates.credentials.models import Credential, CredentialEvent, State
from certificates.credentials.replacing import replace
from certificates.credentials.services import course_facts, locked, months_later
from certificates.renewals.engine.calendar import STEPS, step_due
from certificates.renewals.models import CpdEntry
from certificates.renewals.selectors import facts_of, law_news, lines_of, newest_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from accounts.api import User

MOST_ENTRIES = 200


def send_reminders(now: dt.datetime | None = None, limit: int = 5000) -> int:
    """One mail for the step that each credential has reached; a day that was missed is made good, none is doubled."""
    moment = now or timezone.now()
    newer = Credential.objects.filter(
        holder=OuterRef("holder"),
        achievement_slug=OuterRef("achievement_slug"),
        valid_until__gt=OuterRef("valid_until"),
    ).exclude(state__in=[State.REVOKED, State.FAILED, State.SUPERSEDED])
    rows = (
        Credential.objects.filter(
            state=State.ISSUED,
            holder__isnull=False,
            holder__is_active=True,
            valid_until__range=(moment, moment + dt.timedelta(days=STEPS[0])),
        )
        .exclude(Exists(newer))
        .select_related("holder", "achievement")
        .order_by("valid_until", "pk")
    )
    sent = 0
    for row in rows[:limit]:
        if row.holder is None or row.valid_until is None or not row.holder.email:
            continue
        step = step_due(row.valid_until, moment)
        if step is None:
            continue
        notify(
            key=f"renewal:{row.public_id}:{step}",
            kind="certificates.ends-soon",
            user=row.holder,
            url="/credentials/",
            context={
                "credential": row,
                "name": row.achievement.name,
                "days": (row.valid_until - moment).days,
                "public_link": f"{settings.SITE_URL}/v/{row.public_id}",
            },
        )
        sent += 1
    return sent


# Hours ----------------------------------------------------------------------------------------------------------------


def claim_hours(
    *,
    user: User,
    kind: str,
    title: str,
    hours: Decimal,
    done_on: dt.date,
    evidence: UploadedFile[bytes],
    sha256: str,
) -> CpdEntry:
    """Hours with their document. The same document counts once."""
    if CpdEntry.objects.filter(holder=user).count() >= MOST_ENTRIES:
        raise ValidationError(_("There are too many entries. Take some back first."))
    try:
        with transaction.atomic():
            made: CpdEntry = CpdEntry.objects.create(
                holder=user,
                kind=kind,
                title=" ".join(title.split()),
                hours=hours,
                done_on=done_on,
                evidence=evidence,
                sha256=sha256,
            )
            record_audit(actor=user, verb="cpd.claimed", target=made, detail={"hours": str(hours)})
    except IntegrityError as error:
        raise ValidationError({"evidence": _("This document is in your list already.")}) from error
    return made


@transaction.atomic
def take_back_hours(*, entry: CpdEntry, actor: User) -> None:
    """Only what nobody decided about can be taken back; the document goes too."""
    row: CpdEntry | None = CpdEntry.objects.select_for_update().waiting().filter(pk=entry.pk).first()
    if row is None:
        raise ValidationError(_("These hours were decided about; they stay."))
    record_audit(actor=actor, verb="cpd.taken-back", target=row, detail={"hours": str(row.hours)})
    name = str(row.evidence.name)
    row.delete()
    transaction.on_commit(partial(entry.evidence.storage.delete, name))


@transaction.atomic
def decide_hours(*, entry: CpdEntry, accept: bool, answer: str, actor: User) -> CpdEntry:
    """A person of the programme looks at the document and says whether the hours count. Not for hours of one's own."""
    row: CpdEntry | None = CpdEntry.objects.select_for_update().waiting().filter(pk=entry.pk).first()
    if row is None:
        raise ValidationError(_("Somebody has decided about these hours."))
    if row.holder_id == actor.pk:
        raise ValidationError(_("Somebody else decides about your own hours."))
    if not accept and not answer.strip():
        raise ValidationError({"answer": _("Say why the hours do not count.")})
    row.state = CpdEntry.State.ACCEPTED if accept else CpdEntry.State.REFUSED
    row.answer, row.decided_by, row.decided_at = answer.strip()[:300], actor, timezone.now()
    row.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    record_audit(actor=actor, verb=f"cpd.{row.state}", target=row, detail={"hours": str(row.hours)})
    return row


# The law of today -----------------------------------------------------------------------------------------------------


@transaction.atomic
def note_law_read(*, credential: Credential, sheet: str, actor: User) -> Credential:
    """The holder has read what is new. Raises ValidationError when a newer edition came out meanwhile."""
    row = locked(credential, State.ISSUED)
    now_sheet, _lines = law_news(row)
    if not sheet or sheet != now_sheet:
        raise ValidationError(_("A newer edition came out. Read it again."))
    if row.law_sheet != sheet:
        row.law_sheet = sheet
        row.save(update_fields=["law_sheet"])
        CredentialEvent.objects.create(credential=row, kind=CredentialEvent.Kind.LAW, note=sheet, actor=actor)
        record_audit(
            actor=actor,
            verb="credential.law-read",
            target=row,
            detail={"serial": row.serial, "sheet": sheet},
        )
    return row


# Renewal --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def renew_credential(*, credential: Credential, actor: User, now: dt.datetime | None = None) -> Credential:
    """A new credential in the place of the old one, when every line is met. The old one stays, and its page points to the new."""
    row = locked(credential, State.ISSUED)
    if row.enrolment is None or row.valid_until is None:
        raise ValidationError(_("This credential has no end, so there is nothing to renew."))
    moment = now or timezone.now()
    facts = facts_of(row, moment)
    missing = [line.problem for line in lines_of(row, facts) if not line.is_met]
    if missing:
        raise ValidationError([_("Missing: %(line)s") % {"line": line} for line in missing])
    newest = newest_of(row)
    months = int((newest.credentials.get(row.achievement_slug) or {}).get("valid_months") or 24)
    course = course_facts(row.enrolment) | {"number": newest.number, "digest": newest.digest}
    hours = f"{sum(facts.hours.values(), Decimal(0)):f}".removesuffix(".0")
    made = replace(
        row=row,
        change={
            # A renewal before the end loses no day.
            "valid_until": rfc3339(months_later(max(moment, row.valid_until), months)),
            "course": course | ({"law_sheet": facts.sheet_now} if facts.sheet_now else {}),
            "renewal": {"hours": hours, "of": row.serial},
        },
        actor=actor,
        verb="credential.renewed",
    )
    CredentialEvent.objects.create(credential=row, kind=CredentialEvent.Kind.RENEWED, actor=actor)
    return made
