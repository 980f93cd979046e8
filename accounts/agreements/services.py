"""Move a partner through its life. Every move is locked, checked by the state machine, audited, and mailed."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.agreements.engine.lifecycle import (
    RULES,
    Action,
    Outcome,
    State,
    blocks_of,
    may_sign,
    needs_reason,
    reminder_due,
    term_after,
)
from accounts.agreements.models import Agreement, CheckCode, Evidence, ReviewCheck
from accounts.agreements.selectors import BLOCK_LABELS, TERMS_VERSION, facts_of, terms_digest, today
from accounts.audit.services import record_audit
from accounts.notifications.services import notify
from accounts.partners.models import Membership, Partner, PartnerState
from accounts.partners.services import set_partner_state
from accounts.users.models import User


def lock(partner: Partner) -> Partner:
    return Partner.objects.select_for_update().get(pk=partner.pk)


@transaction.atomic
def move_partner(*, partner: Partner, action: Action, reason: str, actor: User) -> Partner:
    """Take one staff decision about a partner; its owners get the reason by mail."""
    locked = lock(partner)
    rule = RULES[action]
    if State(locked.state) not in rule.sources or action is Action.SIGN:
        raise ValidationError(_("This step is not open in the present state. Load the page again."))
    if needs_reason(action) and not reason.strip():
        raise ValidationError({"reason": _("Give the reason: it is sent to the partner and kept.")})
    blocks = blocks_of(action, facts_of(locked))
    if blocks:
        raise ValidationError([str(BLOCK_LABELS[block]) for block in blocks])
    moved = set_partner_state(
        partner=locked, state=PartnerState(rule.target.value), reason=reason.strip(), actor=actor
    )
    if needs_reason(action):
        tell_owners(
            moved,
            kind="accounts.partner-state",
            template="accounts/partner-state",
            key=str(moved.state_since),
            reason=reason.strip(),
        )
    return moved


def tell_owners(partner: Partner, *, kind: str, template: str, key: str, **context: Any) -> None:
    owners = Membership.objects.filter(partner=partner).owners().select_related("user")
    for membership in owners.order_by("user_id"):
        notify(
            key=f"{template}:{partner.pk}:{key}:{membership.user_id}",
            kind=kind,
            template=template,
            user=membership.user,
            context={"partner": partner, **context},
            url=reverse("accounts:partner-agreement", args=[partner.slug]),
        )


@transaction.atomic
def record_check(
    *, partner: Partner, code: CheckCode, outcome: Outcome, note: str, actor: User
) -> ReviewCheck:
    """Write down what was found for one line of the review; only while the partner is in review."""
    locked = lock(partner)
    if locked.state != PartnerState.IN_REVIEW:
        raise ValidationError(_("Lines are checked while the partner is in review."))
    if outcome in {Outcome.FAILED, Outcome.ACCEPTED} and not note.strip():
        raise ValidationError({"note": _("Say what is missing, or why you accept it.")})
    check, _made = ReviewCheck.objects.select_for_update().get_or_create(partner=locked, code=code.value)
    before = check.outcome
    check.outcome, check.note = outcome.value, note.strip()
    check.checked_by, check.checked_at = actor, timezone.now()
    check.save()
    record_audit(
        actor=actor,
        verb="review.line-checked",
        target=check,
        partner=locked,
        detail={"line": code.value, "from": before, "to": outcome.value},
        personal={"note": note.strip()} if note.strip() else None,
    )
    return check


@transaction.atomic
def hand_in(*, partner: Partner, code: CheckCode, title: str, file: Any, actor: User) -> Evidence:
    """Keep a document for one line of the review. The same document again is kept once."""
    locked = lock(partner)
    if locked.state not in {PartnerState.APPLIED, PartnerState.IN_REVIEW}:
        raise ValidationError(_("Documents are handed in before the decision."))
    digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
    file.seek(0)
    known = Evidence.objects.filter(partner=locked, code=code.value, sha256=digest).first()
    if known is not None:
        return known
    evidence = Evidence(partner=locked, code=code.value, title=title, sha256=digest, uploaded_by=actor)
    evidence.file.save("document.pdf", file, save=False)
    evidence.save()
    ReviewCheck.objects.get_or_create(partner=locked, code=code.value)
    record_audit(
        actor=actor,
        verb="evidence.handed-in",
        target=evidence,
        partner=locked,
        detail={"line": code.value, "sha256": digest},
    )
    return evidence


@transaction.atomic
def sign_agreement(*, partner: Partner, signatory_name: str, signatory_title: str, actor: User) -> Agreement:
    """Accept the present terms in the name of the partner: begins it, or renews it without a gap."""
    locked = lock(partner)
    facts = facts_of(locked)
    if not may_sign(State(locked.state), facts):
        raise ValidationError(_("There is nothing to sign now."))
    starts_on, ends_on = term_after(facts.today, facts.agreement_until)
    last = Agreement.objects.filter(partner=locked).aggregate(edition=Max("edition"))["edition"] or 0
    agreement = Agreement.objects.create(
        partner=locked,
        edition=last + 1,
        terms_version=TERMS_VERSION,
        terms_digest=terms_digest(),
        starts_on=starts_on,
        ends_on=ends_on,
        signatory_name=signatory_name,
        signatory_title=signatory_title,
        accepted_by=actor,
    )
    record_audit(
        actor=actor,
        verb="agreement.accepted",
        target=agreement,
        partner=locked,
        detail={
            "edition": agreement.edition,
            "terms": agreement.terms_digest,
            "until": ends_on.isoformat(),
        },
        personal={"name": signatory_name, "title": signatory_title},
        subject=actor,
    )
    set_partner_state(partner=locked, state=PartnerState.ACTIVE, reason="", actor=actor)
    return agreement


def sweep_agreements() -> dict[str, int]:
    """Remind owners 90, 60, 30 and 7 days before the end, and end what is over. Safe to run at any time."""
    reminded = ended = 0
    day = today()
    live = Partner.objects.filter(state__in=[PartnerState.ACTIVE, PartnerState.SUSPENDED])
    for partner in live.annotate(until=Max("agreements__ends_on")).exclude(until=None):
        until = partner.until
        if until < day:
            with transaction.atomic():
                set_partner_state(
                    partner=partner,
                    state=PartnerState.ENDED,
                    reason=str(_("The agreement is over.")),
                    actor=None,
                )
                tell_owners(
                    partner,
                    kind="accounts.agreement",
                    template="accounts/agreement-over",
                    key=until.isoformat(),
                    until=until,
                )
            ended += 1
            continue
        days = reminder_due(day, until)
        if days is not None:
            tell_owners(
                partner,
                kind="accounts.agreement",
                template="accounts/renewal",
                key=f"{until.isoformat()}:{days}",
                until=until,
                days=days,
            )
            reminded += 1
    return {"reminded": reminded, "ended": ended}
