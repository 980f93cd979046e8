"""Ask, check, agree, return; a task issues what is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import enqueue, record_audit
from certificates.credentials.services import issue_if_eligible
from certificates.requests.models import CredentialRequest, RequestPolicy
from certificates.requests.selectors import enrolments_of, policy_of, ready_count
from courses.api import Cohort

if TYPE_CHECKING:
    from accounts.api import Partner, User

State = CredentialRequest.State


def ask(*, cohort: Cohort, slug: str, note: str, actor: User) -> CredentialRequest:
    """A partner asks for the certificates of a cohort."""
    if slug not in cohort.version.credentials:
        raise ValidationError(_("This course does not award that credential."))
    try:
        with transaction.atomic():
            made = CredentialRequest.objects.create(
                cohort=cohort, achievement_slug=slug, note=note.strip()[:500], asked_by=actor
            )
            record_audit(
                actor=actor,
                verb="credential-request.asked",
                target=made,
                partner=cohort.partner,
                detail={"achievement": slug},
            )
    except IntegrityError as error:
        raise ValidationError(_("There is an open request for this cohort already.")) from error
    return made


def _locked(request: CredentialRequest, *states: str) -> CredentialRequest:
    row = (
        CredentialRequest.objects.select_for_update(of=("self",))
        .select_related("cohort__partner", "cohort__version")
        .get(pk=request.pk)
    )
    if row.state not in states:
        raise ValidationError(
            _("This request is %(state)s."), params={"state": row.get_state_display().lower()}
        )
    return row


@transaction.atomic
def check(*, request: CredentialRequest, actor: User) -> CredentialRequest:
    """The first person says that the evidence is in order. Where one person is enough, it is agreed by that as well."""
    row = _locked(request, State.ASKED)
    _need_another(row, actor)
    ready = ready_count(row)
    if not ready:
        raise ValidationError(_("Nobody in this request is ready. Return it and say why."))
    row.state, row.checked_by, row.checked_at = State.CHECKED, actor, timezone.now()
    row.rule = "two" if policy_of(row.cohort.partner).needs_two(ready) else "one"
    row.save(update_fields=["state", "checked_by", "checked_at", "rule"])
    record_audit(actor=actor, verb="credential-request.checked", target=row, partner=row.cohort.partner)
    return _agree(row, actor) if row.rule == "one" else row


@transaction.atomic
def agree(*, request: CredentialRequest, actor: User) -> CredentialRequest:
    """The second person agrees, and the making begins. Raises PermissionDenied for the one who checked."""
    row = _locked(request, State.CHECKED)
    if row.checked_by_id == actor.pk:
        raise PermissionDenied
    _need_another(row, actor)
    return _agree(row, actor)


def _need_another(row: CredentialRequest, actor: User) -> None:
    """Whoever asked for certificates does not decide about them, in any role."""
    if row.asked_by_id == actor.pk:
        raise ValidationError(
            _("You asked for these certificates yourself. Somebody else of the programme decides.")
        )


def _agree(row: CredentialRequest, actor: User) -> CredentialRequest:
    row.state, row.agreed_by, row.agreed_at = State.ISSUING, actor, timezone.now()
    row.save(update_fields=["state", "agreed_by", "agreed_at"])
    record_audit(actor=actor, verb="credential-request.agreed", target=row, partner=row.cohort.partner)
    enqueue("certificates.issue_request", row.pk)
    return row


@transaction.atomic
def give_back(*, request: CredentialRequest, answer: str, actor: User) -> CredentialRequest:
    """Return it to the partner with a reason."""
    row = _locked(request, State.ASKED, State.CHECKED)
    if not answer.strip():
        raise ValidationError({"answer": _("Say what is missing.")})
    row.state, row.answer = State.RETURNED, answer.strip()[:500]
    row.save(update_fields=["state", "answer"])
    record_audit(actor=actor, verb="credential-request.returned", target=row, partner=row.cohort.partner)
    return row


@transaction.atomic
def take_back_check(*, request: CredentialRequest, actor: User) -> CredentialRequest:
    """Who checked may take it back until a second person agrees."""
    row = _locked(request, State.CHECKED)
    if row.checked_by_id != actor.pk:
        raise PermissionDenied
    row.state, row.checked_by, row.checked_at, row.rule = State.ASKED, None, None, ""
    row.save(update_fields=["state", "checked_by", "checked_at", "rule"])
    record_audit(actor=actor, verb="credential-request.unchecked", target=row, partner=row.cohort.partner)
    return row


@transaction.atomic
def set_policy(*, partner: Partner, needs_two: bool, reason: str, actor: User) -> None:
    """Say whether every request of this partner needs two people. Safe to repeat."""
    if needs_two and not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the record explains itself.")})
    if needs_two:
        RequestPolicy.objects.update_or_create(
            partner=partner,
            defaults={"reason": reason.strip()[:500], "set_by": actor, "set_at": timezone.now()},
        )
    elif not RequestPolicy.objects.filter(partner=partner).delete()[0]:
        return
    verb = "credential-requests.two-people" if needs_two else "credential-requests.by-number"
    record_audit(
        actor=actor, verb=verb, target=partner, partner=partner, detail={"reason": reason.strip()[:500]}
    )


def issue_request(request_id: int) -> int:
    """Start the making for everybody who is ready; whoever lacks something does not hold up the rest. Safe to run again."""
    row = (
        CredentialRequest.objects.filter(pk=request_id, state=State.ISSUING)
        .select_related("cohort", "agreed_by")
        .first()
    )
    if row is None:
        return 0
    made = 0
    for enrolment in enrolments_of(row):
        found = issue_if_eligible(enrolment_id=enrolment.pk, slug=row.achievement_slug, actor=row.agreed_by)
        made += found is not None
    CredentialRequest.objects.filter(pk=row.pk, state=State.ISSUING).update(
        state=State.DONE, issued_count=made
    )
    return made


def sweep_requests() -> int:
    """Wake up requests whose task was lost."""
    waiting = list(CredentialRequest.objects.filter(state=State.ISSUING).values_list("pk", flat=True))
    for pk in waiting:
        enqueue("certificates.issue_request", pk)
    return len(waiting)
