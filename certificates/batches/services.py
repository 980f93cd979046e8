"""Plan, look over, issue in pieces, pause, cancel. Truth is rows; a task only moves them on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import enqueue, record_audit
from certificates.batches.models import Batch, BatchRow
from certificates.credentials.evidence import eligibility_of, spec_for
from certificates.credentials.models import Credential, State
from certificates.credentials.services import issue_if_eligible
from certificates.credentials.standing import Gates
from certificates.rendering.fonts import CannotDraw
from certificates.signing.services import Signer, all_signers
from courses.api import Cohort, Enrolment

if TYPE_CHECKING:
    from accounts.api import User

CHECK_AT_ONCE = 200
ISSUE_AT_ONCE = 25
PATIENCE = dt.timedelta(minutes=2)  # a piece takes a few seconds; a claim older than this is a lost worker's
WORKERS = 2


def plan_batch(*, cohort: Cohort, slug: str, actor: User | None) -> Batch:
    """A row for everybody in the cohort who does not hold the credential yet; the check follows in the queue."""
    if slug not in cohort.version.credentials:
        raise ValidationError(_("This course does not award that credential."))
    try:
        with transaction.atomic():
            batch = Batch.objects.create(cohort=cohort, achievement_slug=slug, created_by=actor)
            held = Credential.objects.filter(enrolment=OuterRef("pk"), achievement_slug=slug)
            wanted = Enrolment.objects.filter(cohort=cohort).exclude(Exists(held)).order_by("pk")
            rows = [BatchRow(batch=batch, enrolment_id=pk) for pk in wanted.values_list("pk", flat=True)]
            if not rows:
                raise ValidationError(_("Nobody in this cohort is without this credential."))
            BatchRow.objects.bulk_create(rows, batch_size=500)
            record_audit(
                actor=actor,
                verb="batch.planned",
                target=batch,
                partner=cohort.partner,
                detail={"rows": len(rows), "achievement": slug},
            )
            enqueue("certificates.check_batch", batch.pk)
    except IntegrityError as error:
        raise ValidationError(_("There is an open batch for this cohort already.")) from error
    return batch


def check_batch(batch_id: int) -> bool:
    """Look over the next rows: is everything earned, and can the name be printed? True while more is left to look over."""
    batch = (
        Batch.objects.select_related("cohort__partner")
        .filter(pk=batch_id, state=Batch.State.CHECKING)
        .first()
    )
    if batch is None:
        return False
    gates = Gates()
    rows = list(
        batch.rows.to_check().select_related(
            "enrolment__user", "enrolment__version", "enrolment__cohort__partner"
        )[:CHECK_AT_ONCE]
    )
    for row in rows:
        row.reason = _problem(row.enrolment, batch, gates)
        row.state = BatchRow.State.ASIDE if row.reason else BatchRow.State.READY
    BatchRow.objects.bulk_update(rows, ["state", "reason"], batch_size=CHECK_AT_ONCE)
    if len(rows) == CHECK_AT_ONCE:
        return True
    Batch.objects.filter(pk=batch.pk, state=Batch.State.CHECKING).update(state=Batch.State.READY)
    return False


def _problem(enrolment: Enrolment, batch: Batch, gates: Gates) -> str:
    from certificates.credentials.printing import renderer_of  # draws: only workers come here
    from certificates.designs.services import design_for

    spec = spec_for(enrolment, batch.achievement_slug)
    if spec is None:
        return _("This course does not award that credential.")
    missing = [line.problem for line in eligibility_of(enrolment, spec, gates).lines if not line.is_met]
    if missing:
        return (_("Missing: %(lines)s") % {"lines": "; ".join(missing)})[:300]
    try:
        renderer = renderer_of(design_for(batch.cohort.partner))
    except (
        CannotDraw
    ) as error:  # this machine has no fonts: said on the page, instead of a batch that never moves
        return str(error)[:300]
    return " ".join(renderer.preflight(" ".join(enrolment.user.name.split())).problems)[:300]


@transaction.atomic
def start_batch(*, batch: Batch, actor: User | None) -> Batch:
    """Begin, or go on after a pause."""
    row = Batch.objects.select_for_update().get(pk=batch.pk)
    if row.state not in (Batch.State.READY, Batch.State.PAUSED):
        raise ValidationError(
            _("This batch is %(state)s."), params={"state": row.get_state_display().lower()}
        )
    row.state, row.started_at = Batch.State.ISSUING, row.started_at or timezone.now()
    row.save(update_fields=["state", "started_at"])
    record_audit(actor=actor, verb="batch.started", target=row, partner=row.cohort.partner)
    for _number in range(WORKERS):
        enqueue("certificates.issue_batch", row.pk)
    return row


@transaction.atomic
def pause_batch(*, batch: Batch, actor: User) -> Batch:
    """Let the pieces under way finish and take no new ones."""
    row = Batch.objects.select_for_update().get(pk=batch.pk)
    if row.state != Batch.State.ISSUING:
        raise ValidationError(_("Only a batch that is issuing can be paused."))
    row.state = Batch.State.PAUSED
    row.save(update_fields=["state"])
    record_audit(actor=actor, verb="batch.paused", target=row, partner=row.cohort.partner)
    return row


@transaction.atomic
def cancel_batch(*, batch: Batch, actor: User) -> Batch:
    """Drop the rows that wait; what was issued stays issued."""
    row = Batch.objects.select_for_update().get(pk=batch.pk)
    if row.state in (Batch.State.DONE, Batch.State.CANCELLED):
        raise ValidationError(_("This batch is over."))
    row.rows.filter(state__in=[BatchRow.State.PLANNED, BatchRow.State.READY]).update(
        state=BatchRow.State.CANCELLED
    )
    row.state, row.finished_at = Batch.State.CANCELLED, timezone.now()
    row.save(update_fields=["state", "finished_at"])
    record_audit(actor=actor, verb="batch.cancelled", target=row, partner=row.cohort.partner)
    return row


def _claim(batch: Batch) -> list[BatchRow]:
    """Take some rows. On PostgreSQL two workers skip each other's; SQLite lets one write at a time."""
    now = timezone.now()
    with transaction.atomic():
        due = batch.rows.to_issue(now=now, patience=PATIENCE).order_by("pk")
        skip = bool(connection.features.has_select_for_update_skip_locked)
        rows = list(due.select_for_update(skip_locked=skip, of=("self",) if skip else ())[:ISSUE_AT_ONCE])
        BatchRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=BatchRow.State.CLAIMED, claimed_at=now
        )
    return rows


