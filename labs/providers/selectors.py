"""Which endpoint speaks for whom, and what a partner sees of its own."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings

from labs.providers.models import JudgeSetting, ModelEndpoint, ModelSpend, first_of_month
from labs.providers.registry import Endpoint, Prices, configured_endpoint
from labs.providers.sealing import CannotOpen, unseal

if TYPE_CHECKING:
    from accounts.api import Partner

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choice:
    """The endpoint that may speak; without one, whether the month's money is the reason."""

    endpoint: Endpoint | None
    is_month_spent: bool = False


def endpoint_for(partner_id: int | None) -> Choice:
    """The partner's own endpoint where it has one switched on, else the environment's. Two short queries at most.

    A partner's own endpoint is never replaced by the environment's: what its people write goes where the partner chose.
    """
    own = None
    if partner_id is not None:
        own = ModelEndpoint.objects.filter(partner_id=partner_id, is_on=True, partner__state="active").first()
    if own is not None:
        try:
            return _within_the_month(opened(own))
        except CannotOpen:
            log.error("the key of a model endpoint cannot be opened", extra={"endpoint": own.pk})
            return Choice(None)
    shared = configured_endpoint()
    return _within_the_month(shared) if shared is not None else Choice(None)


def _within_the_month(endpoint: Endpoint) -> Choice:
    limit = endpoint.prices.monthly_limit
    if limit is None:
        return Choice(endpoint)
    is_spent = spent_this_month(endpoint.partner_id) >= limit
    return Choice(None if is_spent else endpoint, is_month_spent=is_spent)


def spent_this_month(partner_id: int | None) -> Decimal:
    """Money that a partner's own endpoints, or the environment's, cost since the first of the month."""
    row = ModelSpend.objects.of(partner_id).filter(month=first_of_month()).first()
    return Decimal(0) if row is None else Decimal(row.cost)


def opened(row: ModelEndpoint, *, key: str | None = None) -> Endpoint:
    """The endpoint with its key, ready to be asked. Raises CannotOpen."""
    return Endpoint(
        base_url=row.base_url,
        api_key=unseal(row.sealed_key) if key is None else key,
        model=row.model,
        allow_private=settings.PARTNER_MODELS_ON_PRIVATE_ADDRESSES,
        prices=Prices(row.price_prompt, row.price_reply, row.currency, row.monthly_limit),
        partner_id=row.partner_id,
    )


def advised_since(partner_id: int | None) -> datetime | None:
    """Since when a model may advise reviewers in the cohorts of this partner, or outside of cohorts; None while it may not."""
    on = JudgeSetting.objects.filter(partner=partner_id, is_on=True)
    return on.values_list("changed_at", flat=True).first()


@dataclass(frozen=True)
class ModelsPage:
    """What a page of models shows. Without a partner it is the programme's own."""

    partner: Partner | None
    endpoints: tuple[ModelEndpoint, ...]
    months: tuple[ModelSpend, ...]
    speaking: ModelEndpoint | None
    shared_label: str
    this_month: ModelSpend | None
    limit: Decimal | None
    currency: str
    judge_is_on: bool

    @property
    def can_be_judged(self) -> bool:
        """Whether there is a model that could be asked for proposals."""
        return self.speaking is not None or bool(self.shared_label)

    @property
    def is_month_spent(self) -> bool:
        return self.limit is not None and self.this_month is not None and self.this_month.cost >= self.limit


def models_page(partner: Partner) -> ModelsPage:
    """A partner's endpoints, its last twelve months and its choice about advice: three queries."""
    endpoints = tuple(ModelEndpoint.objects.filter(partner=partner))
    months = tuple(ModelSpend.objects.filter(partner=partner)[:12])
    speaking = next((one for one in endpoints if one.is_on), None)
    shared = configured_endpoint()
    now = first_of_month()
    return ModelsPage(
        partner=partner,
        endpoints=endpoints,
        months=months,
        speaking=speaking,
        shared_label=shared.label if shared is not None else "",
        this_month=next((one for one in months if one.month == now), None),
        limit=speaking.monthly_limit if speaking is not None else None,
        currency=speaking.currency if speaking is not None else "",
        judge_is_on=advised_since(partner.pk) is not None,
    )


def programme_models_page() -> ModelsPage:
    """The environment's endpoint, what it used, and the choice about advice outside of cohorts: two queries."""
    shared = configured_endpoint()
    months = tuple(ModelSpend.objects.of(None)[:12])
    now = first_of_month()
    return ModelsPage(
        partner=None,
        endpoints=(),
        months=months,
        speaking=None,
        shared_label=shared.label if shared is not None else "",
        this_month=next((one for one in months if one.month == now), None),
        limit=shared.prices.monthly_limit if shared is not None else None,
        currency=shared.prices.currency if shared is not None else "",
        judge_is_on=advised_since(None) is not None,
    )
