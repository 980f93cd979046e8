"""Model endpoints of partners, and what models cost each month."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CURRENCIES = [("EUR", "EUR"), ("USD", "USD"), ("GBP", "GBP"), ("CHF", "CHF")]


class ModelEndpoint(models.Model):
    """A server that speaks for avatars in the cohorts of one partner. Its key is sealed and never shown again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey("accounts.Partner", on_delete=models.PROTECT, related_name="model_endpoints")
    name = models.CharField(_("name"), max_length=60)
    base_url = models.CharField(_("address"), max_length=300)
    model = models.CharField(_("model"), max_length=120)
    sealed_key = models.TextField(blank=True)
    key_set_at = models.DateTimeField(null=True, blank=True)
    price_prompt = models.DecimalField(
        _("price of 1,000 tokens sent"),
        max_digits=10,
        decimal_places=6,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    price_reply = models.DecimalField(
        _("price of 1,000 tokens received"),
        max_digits=10,
        decimal_places=6,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="EUR")
    monthly_limit = models.DecimalField(
        _("most money a month"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    is_on = models.BooleanField(default=False)
    probe = models.JSONField(default=dict)
    probed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager[ModelEndpoint]] = models.Manager()

    class Meta:
        ordering = ["partner", "name"]
        constraints = [
            UniqueConstraint(fields=["partner", "name"], name="one_endpoint_per_name"),
            UniqueConstraint(
                fields=["partner"], condition=Q(is_on=True), name="one_endpoint_speaks_for_a_partner"
            ),
            CheckConstraint(
                condition=Q(price_prompt__gte=0) & Q(price_reply__gte=0), name="endpoint_prices_not_negative"
            ),
            CheckConstraint(
                condition=Q(sealed_key="", key_set_at=None)
                | (~Q(sealed_key="") & Q(key_set_at__isnull=False)),
                name="endpoint_key_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def works(self) -> bool:
        """Whether the newest test found a reply in a stream."""
        return bool(self.probe.get("streaming"))

    @property
    def has_prices(self) -> bool:
        return bool(self.price_prompt or self.price_reply)


class JudgeSetting(models.Model):
    """Whether a model may point reviewers to passages: in the cohorts of a partner, or outside of cohorts (no partner)."""

    partner = models.ForeignKey(
        "accounts.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_on = models.BooleanField(default=False)
    changed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["partner"]
        constraints = [
            UniqueConstraint(
                Coalesce("partner_id", 0), name="one_judge_setting_per_partner_and_one_of_the_programme"
            ),
        ]

    def __str__(self) -> str:
        return "on" if self.is_on else "off"


class ModelSpendQuerySet(models.QuerySet["ModelSpend"]):
    def of(self, partner_id: int | None) -> ModelSpendQuerySet:
        """Of a partner's own endpoints, or of the environment's."""
        return self.filter(partner=None) if partner_id is None else self.filter(partner_id=partner_id)


class ModelSpend(models.Model):
    """What models used in one month: for a partner's own endpoints, or for the environment's (no partner)."""

    partner = models.ForeignKey(
        "accounts.Partner", null=True, blank=True, on_delete=models.PROTECT, related_name="model_spend"
    )
    month = models.DateField()
    turns = models.PositiveIntegerField(default=0)
    prompt_tokens = models.PositiveBigIntegerField(default=0)
    reply_tokens = models.PositiveBigIntegerField(default=0)
    cost = models.DecimalField(max_digits=14, decimal_places=6, default=Decimal(0))

    objects: ClassVar[Any] = ModelSpendQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        constraints = [
            UniqueConstraint(fields=["partner", "month"], name="one_spend_per_partner_and_month"),
            UniqueConstraint(
                fields=["month"], condition=Q(partner=None), name="one_spend_per_month_of_the_environment"
            ),
            CheckConstraint(condition=Q(cost__gte=0), name="spend_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.reply_tokens


def first_of_month(at: Any = None) -> Any:
    """The day that names the month, in UTC."""
    return (at or timezone.now()).date().replace(day=1)
