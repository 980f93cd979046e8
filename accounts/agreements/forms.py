"""Decisions, checks, documents and signatures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.agreements.engine.lifecycle import Action, Outcome
from accounts.agreements.models import CheckCode, OutcomeChoice
from accounts.partners.models import Partner, PartnerState
from accounts.users.forms import clean_name

LARGEST_DOCUMENT = 5 * 1024 * 1024


class DocumentField(forms.FileField):
    """Evidence: a PDF by its first bytes, not by its name, and not too large."""

    def __init__(self, **more: Any) -> None:
        super().__init__(help_text=_("A PDF, at most 5 MB."), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file.size > LARGEST_DOCUMENT:
            raise ValidationError(_("This file is too large. Use at most 5 MB."))
        if not file.read(5).startswith(b"%PDF-"):
            raise ValidationError(_("This is not a PDF."))
        file.seek(0)
        return file


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason, sent to the partner"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    action = forms.ChoiceField(choices=[(action.value, action.value) for action in Action])
    confirm = forms.CharField(required=False, max_length=120)

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        self.partner = partner
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self._say_what_is_needed()

    def _say_what_is_needed(self) -> None:
        """Taking a review needs no reason; where only decisions are open, the field says that it must be filled."""
        self.fields["reason"].required = self.partner.state != PartnerState.APPLIED

    def clean_action(self) -> Action:
        return Action(self.cleaned_data["action"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("action") in {Action.SUSPEND, Action.END} and data.get("confirm") != self.partner.name:
            self.add_error("confirm", _("Type the name of the partner exactly, so that it is no slip."))
        self._say_what_is_needed()
        return data


class CheckForm(forms.Form):
    code = forms.ChoiceField(choices=CheckCode.choices)
    outcome = forms.ChoiceField(choices=OutcomeChoice.choices)
    note = forms.CharField(required=False, max_length=2000)

    def clean_code(self) -> CheckCode:
        return CheckCode(self.cleaned_data["code"])

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class EvidenceForm(forms.Form):
    code = forms.ChoiceField(label=_("For"), choices=CheckCode.choices)
    title = forms.CharField(label=_("Title"), max_length=120)
    file = DocumentField(label=_("Document"))

    def clean_code(self) -> CheckCode:
        return CheckCode(self.cleaned_data["code"])

    def clean_title(self) -> str:
        return clean_name(self.cleaned_data["title"])


class SignForm(forms.Form):
    signatory_name = forms.CharField(label=_("Your full name"), max_length=120)
    signatory_title = forms.CharField(label=_("Your position"), max_length=120)
    agrees = forms.BooleanField(label=_("I may sign for the partner, and I accept these terms for it."))

    def clean_signatory_name(self) -> str:
        return clean_name(self.cleaned_data["signatory_name"])

    def clean_signatory_title(self) -> str:
        return clean_name(self.cleaned_data["signatory_title"])


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("What was overlooked, or has changed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AppealAnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer, sent to the partner"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
