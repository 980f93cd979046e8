"""What people type about requests."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    cohort = forms.UUIDField()
    achievement = forms.SlugField(max_length=80)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class PolicyForm(forms.Form):
    needs_two = forms.BooleanField(label=_("Two people for every request of this partner"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("Needed where two people are.")
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("needs_two") and not str(cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Say why, so that the record explains itself."))
        return cleaned


class ReturnForm(forms.Form):
    answer = forms.CharField(label=_("What is missing"), max_length=500)
