"""What may come in about marks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AdjustForm(forms.Form):
    points = forms.DecimalField(label=_("New points"), min_value=0, max_digits=9, decimal_places=3)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The learner reads this."),
    )
