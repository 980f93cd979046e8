"""Issue, make, revoke, suspend, lift, reissue: each verb locks, checks, writes, audits and queues."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import enqueue, notify, record_audit
from certificates.badges.models import Achievement
from certificates.badges.services import achievement_for, assign_places, place, rfc3339, set_bit
from certificates.credentials import storage
from certificates.credentials.engine.facts import Line, Subject, anonymous, build_facts, mode_of
from certificates.credentials.evidence import Delivery, delivery_of, eligibility_of, spec_for
from certificates.credentials.models import (
    LIVE,
    Credential,
    CredentialEvent,
    HeldIssue,
    Reason,
    State,
    new_public_id,
)
from certificates.credentials.standing import Gates
from certificates.designs.services import design_for
from certificates.ledger.engine.chain import leaf_digest
from certificates.ledger.models import LedgerEntry
from certificates.ledger.services import write_entry
from certificates.rendering.scripts import language_of
from certificates.signing.engine.canonical import canonical_json, digest
from certificates.signing.engine.numbers import serial_number
from certificates.signing.models import SigningKey
from certificates.signing.services import signer_of
from courses.api import CourseVersion, Enrolment

if TYPE_CHECKING:
    from accounts.api import Partner, User

ORGANISATION = "RR"
Kind = CredentialEvent.Kind


class NotEligible(ValidationError):
    """Something that the credential asks for is missing; the messages are the open lines."""


def months_later(moment: dt.datetime, months: int) -> dt.datetime:
    """The same day so many months on (the last day of a shorter month), at the end of that day."""
    year, month = divmod(moment.month - 1 + months, 12)
    day = moment.day
    while True:
        try:
            later = moment.replace(year=moment.year + year, month=month + 1, day=day)
        except ValueError:
            day -= 1
        else:
            return later.replace(hour=23, minute=59, second=59, microsecond=0)


def issue_if_eligible(
    *,
    enrolment_id: int,
    slug: str,
    actor: User | None = None,
    is_queued: bool = True,
    gates: Gates | None = None,
) -> Credential | None:
    """Start the making of what this enrolment has earned. Safe to call twice: the same credential comes back.

    Returns None when a line is missing, the programme wants a person to decide (and none did), or one was revoked before.
    """
    with transaction.atomic():
        enrolment = (
            Enrolment.objects.select_for_update(of=("self",))
            .select_related("user", "version__course", "cohort__partner")
            .filter(pk=enrolment_id)
            .first()
        )
        spec = spec_for(enrolment, slug) if enrolment else None
        if enrolment is None or spec is None:
            return None
        known = list(Credential.objects.filter(enrolment=enrolment, achievement_slug=slug))
        if known:
            return next((row for row in known if row.state in LIVE), None)
        eligibility = eligibility_of(enrolment, spec, gates)
        if eligibility.is_held and eligibility.is_automatic:
            HeldIssue.objects.get_or_create(enrolment=enrolment, achievement_slug=slug)
        if not eligibility.is_met or not (eligibility.is_automatic or actor):
            return None
        made = plan(
            enrolment=enrolment, spec=spec, lines=eligibility.earned, actor=actor, is_held_here=not is_queued
        )
        if is_queued:  # a batch makes its rows itself
            enqueue("certificates.make_credential", made.pk)
        return made


def issue(*, enrolment: Enrolment, slug: str, actor: User) -> Credential:
    """A person issues. Raises NotEligible with the missing lines, or ValidationError when there was one before."""
    spec = spec_for(enrolment, slug)
    if spec is None:
        raise ValidationError(_("This course does not award that credential."))
    missing = [line.problem for line in eligibility_of(enrolment, spec).lines if not line.is_met]
    if missing:
        raise NotEligible([_("Missing: %(line)s") % {"line": line} for line in missing])
    made = issue_if_eligible(enrolment_id=enrolment.pk, slug=slug, actor=actor)
    if made is None:
        raise ValidationError(_("This credential was revoked before. Reissue it from its own page."))
    return made


def plan(
    *,
    enrolment: Enrolment,
    spec: dict[str, Any],
    lines: Sequence[Line],
    actor: User | None,
    is_held_here: bool = False,
) -> Credential:
    """Freeze every fact and write the row; a worker makes the files. Inside a transaction that holds the enrolment.

    `is_held_here`: this process goes on to make the files itself, so no other may take the row.
    """
    now = timezone.now().replace(microsecond=0)
    delivery = delivery_of(enrolment)
    achievement = achievement_for(spec)
    months = int(spec.get("valid_months") or 0)
    number = new_public_id()
    serial = new_serial(now)
    holder = " ".join(enrolment.user.name.split())
    subject = Subject(
        public_id=number,
        serial=serial,
        holder=holder,
        holder_lang=language_of(holder),
        partner=partner_facts(delivery.partner),
        course=course_facts(enrolment),
        started_at=rfc3339(delivery.started_at),
        ended_at=rfc3339(delivery.ended_at),
        issued_at=rfc3339(now),
        valid_until=rfc3339(months_later(now, months)) if months else None,
        confirmed_by=delivery.confirmed_by,
        mode=mode_of(spec, lines),
    )
    facts = build_facts(
        spec,
        lines,
        subject,
        digest=achievement.digest,
        site=place().site,
        issuer=place().issuer_name,
        did=place().did,
    )
    credential = write_credential(facts, achievement, enrolment, delivery, is_held_here=is_held_here)
    record_audit(
        actor=actor,
        verb="credential.planned",
        target=credential,
        partner=delivery.partner,
        detail={"serial": serial, "achievement": achievement.slug},
    )
    return credential


def write_credential(
    facts: dict[str, Any],
    achievement: Achievement,
    enrolment: Enrolment | None,
    delivery: Delivery,
    supersedes: Credential | None = None,
    *,
    is_held_here: bool = False,
) -> Credential:
    data = canonical_json(facts)
    until = facts["valid_until"]
    credential = Credential.objects.create(
        public_id=facts["public_id"],
        serial=facts["serial"],
        achievement=achievement,
        achievement_slug=achievement.slug,
        holder=enrolment.user if enrolment else None,
        enrolment=enrolment,
        partner=delivery.partner,
        design=design_for(delivery.partner),
        facts=data.decode(),
        facts_digest=digest(data),
        name_on_it=facts["holder"]["name"],
        issued_at=dt.datetime.fromisoformat(facts["issued_at"]),
        valid_until=dt.datetime.fromisoformat(until) if until else None,
        supersedes=supersedes,
        claimed_at=timezone.now() if is_held_here else None,
        law_sheet=supersedes.law_sheet if supersedes else facts["course"].get("law_sheet", ""),
    )
    places = assign_places([credential.pk])
    credential.status_place = places[credential.pk] if is_held_here else None
    return credential


def new_serial(now: dt.datetime) -> str:
    """A random number."""
    # 45 random bits: the unique constraint catches what will never happen, and the task runs again.
    return serial_number(organisation=ORGANISATION, year=now.year, randomness=secrets.token_bytes(6))


def partner_facts(partner: Partner | None) -> dict[str, str] | None:
    """A partner's name and standing on the day of issue."""
    if partner is None:
        return None
    return {"name": partner.name, "slug": partner.slug, "state": str(partner.state)}


