"""A refused partner appeals once; somebody who did not refuse it decides, with words that its owners read."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.agreements.engine.lifecycle import Action
from accounts.agreements.models import RefusalAppeal
from accounts.agreements.selectors import newest_refusal
from accounts.agreements.services import lock, move_partner, tell_owners
from accounts.audit.services import record_audit
from accounts.notifications.services import notify
from accounts.partners.models import Partner, PartnerState
from accounts.users.models import User

State = RefusalAppeal.State


@transaction.atomic
def send_appeal(*, partner: Partner, text: str, actor: User) -> RefusalAppeal:
    """Ask that the refusal is looked at again. A second time for the same refusal is refused."""
    held = lock(partner)
    if held.state != PartnerState.REFUSED:
        raise ValidationError(_("There is no refusal to appeal against now."))
    if not text.strip():
        raise ValidationError({"text": _("Say what was overlooked or has changed.")})
    if RefusalAppeal.objects.filter(partner=held, refused_at=held.state_since).exists():
        raise ValidationError(_("You have appealed against this refusal already."))
    made = RefusalAppeal.objects.create(
        partner=held, refused_at=held.state_since, text=text.strip(), sent_by=actor
    )
    record_audit(actor=actor, verb="partner.appeal-sent", target=made, partner=held)
    for member in User.objects.filter(is_staff=True, is_active=True).order_by("pk"):
        notify(
            key=f"accounts/partner-appeal:{made.public_id}:{member.pk}",
            kind="accounts.partner-appeal",
            user=member,
            context={"partner": held},
            url=reverse("accounts:partner-review", args=[held.slug]),
        )
    return made


@transaction.atomic
def decide_appeal(*, partner: Partner, is_upheld: bool, answer: str, actor: User) -> RefusalAppeal:
    """Uphold it (the partner applies again) or let the refusal stand. Whoever refused does not decide."""
    held = lock(partner)
    appeal = RefusalAppeal.objects.filter(partner=held, state=State.SENT).first()
    if appeal is None:
        raise ValidationError(_("There is no appeal that waits. Load the page again."))
    if not answer.strip():
        raise ValidationError({"answer": _("Give the reason: it is sent to the partner and kept.")})
    refusal = newest_refusal(held)
    if refusal is not None and refusal.actor_id == actor.pk:
        raise PermissionDenied(_("You refused this partner. Somebody else of the programme decides."))
    appeal.state = State.UPHELD if is_upheld else State.KEPT
    appeal.answer, appeal.decided_by, appeal.decided_at = answer.strip(), actor, timezone.now()
    appeal.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    record_audit(
        actor=actor,
        verb=f"partner.appeal-{appeal.state}",
        target=appeal,
        partner=held,
        personal={"reason": answer.strip()},
    )
    if is_upheld:
        move_partner(partner=held, action=Action.REAPPLY, reason=answer, actor=actor)
    else:
        tell_owners(
            held,
            kind="accounts.partner-state",
            template="accounts/partner-state",
            key=f"appeal:{appeal.public_id}",
            reason=answer.strip(),
        )
    return appeal
