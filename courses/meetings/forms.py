"""What may come in about meetings. Times are read in the cohort's own zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.api import RowsForm, User
from courses.cohorts.models import Cohort
from courses.enrolments.models import Enrolment
from courses.meetings.access import leaders_of
from courses.meetings.engine.calendars import one_line
from courses.meetings.engine.call_csv import MAX_CHARS, MAX_ROWS, CallSheet, read_call
from courses.meetings.engine.presence import IN_PART, THERE, Presence, Status
from courses.meetings.engine.recurrence import MOST, Rule, RuleError, occurrences, to_local, to_utc
from courses.meetings.models import Meeting, StatusChoice
from courses.meetings.selectors import AttendeeLine
from courses.meetings.services.planning import Details

LOCAL = "%Y-%m-%dT%H:%M"
FARTHEST = timedelta(days=5 * 366)
WEEKDAYS = (
    ("0", _("Mon")),
    ("1", _("Tue")),
    ("2", _("Wed")),
    ("3", _("Thu")),
    ("4", _("Fri")),
    ("5", _("Sat")),
    ("6", _("Sun")),
)


class LeaderChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # Django's class takes none at run time
    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name()


class MeetingForm(forms.Form):
    """Change one meeting; PlanForm adds what a new one needs. `starts_at` and `details` are what services take."""

    title = forms.CharField(label=_("Title"), max_length=140)
    starts = forms.DateTimeField(
        label=_("Starts"),
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=720, initial=90)
    instructor = LeaderChoice(
        label=_("Led by"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    join_url = forms.URLField(
        label=_("Link to join"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"])],
        error_messages={"invalid": _("Use a whole link that begins with https://.")},
        help_text=_("Learners see it from now on, also in their calendar."),
    )
    agenda = forms.CharField(
        label=_("Agenda"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Markdown: lists, links, **bold**. What to read or bring belongs here."),
    )
    is_outside = forms.BooleanField(
        label=_("Plan it outside of the cohort’s dates all the same"), required=False
    )
    is_told = forms.BooleanField(label=_("Tell the learners by mail"), required=False, initial=True)

    def __init__(self, *args: Any, cohort: Cohort, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["starts"].help_text = gettext("Time in %(zone)s.") % {"zone": cohort.time_zone}
        leaders: Any = self.fields["instructor"]
        leaders.queryset = leaders_of(cohort, also=meeting.instructor_id if meeting is not None else None)
        if meeting is not None and meeting.instructor is not None and not meeting.is_led:
            leaders.help_text = gettext("%(name)s may not lead here any more. Choose somebody else.") % {
                "name": meeting.instructor.get_full_name()
            }
        if meeting is not None:
            self.initial = {
                "title": meeting.title,
                "starts": to_local(meeting.starts_at, cohort.zone),
                "minutes": meeting.minutes,
                "instructor": meeting.instructor_id,
                "place": meeting.place,
                "join_url": meeting.join_url,
                "agenda": meeting.agenda,
                "is_told": True,
            }
        if not self.is_bound:
            del self.fields["is_outside"]  # it comes with the warning

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_place(self) -> str:
        return one_line(self.cleaned_data["place"])

    def clean_starts(self) -> datetime:
        local: datetime = self.cleaned_data["starts"].replace(tzinfo=None)
        middle = to_local(self.cohort.opens_at, self.cohort.zone)
        if abs(local - middle) > FARTHEST:
            raise ValidationError(_("This is years away from the cohort. Check the date."))
        if to_local(to_utc(local, self.cohort.zone), self.cohort.zone) != local:
            raise ValidationError(
                _("The clocks change that night, and this time does not exist. Choose another.")
            )
        return local

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "starts" in cleaned and "minutes" in cleaned:
            self.clean_dates(cleaned)
        if "is_outside" in self.fields and "is_outside" not in self.errors and not cleaned.get("is_outside"):
            del self.fields["is_outside"]
        return cleaned

    def clean_dates(self, cleaned: dict[str, Any]) -> None:
        self.warn_outside([to_utc(cleaned["starts"], self.cohort.zone)], cleaned)

    def warn_outside(self, starts: Sequence[datetime], cleaned: dict[str, Any]) -> None:
        """An error that one tick takes away."""
        length = timedelta(minutes=cleaned["minutes"])
        first, last = self.cohort.opens_at, self.cohort.closes_at
        outside = sum(begin < first or begin + length > last for begin in starts)
        if outside and not cleaned.get("is_outside"):
            facts = {
                "count": outside,
                "of": len(starts),
                "first": first.astimezone(self.cohort.zone).strftime("%Y-%m-%d %H:%M"),
                "last": last.astimezone(self.cohort.zone).strftime("%Y-%m-%d %H:%M"),
            }
            self.add_error(
                "is_outside",
                _(
                    "%(count)s of %(of)s lie outside of the cohort’s dates (%(first)s to %(last)s). Change the time, or tick the box."
                )
                % facts,
            )

    @property
    def starts_at(self) -> datetime:
        return to_utc(self.cleaned_data["starts"], self.cohort.zone)

    @property
    def details(self) -> Details:
        names = ("title", "minutes", "agenda", "place", "join_url", "instructor")
        return Details(**{name: self.cleaned_data[name] for name in names})


class PlanForm(MeetingForm):
    """A new meeting, or a series of them. `all_starts` holds every beginning."""

    repeats = forms.ChoiceField(
        label=_("Repeats"),
        choices=[("once", _("Once")), ("weekly", _("Every week")), ("weeks", _("Every few weeks"))],
        initial="once",
    )
    weeks = forms.IntegerField(label=_("Weeks between"), min_value=2, max_value=12, required=False)
    weekdays = forms.MultipleChoiceField(
        label=_("On"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "seg seg-wrap"}),
        help_text=_("Nothing ticked: the weekday of the start."),
    )
    count = forms.IntegerField(label=_("How many meetings"), min_value=2, max_value=MOST, required=False)
    until = forms.DateField(
        label=_("Or until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which one may be. A series needs one of the two."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = ["title", "starts", "minutes", "repeats", "weeks", "weekdays", "count", "until"]
        self.order_fields([*order, "instructor", "place", "join_url", "agenda", "is_outside", "is_told"])
        self.all_starts: tuple[datetime, ...] = ()

    def clean_dates(self, cleaned: dict[str, Any]) -> None:
        local, repeats = cleaned["starts"], cleaned.get("repeats")
        if repeats == "once":
            found: tuple[datetime, ...] = (local,)
        elif repeats and not {"weeks", "weekdays", "count", "until"} & set(self.errors):
            found = self._series(local, cleaned)
        else:
            return
        self.all_starts = tuple(to_utc(one, self.cohort.zone) for one in found)
        self.warn_outside(self.all_starts, cleaned)

    def _series(self, local: datetime, cleaned: dict[str, Any]) -> tuple[datetime, ...]:
        weeks, count, until = cleaned.get("weeks"), cleaned.get("count"), cleaned.get("until")
        if cleaned["repeats"] == "weeks" and weeks is None:
            self.add_error("weeks", _("How many weeks lie between two meetings?"))
            return ()
        if count is not None and until is not None:
            self.add_error("until", _("Give a number or a last day, not both."))
            return ()
        days = frozenset(int(day) for day in cleaned.get("weekdays") or ()) or frozenset({local.weekday()})
        rule = Rule(
            first=local.date(),
            at=local.time(),
            weeks=int(weeks or 1) if cleaned["repeats"] == "weeks" else 1,
            weekdays=days,
            until=until,
            count=count,
        )
        try:
            return occurrences(rule)
        except RuleError as error:
            self.add_error(*_SERIES_ERRORS[error.code])
            return ()


_SERIES_ERRORS: dict[str, tuple[str, Any]] = {
    "endless": ("count", _("Say how many meetings there are, or the last day.")),
    "too-many": ("until", _("A series has up to 200 meetings. Choose an earlier day.")),
    "too-long": ("until", _("A series spans up to three years. Choose an earlier day.")),
    "none": ("until", _("No meeting falls before this day. Choose a later one.")),
    "bad": ("weekdays", _("Choose at least one weekday.")),
}


class FollowingForm(forms.Form):
    """Whether an act is about one meeting, or about those that follow as well."""

    scope = forms.ChoiceField(
        label=_("Which meetings"),
        choices=[("one", _("This meeting alone")), ("following", _("This and the following ones"))],
        widget=forms.RadioSelect(attrs={"class": "seg seg-wrap"}),
        initial="one",
        required=False,
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting.series is None:
            del self.fields["scope"]

    @property
    def is_following(self) -> bool:
        return bool(self.cleaned_data.get("scope") == "following")


class CancelForm(FollowingForm):
    reason = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("Learners read it in the mail.")
    )
    is_told = forms.BooleanField(label=_("Tell the learners by mail"), required=False, initial=True)

    def clean_reason(self) -> str:
        return one_line(self.cleaned_data["reason"])


class MarkingForm(forms.Form):
    """Everybody at one meeting: a status and, where somebody was there in part, the minutes."""

    reason = forms.CharField(label=_("Reason for corrections"), max_length=200, required=False)

    def __init__(self, *args: Any, lines: Sequence[AttendeeLine], length: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            key = line.enrolment.public_id.hex
            self.fields[f"s-{key}"] = forms.ChoiceField(
                label=gettext("Attendance of %(name)s") % {"name": line.name},
                choices=[("", gettext("Not recorded")), *StatusChoice.choices],
                initial=line.status,
                required=False,
            )
            self.fields[f"m-{key}"] = forms.IntegerField(
                label=gettext("Minutes of %(name)s") % {"name": line.name},
                min_value=1,
                max_value=length,
                initial=line.minutes,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def rows(self) -> Iterator[tuple[AttendeeLine, Any, Any]]:
        """Each learner with the two fields of their row."""
        for line in self.lines:
            key = line.enrolment.public_id.hex
            yield line, self[f"s-{key}"], self[f"m-{key}"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.lines:
            key = line.enrolment.public_id.hex
            status, minutes = cleaned.get(f"s-{key}"), cleaned.get(f"m-{key}")
            if status in IN_PART and minutes is None and f"m-{key}" not in self.errors:
                self.add_error(f"m-{key}", _("How many minutes?"))
            if not status and line.status:
                self.add_error(f"s-{key}", _("A record can be corrected, not taken away."))
        return cleaned

    def found(self, *, is_rest_present: bool) -> list[tuple[Enrolment, Presence]]:
        """What the form says; with `is_rest_present` nobody stays without a record."""
        rows = []
        for line in self.lines:
            key = line.enrolment.public_id.hex
            status = self.cleaned_data[f"s-{key}"] or ("present" if is_rest_present else "")
            if status:
                minutes = self.cleaned_data[f"m-{key}"] if status in THERE else None
                rows.append((line.enrolment, Presence(Status(status), minutes)))
        return rows


class CheckInForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CallForm(RowsForm):
    most, size, most_rows = MAX_CHARS, "1 MB", MAX_ROWS
    first_line = _("First line: email, join, leave – or email, minutes. One stay a line.")
    is_rest_absent = forms.BooleanField(
        label=_("Who is neither in the sheet nor recorded yet was absent"), required=False
    )

    def sheet(self, day: date, zone: Any) -> CallSheet:
        return read_call(str(self.cleaned_data["text"]), day=day, zone=zone)
