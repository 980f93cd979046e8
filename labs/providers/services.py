"""A partner's model endpoints: tested and kept, switched on and off, removed. And what models cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import Partner, record_audit
from labs.providers import registry
from labs.providers.base import Capabilities
from labs.providers.models import JudgeSetting, ModelEndpoint, ModelSpend, first_of_month
from labs.providers.sealing import CannotOpen, seal
from labs.providers.selectors import opened

if TYPE_CHECKING:
    from accounts.api import User
    from labs.providers.registry import Endpoint

MOST_ENDPOINTS = 10


@dataclass(frozen=True)
class EndpointFacts:
    """What a person typed. An empty `key` keeps the one that is there, `forget_key` takes it away."""

    name: str
    base_url: str
    model: str
    key: str = ""
    forget_key: bool = False
    price_prompt: Decimal = Decimal(0)
    price_reply: Decimal = Decimal(0)
    currency: str = "EUR"
    monthly_limit: Decimal | None = None


def save_endpoint(
    *, partner: Partner, actor: User, facts: EndpointFacts, endpoint: ModelEndpoint | None = None
) -> ModelEndpoint:
    """Ask the endpoint first, keep it only when it answers. Raises ValidationError that names the field to mend.

    The first endpoint of a partner speaks at once; a further one waits to be switched on.
    """
    draft = _draft(partner, actor, facts, endpoint)
    _refuse_doubles(draft)
    found = _ask(draft, facts)
    _refuse_a_silent_one(found)
    with transaction.atomic():
        others = list(ModelEndpoint.objects.select_for_update().filter(partner=partner))
        if endpoint is None:
            if len(others) >= MOST_ENDPOINTS:
                raise ValidationError(_("Ten models are enough. Remove one first."))
            draft.is_on = not others
        else:
            draft.is_on = next((one.is_on for one in others if one.pk == endpoint.pk), False)
        _write(draft, facts, found)
        verb = "model_endpoint.added" if endpoint is None else "model_endpoint.changed"
        _audit(verb, draft, actor, has_new_key=bool(facts.key))
    registry.forget_failures()
    return draft


def _draft(
    partner: Partner, actor: User, facts: EndpointFacts, endpoint: ModelEndpoint | None
) -> ModelEndpoint:
    draft = (
        ModelEndpoint.objects.get(pk=endpoint.pk)
        if endpoint is not None
        else ModelEndpoint(partner=partner, created_by=actor)
    )
    # A key goes to the address it was given for, and to no other.
    keeps_key = bool(draft.sealed_key) and not facts.key and not facts.forget_key
    if keeps_key and facts.base_url != draft.base_url:
        raise ValidationError({"key": _("The address is another one. Give the key for it again.")})
    for name in ("name", "base_url", "model", "price_prompt", "price_reply", "currency", "monthly_limit"):
        setattr(draft, name, getattr(facts, name))
    return draft


def _refuse_doubles(draft: ModelEndpoint) -> None:
    same = ModelEndpoint.objects.filter(partner=draft.partner, name=draft.name).exclude(pk=draft.pk)
    if same.exists():
        raise ValidationError({"name": _("Another model here has this name. Choose a different one.")})


def _ask(draft: ModelEndpoint, facts: EndpointFacts) -> Capabilities:
    key = facts.key or ("" if facts.forget_key else None)
    try:
        return _probe(opened(draft, key=key))
    except CannotOpen:
        raise ValidationError({"key": _("The kept key can no longer be read. Give it again.")}) from None


def _probe(endpoint: Endpoint) -> Capabilities:
    # The client library takes a second to load: pages that only show do without it.
    from labs.providers.probing import probe_endpoint

    return async_to_sync(probe_endpoint)(endpoint)


def _refuse_a_silent_one(found: Capabilities) -> None:
    """Say in which field the fault probably lies."""
    if found.streaming:
        return
    if found.status in (401, 403):
        raise ValidationError({"key": _("The endpoint does not accept this key.")})
    if found.status in (400, 404, 422):
        raise ValidationError(
            {
                "model": _(
                    "The endpoint answered %(status)s: it does not know this model, or the address lacks its last part, such as /v1."
                )
                % {"status": found.status}
            }
        )
    if found.status is not None:
        raise ValidationError(
            {
                "base_url": _("The endpoint answered %(status)s. Try again, or ask who runs it.")
                % {"status": found.status}
            }
        )
    why = found.problem or _("It answered, but not as a stream of words.")
    raise ValidationError({"base_url": _("The test failed. %(why)s") % {"why": why}})


def _write(draft: ModelEndpoint, facts: EndpointFacts, found: Capabilities) -> None:
    if facts.key:
        draft.sealed_key, draft.key_set_at = seal(facts.key), timezone.now()
    elif facts.forget_key:
        draft.sealed_key, draft.key_set_at = "", None
    draft.probe, draft.probed_at = found.to_json(), timezone.now()
    draft.full_clean(exclude=["probe", "created_by"])
    draft.save()


def shelve_endpoint(*, partner: Partner, actor: User, facts: EndpointFacts) -> ModelEndpoint:
    """Keep an endpoint that nobody asked yet. It is off, and its page says that it was not tested. Safe to repeat."""
    with transaction.atomic():
        known = ModelEndpoint.objects.filter(partner=partner, name=facts.name).first()
        if known is not None:
            return known
        made = ModelEndpoint(partner=partner, created_by=actor)
        for name in ("name", "base_url", "model", "price_prompt", "price_reply", "currency", "monthly_limit"):
            setattr(made, name, getattr(facts, name))
        made.full_clean(exclude=["probe", "created_by"])
        made.save()
        _audit("model_endpoint.added", made, actor, has_new_key=False)
    return made


def test_endpoint(*, endpoint: ModelEndpoint, actor: User) -> ModelEndpoint:
    """Ask again what it can do, and keep the answer, good or bad."""
    try:
        found = _probe(opened(endpoint))
    except CannotOpen:
        found = Capabilities(problem=_("The kept key can no longer be read. Give it again."))
    with transaction.atomic():
        held = ModelEndpoint.objects.select_for_update().get(pk=endpoint.pk)
        held.probe, held.probed_at = found.to_json(), timezone.now()
        held.save(update_fields=["probe", "probed_at"])
        _audit("model_endpoint.tested", held, actor, works=held.works)
    registry.forget_failures()
    return held


def switch_endpoint(*, endpoint: ModelEndpoint, actor: User, is_on: bool) -> ModelEndpoint:
    """Let this endpoint speak instead of any other of the partner, or let none speak. Safe to repeat."""
    with transaction.atomic():
        rows = {
            one.pk: one for one in ModelEndpoint.objects.select_for_update().filter(partner=endpoint.partner)
        }
        held = rows[endpoint.pk]
        if held.is_on == is_on:
            return held
        ModelEndpoint.objects.filter(partner=endpoint.partner, is_on=True).update(is_on=False)
        held.is_on = is_on
        held.save(update_fields=["is_on"])
        _audit("model_endpoint.switched_on" if is_on else "model_endpoint.switched_off", held, actor)
    return held


def remove_endpoint(*, endpoint: ModelEndpoint, actor: User) -> None:
    """Forget the endpoint and its key. What it cost stays in the months."""
    with transaction.atomic():
        held = ModelEndpoint.objects.select_for_update().filter(pk=endpoint.pk).first()
        if held is not None:
            _audit("model_endpoint.removed", held, actor)
            held.delete()


def set_judge(*, partner: Partner | None, actor: User, is_on: bool) -> JudgeSetting:
    """Let a model propose to reviewers, or stop it: for a partner's cohorts, or outside of cohorts. Safe to repeat."""
    with transaction.atomic():
        held, _is_new = JudgeSetting.objects.select_for_update().get_or_create(
            partner=partner, defaults={"changed_by": actor}
        )
        if held.is_on != is_on:
            held.is_on, held.changed_by, held.changed_at = is_on, actor, timezone.now()
            held.save(update_fields=["is_on", "changed_by", "changed_at"])
            verb = "model_judge.switched_on" if is_on else "model_judge.switched_off"
            record_audit(actor=actor, verb=verb, target=held, partner=partner)
    return held


def record_spend(*, endpoint: Endpoint, prompt_tokens: int, reply_tokens: int) -> Decimal:
    """Add what one reply used to the month. Returns its cost. The caller holds a transaction."""
    cost = endpoint.prices.cost(prompt_tokens, reply_tokens)
    month = first_of_month()
    row = ModelSpend.objects.of(endpoint.partner_id).filter(month=month).first()
    if row is None:
        row, _is_new = ModelSpend.objects.get_or_create(partner=_partner(endpoint), month=month)
    ModelSpend.objects.filter(pk=row.pk).update(
        turns=F("turns") + 1,
        prompt_tokens=F("prompt_tokens") + prompt_tokens,
        reply_tokens=F("reply_tokens") + reply_tokens,
        cost=F("cost") + cost,
    )
    return cost


def _partner(endpoint: Endpoint) -> Partner | None:
    return None if endpoint.partner_id is None else Partner.objects.get(pk=endpoint.partner_id)


def _audit(verb: str, endpoint: ModelEndpoint, actor: User, **detail: object) -> None:
    facts = {"host": endpoint.host, "model": endpoint.model, **detail}
    record_audit(actor=actor, verb=verb, target=endpoint, partner=endpoint.partner, detail=facts)
