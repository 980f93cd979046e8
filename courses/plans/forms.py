"""What may come in about templates. Moments are read as “week 2 Friday 17:00” or as a fixed day and time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from accounts.api import Partner
from courses.catalogue.models import Activity, CourseVersion
from courses.cohorts.forms import LOCAL, VersionChoice
from courses.cohorts.models import WELCOME_LIMIT, Cohort
from courses.plans.engine.moments import BadMoment, read_moment
from courses.plans.models import CohortTemplate
from courses.plans.selectors import NAMES

_WRONG = {
    "shape": _("Write it like “week 2 Friday 17:00”, or as a fixed “2026-03-06 17:00”."),
    "week": _("Weeks count from 1 to 104."),
    "day": _("This is no day. Write a weekday such as Friday, or a date such as 2026-03-06."),
    "time": _("This is no time of day. Write it like 17:00."),
}


class MomentField(forms.CharField):
    """Gives the canonical text of a moment."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            return str(read_moment(text))
        except BadMoment as error:
            raise ValidationError(_WRONG[error.code]) from None


def _name() -> forms.CharField:
    return forms.CharField(label=_("Name"), max_length=120, validators=[ProhibitNullCharactersValidator()])


def check_name(partner: Partner, name: str, template: CohortTemplate | None = None) -> str:
    twins = CohortTemplate.objects.filter(partner=partner, name=name.strip())
    if twins.exclude(pk=template.pk if template else 0).exists():
        raise ValidationError(_("This partner has a template of this name already."))
    return name.strip()


class KeepForm(forms.Form):
    """Keep a cohort's plan."""

    name = _name()
    pins_version = forms.ChoiceField(
        label=_("Course version"),
        choices=[
            ("", _("The newest that the partner may deliver")),
            ("1", _("Always the one of this cohort")),
        ],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "seg seg-wrap"}),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["name"].initial = cohort.name

    def clean_pins_version(self) -> bool:
        return bool(self.cleaned_data["pins_version"])

    def clean_name(self) -> str:
        return check_name(self.cohort.partner, str(self.cleaned_data["name"]))


class TemplateForm(forms.Form):
    """A template with a line of moments for each activity of the version."""

    name = _name()
    version = VersionChoice(
        label=_("Course version"),
        queryset=CourseVersion.objects.none(),
        required=False,
        empty_label=_("The newest that the partner may deliver"),
    )
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, help_text=_("All times of the template are in it.")
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=20_000)
    ends = MomentField(label=_("Ends"), help_text=_("Such as “week 8 Sunday 23:59”."))
    welcome = forms.CharField(
        label=_("Words of welcome"),
        required=False,
        max_length=WELCOME_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[ProhibitNullCharactersValidator()],
    )

    def __init__(
        self, *args: Any, template: CohortTemplate, activities: Sequence[Activity], **kwargs: Any
    ) -> None:
        dates: Mapping[str, Mapping[str, str]] = {line["key"]: line for line in template.dates}
        kwargs["initial"] = {
            "name": template.name,
            "version": template.version_id,
            "time_zone": template.time_zone,
            "seats": template.seats,
            "ends": template.ends,
            "welcome": template.welcome,
        }
        super().__init__(*args, **kwargs)
        self.template, self.activities = template, activities
        versions: Any = self.fields["version"]
        versions.queryset = template.course.versions.defer("spec").order_by("-pk")
        self.plain = list(self.fields)
        labels = {"opens_at": _("opens"), "due_at": _("due"), "closes_at": _("closes")}
        for one in activities:
            for name in NAMES:
                self.fields[f"{name}:{one.key}"] = MomentField(
                    label=f"{one.title}, {labels[name]}",
                    required=False,
                    initial=dates.get(one.key, {}).get(name, ""),
                    widget=forms.TextInput(attrs={"class": "input input-s", "size": 20}),
                )

        for number, series in enumerate(template.meetings):
            self.fields[f"drop:{number}"] = forms.BooleanField(
                label=_("Leave out %(title)s") % {"title": series["title"]}, required=False
            )

    def meetings(self) -> Iterator[tuple[dict[str, Any], forms.BoundField]]:
        """Each series with its tick to leave it out."""
        for number, series in enumerate(self.template.meetings):
            yield series, self[f"drop:{number}"]

    def plain_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.plain]

    def lines(self) -> Iterator[tuple[Activity, list[forms.BoundField]]]:
        for one in self.activities:
            yield one, [self[f"{name}:{one.key}"] for name in NAMES]

    def clean_name(self) -> str:
        return check_name(self.template.partner, str(self.cleaned_data["name"]), self.template)

    def clean_time_zone(self) -> str:
        name = str(self.cleaned_data["time_zone"])
        if name not in available_timezones():
            raise ValidationError(_("This time zone is not known. Write it like Europe/Amsterdam."))
        return name

    @property
    def values(self) -> dict[str, Any]:
        """As `change_template` takes it; lines of activities that this version lacks are kept."""
        shown = {one.key for one in self.activities}
        dates = [dict(line) for line in self.template.dates if line["key"] not in shown]
        for one in self.activities:
            line = {name: self.cleaned_data[f"{name}:{one.key}"] for name in NAMES}
            if any(line.values()):
                dates.append({"key": one.key, **line})
        meetings = [
            series
            for number, series in enumerate(self.template.meetings)
            if not self.cleaned_data[f"drop:{number}"]
        ]
        plain = {name: self.cleaned_data[name] for name in self.plain}
        return plain | {"dates": dates, "meetings": meetings}


class StartForm(forms.Form):
    """When a new cohort begins, and its name."""

    name = _name()
    opens = forms.DateTimeField(
        label=_("Opens"),
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )

    def __init__(self, *args: Any, template: CohortTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        self.fields["opens"].help_text = _("Time in %(zone)s.") % {"zone": template.time_zone}

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if Cohort.objects.filter(partner=self.template.partner, name=name).exists():
            raise ValidationError(_("This partner has a cohort of this name already."))
        return name

    def clean_opens(self) -> datetime:
        given: datetime = self.cleaned_data["opens"]
        if not 2000 <= given.year <= 2199:
            raise ValidationError(_("Choose a day between the years 2000 and 2199."))
        return given.replace(tzinfo=ZoneInfo(self.template.time_zone))
