"""What is stopped, and why. Learners read the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from labs.stops.scope import cohorts_to_stop

if TYPE_CHECKING:
    from accounts.api import User
    from courses.api import Cohort

EVERYBODY = "all"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Learners read it. Say what happens and when it goes on; name nobody."),
        error_messages={"required": _("Say why. Learners read it.")},
        validators=[ProhibitNullCharactersValidator()],
    )


class SwitchOffForm(ReasonForm):
    """All labs for staff; one cohort for those who teach it."""

    scope = forms.ChoiceField(label=_("Labs of"))
    field_order = ("scope", "reason")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cohorts = {
            str(cohort.public_id): cohort
            for cohort in cohorts_to_stop(user)
            .filter(state="open")
            .select_related("partner")
            .order_by("name")
        }
        choices: list[tuple[str, Any]] = [
            (key, f"{cohort.name}, {cohort.partner.name}") for key, cohort in self._cohorts.items()
        ]
        if user.is_staff:
            choices.insert(0, (EVERYBODY, _("Everybody")))
        field = self.fields["scope"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def cohort(self) -> Cohort | None:
        """The chosen cohort, or None for everybody."""
        return self._cohorts.get(self.cleaned_data["scope"])


class RunningFilter(forms.Form):
    """The filter over running labs; unknown values are left out."""

    q = forms.CharField(label=_("Find a learner or a lab"), required=False, max_length=120)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or None
