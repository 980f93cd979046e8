"""A reviewer's points with reasons, and a learner's appeal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labs.debrief.selectors import CriterionRow
from labs.evaluation.models import Evaluation
from labs.reviews.services import Verdict

POINTS = [(points, str(points)) for points in (0, 1, 2)]


@dataclass(frozen=True)
class CriterionFields:
    criterion: CriterionRow
    points: forms.BoundField
    reason: forms.BoundField


class ReviewForm(forms.Form):
    """One choice and one reason for each criterion; the reason is needed only where the person differs."""

    has_read = forms.BooleanField(
        label=gettext_lazy("I read the whole transcript"),
        error_messages={"required": gettext_lazy("Read the transcript first, then tick this box.")},
    )
    lifts_red_line = forms.BooleanField(label=gettext_lazy("The red line does not stand"), required=False)
    red_line_reason = forms.CharField(
        label=gettext_lazy("Why it does not stand"), required=False, max_length=2000, strip=True
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = {int(one["k"]): int(one["points"]) for one in evaluation.criteria}
        for k, points in self.rule.items():
            self.fields[f"points-{k}"] = forms.TypedChoiceField(choices=POINTS, coerce=int, initial=points)
            self.fields[f"reason-{k}"] = forms.CharField(required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for k, rule in self.rule.items():
            points = cleaned.get(f"points-{k}")
            if points is not None and points != rule and not (cleaned.get(f"reason-{k}") or "").strip():
                self.add_error(f"reason-{k}", _("Say why you differ from the rule. The learner reads it."))
        if cleaned.get("lifts_red_line") and not cleaned.get("red_line_reason"):
            self.add_error("red_line_reason", _("Say why the red line does not stand. The learner reads it."))
        return cleaned

    def rows(self, criteria: Iterable[CriterionRow]) -> list[CriterionFields]:
        """Each criterion beside its two fields."""
        return [
            CriterionFields(one, self[f"points-{one.k}"], self[f"reason-{one.k}"])
            for one in criteria
            if one.k in self.rule
        ]

    @property
    def verdicts(self) -> dict[int, Verdict]:
        return {
            k: Verdict(self.cleaned_data[f"points-{k}"], self.cleaned_data.get(f"reason-{k}") or "")
            for k in self.rule
        }


class AppealForm(forms.Form):
    """What a person shall look at again."""

    criterion = forms.TypedChoiceField(
        label=gettext_lazy("About"),
        choices=[("", gettext_lazy("The whole run")), *((k, f"{k}") for k in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("What should a person look at again?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what should be looked at again.")},
    )


class SafetyReviewForm(forms.Form):
    """Which clinician read the lab, when, and what they said."""

    clinician = forms.CharField(label=gettext_lazy("Name of the clinician"), max_length=200)
    profession = forms.CharField(label=gettext_lazy("Profession and register"), max_length=200)
    reviewed_on = forms.DateField(
        label=gettext_lazy("Date of the review"), widget=forms.DateInput(attrs={"type": "date"})
    )
    statement = forms.CharField(
        label=gettext_lazy("What was reviewed, and with what result"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    has_checked_numbers = forms.BooleanField(
        label=gettext_lazy(
            "Every crisis number was called or checked at its own source within the last month"
        ),
        error_messages={"required": gettext_lazy("Check the numbers first: a wrong one is worse than none.")},
    )

    def clean_reviewed_on(self) -> date:
        given: date = self.cleaned_data["reviewed_on"]
        if given > timezone.localdate():
            raise forms.ValidationError(_("This date is still to come. Enter the day of the review."))
        return given