def course_facts(enrolment: Enrolment) -> dict[str, str]:
    version = enrolment.version
    told = {"title": version.title, "number": version.number, "digest": version.digest}
    sheet = law_sheet_of(version)
    return told | {"law_sheet": sheet} if sheet else told


def law_sheet_of(version: CourseVersion) -> str:
    """The edition of the law sheet that a version teaches; empty when it teaches none."""
    return str((version.spec.get("law") or {}).get("id") or "")[:60]


def leaf_of(credential: Credential) -> str:
    """What the public log holds for a credential."""
    return leaf_digest(
        credential.salt, credential.facts_digest, credential.pdf_digest, credential.json_digest
    )


def locked(credential: Credential, *states: State) -> Credential:
    row: Credential = (
        Credential.objects.select_for_update(of=("self",))
        .select_related("holder", "partner", "achievement", "enrolment__user")
        .get(pk=credential.pk)
    )
    if row.state not in states:
        raise ValidationError(
            _("This credential is %(state)s; that cannot be done with it."),
            params={"state": row.get_state_display().lower()},
        )
    return row


def note_change(
    row: Credential,
    kind: str,
    entry: str,
    *,
    actor: User | None,
    reason: str = "",
    note: str = "",
    part: str = "",
) -> None:
    """History, public log and audit for one change, in the open transaction."""
    event = CredentialEvent.objects.create(credential=row, kind=kind, reason=reason, note=note, actor=actor)
    leaf = row.leaf or leaf_of(row)
    write_entry(
        kind=entry, key=f"{row.public_id}:{entry}:{part or event.pk}", leaf=leaf_digest(leaf, entry, reason)
    )
    record_audit(
        actor=actor,
        verb=f"credential.{kind}",
        target=row,
        partner=row.partner,
        detail={"serial": row.serial, "reason": reason},
        personal={"note": note} if note and row.holder else None,
        subject=row.holder if note else None,
    )
    if kind != Kind.ISSUED:  # what is issued gets its place with the next minute's seal
        enqueue("certificates.seal_log")


