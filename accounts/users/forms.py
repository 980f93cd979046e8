"""Signing up, and the person's own settings."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.users.models import User, known_zones

if TYPE_CHECKING:
    _ProfileBase = forms.ModelForm[User]
else:
    _ProfileBase = forms.ModelForm


@cache
def zone_choices() -> list[tuple[str, str]]:
    """Every zone that a person may live in, by name."""
    zones = sorted(zone for zone in known_zones() if "/" in zone and not zone.startswith("Etc/"))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in zones)]


def clean_name(value: str) -> str:
    """A printable name in one line."""
    name = " ".join(value.split())
    if any(not character.isprintable() for character in name):
        raise ValidationError(_("Use letters only: this name holds signs that cannot be printed."))
    return name


class SignupForm(forms.Form):
    """What we ask besides address and password. The zone is filled in by the browser, if it may."""

    field_order = ["name", "email", "password1"]

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it should be printed on a certificate. You can change it later."),
    )
    time_zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-time-zone": ""})
    )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        return zone if zone in known_zones() else "UTC"

    def signup(self, _request: HttpRequest, user: User) -> None:
        """Called by allauth once the person exists."""
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["name", "time_zone"])


class ProfileForm(_ProfileBase):
    class Meta:
        model = User
        fields = ["name", "time_zone", "language", "theme"]
        widgets = {"theme": forms.RadioSelect(attrs={"class": "seg"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=zone_choices,
            help_text=_("All dates and times are shown in this zone."),
        )
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
        self.fields["theme"].label = _("Appearance")

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])
