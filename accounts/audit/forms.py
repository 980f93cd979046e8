"""The filters over the audit log. What is not understood is left out, and the page says so."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AuditFilter(forms.Form):
    q = forms.CharField(
        label=_("Find"),
        required=False,
        max_length=120,
        help_text=_("A person, an act, an object number or an entry number."),
    )
    verb = forms.CharField(label=_("Act"), required=False, max_length=80)
    partner = forms.SlugField(label=_("Partner"), required=False, max_length=60)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput)

    def value(self, name: str) -> Any:
        """The clean value of one filter, or None when it is empty or not understood."""
        self.is_valid()
        return self.cleaned_data.get(name) or None
