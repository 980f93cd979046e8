"""What staff choose."""

from __future__ import annotations

from django import forms


class BatchForm(forms.Form):
    cohort = forms.UUIDField()
    achievement = forms.SlugField(max_length=80)