def issue_batch(batch_id: int) -> bool:
    """Make the next piece. True while there is more to take."""
    batch = Batch.objects.select_related("created_by").filter(pk=batch_id, state=Batch.State.ISSUING).first()
    if batch is None:
        return False
    rows, gates = _claim(batch), Gates()
    signers = all_signers() if rows else {}
    for row in rows:
        _issue_row(row, batch, gates, signers)
    if rows:
        return True
    finish_batch(batch.pk)
    return False


def _issue_row(row: BatchRow, batch: Batch, gates: Gates, signers: dict[str, Signer]) -> None:
    """One person's certificate; whatever goes wrong with it stays with this row."""
    from certificates.credentials.making import make_credential, make_held  # draws: only workers come here

    try:
        credential = issue_if_eligible(
            enrolment_id=row.enrolment_id,
            slug=batch.achievement_slug,
            actor=batch.created_by,
            is_queued=False,
            gates=gates,
        )
        if credential is not None and credential.status_place is not None:
            make_held(credential, signers=signers, is_mail_queued=False)
        elif credential is not None and credential.state == State.PREPARING:
            make_credential(credential.pk)
            credential.refresh_from_db()
    except Exception as error:
        _close(row, BatchRow.State.ASIDE, f"{type(error).__name__}: {error}")
        return
    if credential is None:
        _close(
            row,
            BatchRow.State.ASIDE,
            _("It is not earned any more, the partner may not issue now, or it was revoked before."),
        )
    elif credential.state == State.ISSUED:
        _close(row, BatchRow.State.ISSUED, "", credential)
    elif credential.state == State.FAILED:
        _close(row, BatchRow.State.ASIDE, credential.failure, credential)
    # Else another worker holds the credential: the claim runs out, and the row is looked at again.


def _close(row: BatchRow, state: str, reason: str, credential: Credential | None = None) -> None:
    free = (
        credential is None
        or credential.status_place is not None  # new: no other row can have it
        or not BatchRow.objects.filter(credential=credential).exclude(pk=row.pk).exists()
    )
    BatchRow.objects.filter(pk=row.pk).update(
        state=state, reason=reason[:300], credential=credential if free else None
    )


def finish_batch(batch_id: int) -> bool:
    """Close the batch when no row waits or is held; safe to call at any time."""
    open_rows = BatchRow.objects.filter(
        batch=batch_id, state__in=[BatchRow.State.PLANNED, BatchRow.State.READY, BatchRow.State.CLAIMED]
    )
    if open_rows.exists():
        return False
    done = Batch.objects.filter(pk=batch_id, state=Batch.State.ISSUING).update(
        state=Batch.State.DONE, finished_at=timezone.now()
    )
    return bool(done)


def sweep_batches() -> int:
    """Wake up every batch that has something to do: finds what a broker lost or a dead worker held."""
    count = 0
    for pk in Batch.objects.filter(state=Batch.State.CHECKING).values_list("pk", flat=True):
        enqueue("certificates.check_batch", pk)
        count += 1
    for batch in Batch.objects.filter(state=Batch.State.ISSUING):
        if batch.rows.to_issue(now=timezone.now(), patience=PATIENCE).exists():
            enqueue("certificates.issue_batch", batch.pk)
            count += 1
        else:
            finish_batch(batch.pk)
    return count


def cohort_by(public_id: str) -> Cohort:
    """A cohort by its public id. Raises ValidationError."""
    try:
        wanted = UUID(public_id)
    except ValueError as error:
        raise ValidationError(_("This is not a cohort’s id.")) from error
    found = Cohort.objects.select_related("partner", "version").filter(public_id=wanted).first()
    if found is None:
        raise ValidationError(_("There is no cohort with this id."))
    return found


def issue_for_cohort(*, cohort_id: str, slug: str) -> Batch:
    """Plan, look over and issue in this process, without a queue: for the command."""
    batch = plan_batch(cohort=cohort_by(cohort_id), slug=slug, actor=None)
    while check_batch(batch.pk):
        pass
    start_batch(batch=batch, actor=None)
    while issue_batch(batch.pk):
        pass
    batch.refresh_from_db()
    return batch
