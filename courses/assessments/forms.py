"""Forms of the staff side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.quizzes.models import Correction

if TYPE_CHECKING:
    from courses.enrolments.models import Enrolment
    from courses.schedules.models import ActivityDates
    from courses.worksamples.engine.specs import Criterion


class _Moment(forms.DateTimeField):
    def __init__(self, **options: object) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)  # type: ignore[arg-type]  # label, required and help_text only


class TicketForm(forms.Form):
    """Where and when a supervised sitting is."""

    place = forms.CharField(label=_("Place"), max_length=200)
    opens_at = _Moment(label=_("Tickets are valid from"))
    closes_at = _Moment(label=_("Until"))

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        opens, closes = found.get("opens_at"), found.get("closes_at")
        if isinstance(opens, datetime) and isinstance(closes, datetime) and closes <= opens:
            self.add_error("closes_at", _("The end must lie after the beginning."))
        return found


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code on the ticket"), max_length=20)


class ExtraTimeForm(forms.Form):
    extra_percent = forms.IntegerField(label=_("Extra time in per cent"), min_value=0, max_value=300)
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class DecisionForm(forms.Form):
    """The answer to an appeal."""

    share = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("0", _("Keep the mark")),
            ("0.5", _("Grant half of the points")),
            ("1", _("Grant all points")),
        ],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label=_("Answer to the learner"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    @property
    def granted(self) -> Decimal | None:
        share = Decimal(self.cleaned_data["share"])
        return share or None


class WorkDecisionForm(forms.Form):
    """The answer to an appeal about a work sample: keep the mark, or give points for every criterion."""

    decision = forms.CharField(
        label=_("Answer to the learner"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: Any, criteria: Sequence[Criterion], standing: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"p-{one.id}"] = forms.TypedChoiceField(
                label=one.title,
                coerce=int,
                choices=[(level.points, f"{level.points}: {level.text}") for level in one.levels],
                initial=math.ceil(Fraction(standing.get(one.id, "0"))),
                required=False,
                empty_value=None,
            )

    @property
    def points(self) -> dict[str, int]:
        given = {one.id: self.cleaned_data.get(f"p-{one.id}") for one in self.criteria}
        return {name: value for name, value in given.items() if value is not None}


class CorrectionForm(forms.Form):
    """What is wrong with a question, and how it counts from now on."""

    action = forms.ChoiceField(label=_("What to do"), choices=Correction.Action.choices)
    values = forms.CharField(
        label=_("New key or accepted answer"),
        required=False,
        max_length=600,
        help_text=_("Option numbers such as 2, or 1, 3; true or false; a number; or the words to accept."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("It stands in the ledger, and the learners read it.")
    )

    @property
    def listed(self) -> list[str]:
        """The values as the engine wants them: several option numbers, or one text."""
        text = str(self.cleaned_data["values"]).strip()
        parts = [part.strip() for part in text.replace(";", ",").split(",")]
        if self.cleaned_data["action"] == "key" and len(parts) > 1 and all(len(part) < 3 for part in parts):
            return parts
        return [text]


class ApplyForm(forms.Form):
    keeps_passes = forms.BooleanField(
        label=_("Who would lose the pass keeps it: the error was ours"), required=False, initial=True
    )
    tells_learners = forms.BooleanField(
        label=_("Tell the people whose mark changes"), required=False, initial=True
    )


class DatesForm(forms.Form):
    """Dates of an activity, for the whole cohort or for one learner."""

    learner = forms.ChoiceField(label=_("For"), required=False)
    opens_at = _Moment(label=_("Opens"), required=False)
    due_at = _Moment(label=_("Due"), required=False)
    closes_at = _Moment(label=_("Closes"), required=False)
    extra_attempts = forms.IntegerField(
        label=_("Further attempts"), required=False, min_value=0, max_value=20, initial=0
    )
    tells = forms.BooleanField(
        label=_("Tell the learner by mail"),
        required=False,
        help_text=_("For one learner. You tell the whole cohort yourself."),
    )

    def __init__(
        self,
        *args: Any,
        learners: Sequence[Enrolment],
        dates: ActivityDates | None,
        has_attempts: bool = True,
        **kwargs: Any,
    ) -> None:
        if dates is not None:
            names = ("opens_at", "due_at", "closes_at", "extra_attempts")
            kwargs["initial"] = {name: getattr(dates, name) for name in names}
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in learners}
        people = [(key, str(one.user)) for key, one in self.people.items()]
        self.fields["learner"].choices = [("", _("The whole cohort")), *people]  # type: ignore[attr-defined]  # a choice field has choices
        if not has_attempts:
            del self.fields["extra_attempts"]

    def owner(self, cohort_id: int) -> dict[str, Any]:
        """Whose dates these are, as `set_dates` takes it."""
        person = self.people.get(self.cleaned_data["learner"])
        return {"cohort_id": cohort_id} if person is None else {"enrolment": person}

    @property
    def moments(self) -> dict[str, Any]:
        names = ("opens_at", "due_at", "closes_at")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "extra_attempts": self.cleaned_data.get("extra_attempts") or 0,
            "tells": self.cleaned_data["tells"],
        }


class SeeForm(forms.Form):
    """Who, and when."""

    learner = forms.ChoiceField(label=_("Learner"))
    at = _Moment(label=_("At"), initial=timezone.now)

    def __init__(self, *args: Any, learners: Sequence[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in learners}
        self.fields["learner"].choices = [(key, str(one.user)) for key, one in self.people.items()]  # type: ignore[attr-defined]  # a choice field has choices

    def clean_learner(self) -> Enrolment:
        return self.people[self.cleaned_data["learner"]]


class TryForm(forms.Form):
    """A moment and a learner's history, to try the rules on."""

    at = _Moment(label=_("At"), initial=timezone.now)
    extra_percent = forms.IntegerField(
        label=_("Extra time in per cent"), min_value=0, max_value=300, initial=0
    )
    attempts = forms.IntegerField(label=_("Attempts so far"), min_value=0, max_value=20, initial=0)
    last_share = forms.IntegerField(label=_("Points of 100 in them"), min_value=0, max_value=100, initial=50)
    hours_since = forms.IntegerField(label=_("Hours since the last"), min_value=0, max_value=9000, initial=1)
    opens_at = _Moment(label=_("Opens"), required=False)
    closes_at = _Moment(label=_("Closes"), required=False)
