"""What may come in about closing and reopening."""

from __future__ import annotations

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _


class CloseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("I have read what closing does"),
        error_messages={"required": _("Tick this, so that nobody closes a cohort by mistake.")},
    )


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, validators=[ProhibitNullCharactersValidator()]
    )
