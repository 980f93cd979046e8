"""What a partner types about a model endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from labs.providers.models import ModelEndpoint
from labs.providers.origin import EgressRefused, Origin
from labs.providers.services import EndpointFacts

if TYPE_CHECKING:
    _Base = forms.ModelForm[ModelEndpoint]
else:
    _Base = forms.ModelForm


class EndpointForm(_Base):
    """Address, model, key, prices. A kept key is never shown; leaving the field empty keeps it."""

    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=500,
        strip=True,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    forget_key = forms.BooleanField(label=_("Forget the kept key: this endpoint needs none"), required=False)

    class Meta:
        model = ModelEndpoint
        fields = ["name", "base_url", "model", "price_prompt", "price_reply", "currency", "monthly_limit"]
        help_texts = {
            "name": _("For your own list, such as “Staging”."),
            "base_url": _("Up to the part before /chat/completions, such as https://models.example.org/v1."),
            "model": _("As the endpoint names it."),
            "monthly_limit": _("When it is reached, the scripted avatar goes on. Empty: no limit."),
            "price_prompt": _("0 where it costs nothing. A limit of money needs prices."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_key = bool(self.instance.pk and self.instance.sealed_key)
        self.fields["key"].help_text = (
            _("A key is kept. Leave this empty to keep it, or type a new one.")
            if has_key
            else _("Stored encrypted, never shown again. Empty where the endpoint asks for none.")
        )
        if not has_key:
            del self.fields["forget_key"]
        self.order_fields(["name", "base_url", "model", "key", "forget_key"])

    def clean_base_url(self) -> str:
        address = str(self.cleaned_data["base_url"]).strip().rstrip("/")
        try:
            origin = Origin.of(address)
        except EgressRefused:
            raise ValidationError(
                _("Give an address such as https://models.example.org/v1, without a name or password in it.")
            ) from None
        if "?" in address or "#" in address or any(char.isspace() for char in address):
            raise ValidationError(_("Leave out spaces, question marks and what follows them."))
        if origin.scheme != "https" and not settings.PARTNER_MODELS_ON_PRIVATE_ADDRESSES:
            raise ValidationError(
                _("The address must begin with https://, so that nobody on the way can read along.")
            )
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("key") and cleaned.get("forget_key"):
            self.add_error("forget_key", _("Type a new key or forget the kept one, not both."))
        priced = cleaned.get("price_prompt") or cleaned.get("price_reply")
        if cleaned.get("monthly_limit") is not None and not priced:
            self.add_error("monthly_limit", _("Give the prices too: without them no cost can be counted."))
        return cleaned

    @property
    def facts(self) -> EndpointFacts:
        return EndpointFacts(
            **{k: v for k, v in self.cleaned_data.items() if k in EndpointFacts.__annotations__}
        )


class SwitchEndpointForm(forms.Form):
    """On or off."""

    is_on = forms.TypedChoiceField(choices=[("1", "on"), ("0", "off")], coerce=lambda value: value == "1")
