"""What may come in at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.api import Cohort


class CohortChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # Django's class takes none at run time
    def label_from_instance(self, obj: Cohort) -> str:
        return f"{obj.partner.name}: {obj.name}"


class WhyForm(forms.Form):
    cohort = CohortChoice(label=_("Cohort"), queryset=Cohort.objects.none(), empty_label=None)
    email = forms.CharField(
        label=_("Address of one person"),
        required=False,
        max_length=254,
        validators=[ProhibitNullCharactersValidator()],
        help_text=_("Leave it empty for everybody who gets in."),
    )

    def __init__(self, *args: Any, cohorts: QuerySet[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["cohort"]
        field.queryset = cohorts
