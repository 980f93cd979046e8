"""What people type about credentials."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.credentials.models import NameShown, Reason


class NameShownForm(forms.Form):
    name_shown = forms.ChoiceField(label=_("On the public page"), choices=NameShown.choices)


class ShareForm(forms.Form):
    label = forms.CharField(label=_("For whom"), max_length=80)
    name_shown = forms.ChoiceField(label=_("Shows"), choices=NameShown.choices)
    expires_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: no end."),
    )


class WantedNameForm(forms.Form):
    wanted = forms.CharField(label=_("As it should be printed"), max_length=120)


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose")), *Reason.choices])
    note = forms.CharField(
        label=_("Note to the holder"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The public page shows only the reason."),
    )
    confirm = forms.BooleanField(label=_("I have read what this does"))


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=1000, required=False)


class ReissueForm(forms.Form):
    name = forms.CharField(label=_("Name as it should be printed"), max_length=120)


class DecideNameForm(forms.Form):
    accept = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    answer = forms.CharField(max_length=300, required=False)


class FindPersonForm(forms.Form):
    email = forms.EmailField(label=_("Address of the learner"), max_length=254)


class IssueForm(forms.Form):
    enrolment = forms.UUIDField()
    achievement = forms.SlugField(max_length=80)


class ListForm(forms.Form):
    """Filters of the list: what is not understood is left out."""

    q = forms.CharField(required=False, max_length=120)
    state = forms.CharField(required=False, max_length=12)
    sort = forms.CharField(required=False, max_length=12)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)

    def values(self) -> dict[str, Any]:
        self.is_valid()
        data = self.cleaned_data
        return {
            "search": data.get("q") or "",
            "state": data.get("state") or "",
            "sort": data.get("sort") or "newest",
            "page": data.get("page") or 1,
        }
