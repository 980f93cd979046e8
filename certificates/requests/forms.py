"""What people type about requests."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    cohort = forms.UUIDField()
    achievement = forms.SlugField(max_length=80)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class ReturnForm(forms.Form):
    answer = forms.CharField(label=_("What is missing"), max_length=500)
