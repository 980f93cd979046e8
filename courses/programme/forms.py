"""What may come in about courses, instructors and cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from accounts.api import DocumentField, Partner, User
from courses.catalogue.models import CourseVersion
from courses.programme.engine.accreditation import Action
from courses.programme.models import AccreditationState, EvidenceCode
from courses.programme.pages import people_to_propose, versions_to_deliver
from courses.programme.selectors import today


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ProposeForm(forms.Form):
    user = forms.ModelChoiceField(label=_("Instructor"), queryset=User.objects.none(), empty_label=None)
    version = forms.ModelChoiceField(
        label=_("Course version"), queryset=CourseVersion.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["user"]
        people.queryset = User.objects.filter(
            pk__in=people_to_propose(partner).order_by().values("user")
        ).order_by("name", "pk")
        versions: Any = self.fields["version"]
        versions.queryset = versions_to_deliver()


class AuthoriseForm(forms.Form):
    version = forms.ModelChoiceField(
        label=_("Course version"), queryset=CourseVersion.objects.none(), empty_label=None
    )
    starts_on = _day(_("From"), _("A day in the past covers a cohort that began then."))
    ends_on = _day(_("Until"))
    reason = forms.CharField(
        label=_("Reason, kept in the audit log"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[ProhibitNullCharactersValidator()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions: Any = self.fields["version"]
        versions.queryset = versions_to_deliver()
        first = today()
        self.fields["starts_on"].initial = first
        self.fields["ends_on"].initial = first.replace(year=first.year + 2, day=min(first.day, 28))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not come before the first."))
        return data


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, validators=[ProhibitNullCharactersValidator()]
    )


class StepForm(forms.Form):
    """One step with a case; the term is read for a grant alone."""

    reason = forms.CharField(
        label=_("Reason, sent to the instructor"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[ProhibitNullCharactersValidator()],
    )
    starts_on = _day(_("From"), _("Empty: it follows the term before."), required=False)
    ends_on = _day(_("Until"), required=False)
    action = forms.ChoiceField(choices=[(action.value, action.value) for action in Action])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # It is shown where only decisions are open; a withdrawal comes without it.
        self.fields["reason"].required = not self.is_bound

    def clean_action(self) -> Action:
        return Action(self.cleaned_data["action"])


class PaperForm(forms.Form):
    code = forms.ChoiceField(label=_("For"), choices=EvidenceCode.choices)
    title = forms.CharField(label=_("Title"), max_length=120, validators=[ProhibitNullCharactersValidator()])
    file = DocumentField(label=_("Document"))

    def clean_code(self) -> EvidenceCode:
        return EvidenceCode(self.cleaned_data["code"])

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).split())


class CaseFilter(forms.Form):
    """The filters over the cases; unknown values are left out, never an error page."""

    q = forms.CharField(label=_("Find"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Open and running")),
            ("waiting", _("Waiting for a decision")),
            ("all", _("All")),
            *AccreditationState.choices,
        ],
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or None
