"""What may come in about cohorts. Times are read in the cohort's own zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.api import ClientOrganisation, Partner, RowsForm, User
from courses.catalogue.models import CourseVersion
from courses.cohorts.engine.roster import MAX_CHARS, MAX_ROWS, Roster, read_roster
from courses.cohorts.models import WELCOME_LIMIT, Cohort
from courses.cohorts.selectors import partners_to_plan_for

LOCAL = "%Y-%m-%dT%H:%M"


class VersionChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # Django's class takes none at run time
    def label_from_instance(self, obj: CourseVersion) -> str:
        return f"{obj.title} {obj.number}"


class CohortForm(forms.Form):
    """Set a cohort up, or change it. `cohort` is the one that is changed."""

    name = forms.CharField(label=_("Name"), max_length=120)
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("Such as Europe/Amsterdam. All times here are in it."),
    )
    opens = forms.DateTimeField(
        label=_("Opens"),
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )
    closes = forms.DateTimeField(
        label=_("Closes"),
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=20_000)
    welcome = forms.CharField(
        label=_("Words of welcome"),
        required=False,
        max_length=WELCOME_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Learners read them with the invitation and on the page of the join link."),
    )

    def __init__(self, *args: Any, user: User, cohort: Cohort | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        if cohort is None:
            partners = partners_to_plan_for(user)
            self.fields["partner"] = forms.ModelChoiceField(
                label=_("Partner"), queryset=partners, empty_label=None
            )
            self.fields["version"] = VersionChoice(
                label=_("Course version"),
                queryset=CourseVersion.objects.defer("spec")
                .filter(course__published__isnull=False)
                .order_by("-pk"),
                empty_label=None,
                help_text=_("Stays the same for everybody in the cohort."),
            )
            self.order_fields(["partner", "name", "version"])
            first = partners.first()  # the one that the list shows chosen
            self.fields["time_zone"].initial = first.time_zone if first else user.time_zone
        else:
            self.initial = {
                "name": cohort.name,
                "time_zone": cohort.time_zone,
                "opens": cohort.opens_at.astimezone(cohort.zone).replace(tzinfo=None),
                "closes": cohort.closes_at.astimezone(cohort.zone).replace(tzinfo=None),
                "seats": cohort.seats,
                "welcome": cohort.welcome,
            }

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"])
        if name not in available_timezones():
            raise ValidationError(_("This time zone is not known. Write it like Europe/Amsterdam."))
        return name

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        partner = self.cohort.partner if self.cohort is not None else self.cleaned_data.get("partner")
        twins = Cohort.objects.filter(partner=partner, name=name) if isinstance(partner, Partner) else None
        if twins is not None and twins.exclude(pk=self.cohort.pk if self.cohort else 0).exists():
            raise ValidationError(_("This partner has a cohort of this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        zone = cleaned.get("time_zone")
        for name in ("opens", "closes"):
            moment = cleaned.get(name)
            if zone and isinstance(moment, datetime):
                cleaned[f"{name}_at"] = moment.replace(tzinfo=ZoneInfo(zone))
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("The end must come after the start."))
        return cleaned


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("Email"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    client = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=ClientOrganisation.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clients: Any = self.fields["client"]
        clients.queryset = ClientOrganisation.objects.filter(partner=cohort.partner).order_by("name")


class RosterForm(RowsForm):
    most, size, most_rows = MAX_CHARS, "1 MB", MAX_ROWS
    first_line = _("First line: email, name, organisation. One learner a line.")

    @property
    def roster(self) -> Roster:
        return read_roster(str(self.cleaned_data["text"]))


class InstructorForm(forms.Form):
    user = forms.ModelChoiceField(label=_("Instructor"), queryset=User.objects.none())

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = User.objects.filter(memberships__partner=cohort.partner).distinct()


class LearnerDatesForm(forms.Form):
    closes = forms.DateTimeField(
        label=_("Closes for this learner"),
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def clean_closes(self) -> datetime:
        moment: datetime = self.cleaned_data["closes"].replace(tzinfo=self.cohort.zone)
        if moment <= self.cohort.opens_at:
            raise ValidationError(_("The end must come after the cohort's start."))
        return moment