def move(row: Credential, state: State, reason: str = "") -> None:
    row.state, row.state_since, row.reason = state, timezone.now(), reason
    row.save(update_fields=["state", "state_since", "reason"])


def tell_holder(row: Credential, mail: str, *, is_queued: bool = True, **more: object) -> None:
    if row.holder is None or not row.holder.email or row.holder.erased_at:
        return
    notify(
        key=f"credential:{row.public_id}:{mail}:{row.state_since:%Y%m%d%H%M%S%f}",
        kind="certificates.state",
        template=f"certificates/{mail}",
        user=row.holder,
        url="/credentials/",
        context={
            "credential": row,
            "name": row.achievement.name,
            "public_link": f"{settings.SITE_URL}/v/{row.public_id}",
            **more,
        },
        is_queued=is_queued,
    )


@transaction.atomic
def revoke_credential(
    *, credential: Credential, reason: str, actor: User | None, note: str = ""
) -> Credential:
    """Withdraw a credential for good: its page, its badge and its PDF link all say so at once."""
    if reason not in Reason.values:
        raise ValidationError(_("Choose a reason."))
    row = locked(credential, State.ISSUED, State.SUSPENDED)
    move(row, State.REVOKED, reason)
    signer = signer_of(SigningKey.Kind.BADGE)
    set_bit(credential_id=row.pk, purpose="revocation", value=True, signer=signer)
    note_change(row, Kind.REVOKED, LedgerEntry.Kind.REVOKE, actor=actor, reason=reason, note=note)
    tell_holder(row, "revoked", reason=row.get_reason_display(), note=note)
    return row


@transaction.atomic
def suspend_credential(*, credential: Credential, actor: User, note: str = "") -> Credential:
    """Say for now that it must not be relied on, while something is looked into."""
    row = locked(credential, State.ISSUED)
    move(row, State.SUSPENDED)
    set_bit(credential_id=row.pk, purpose="suspension", value=True, signer=signer_of(SigningKey.Kind.BADGE))
    note_change(row, Kind.SUSPENDED, LedgerEntry.Kind.SUSPEND, actor=actor, note=note)
    tell_holder(row, "suspended")
    return row


@transaction.atomic
def lift_suspension(*, credential: Credential, actor: User, note: str = "") -> Credential:
    """It counts again."""
    row = locked(credential, State.SUSPENDED)
    move(row, State.ISSUED)
    set_bit(credential_id=row.pk, purpose="suspension", value=False, signer=signer_of(SigningKey.Kind.BADGE))
    note_change(row, Kind.LIFTED, LedgerEntry.Kind.LIFT, actor=actor, note=note)
    tell_holder(row, "lifted")
    return row


@transaction.atomic
def try_again(*, credential: Credential, actor: User) -> None:
    """Put a row that was set aside back into the queue (after a font was installed, or the name was changed)."""
    changed = Credential.objects.filter(pk=credential.pk, state=State.FAILED, holder__isnull=False).update(
        state=State.PREPARING, attempts=0, failure="", claimed_at=None
    )
    if changed:
        record_audit(actor=actor, verb="credential.retried", target=credential)
        enqueue("certificates.make_credential", credential.pk)


@transaction.atomic
def forget_holder(*, credential: Credential) -> None:
    """Take the person out: name, facts about them, stored files. Number, digests and log entry stay, so a copy can still be checked."""
    row: Credential = Credential.objects.select_for_update(of=("self",)).get(pk=credential.pk)
    if row.facts:
        row.facts = canonical_json(anonymous(json.loads(row.facts))).decode()
    row.name_on_it, row.salt, row.holder, row.enrolment = "", "", None, None
    row.withdrawn_by_holder_at = timezone.now()
    if row.state in (State.PREPARING, State.FAILED):
        row.state, row.failure = State.FAILED, "erased"
    row.save()
    row.share_links.all().delete()
    row.name_requests.all().delete()
    row.events.update(note="")
    for stored, ending in (
        (row.pdf_digest, "pdf"),
        (row.stamped_digest, "pdf"),
        (row.json_digest, "json"),
        (row.token_digest, "jwt"),
    ):
        transaction.on_commit(partial(storage.forget, stored, ending))
