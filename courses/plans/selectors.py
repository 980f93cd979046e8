"""What the pages of templates show, and what a new cohort would get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from courses.catalogue.models import Activity, CourseVersion
from courses.catalogue.selectors import compiled_version
from courses.plans.engine.moments import read_moment, relative, resolve
from courses.plans.models import CohortTemplate
from courses.plans.registry import Series, meeting_planner
from courses.programme.models import Authorisation
from courses.schedules.models import ActivityDates
from courses.schedules.selectors import DATED

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from courses.cohorts.models import Cohort

NAMES = ("opens_at", "due_at", "closes_at")


@dataclass(frozen=True, slots=True)
class TemplateLine:
    template: CohortTemplate
    version: str
    dates: int


def template_lines(templates: QuerySet[CohortTemplate]) -> list[TemplateLine]:
    """One query."""
    rows = templates.select_related("partner", "course", "version").defer("version__spec").order_by("name")
    return [
        TemplateLine(row, row.version.number if row.version is not None else "", len(row.dates))
        for row in rows
    ]


def newest_authorised(template: CohortTemplate, day: date) -> CourseVersion | None:
    """The newest version of the course that the partner may deliver on that day; one query."""
    rows = Authorisation.objects.filter(
        partner=template.partner, version__course=template.course, starts_on__lte=day
    ).select_related("version")
    fit = [row.version for row in rows if row.until >= day]
    return max(fit, key=lambda version: version.pk, default=None)


def dated_activities(version_id: int) -> list[Activity]:
    """Every activity that can have dates, in course order."""
    return [one for one in compiled_version(version_id).activities if one.kind in DATED]


def plan_of(cohort: Cohort) -> tuple[str, list[dict[str, str]]]:
    """The end and the dates of a cohort, counted from its first day; one query."""
    zone, first = cohort.zone, cohort.opens_at.astimezone(cohort.zone).date()

    def counted(moment: datetime | None) -> str:
        return str(relative(moment.astimezone(zone), first)) if moment is not None else ""

    rows = (
        ActivityDates.objects.filter(cohort=cohort).select_related("activity").order_by("activity__position")
    )
    dates = [
        {"key": row.activity.key, **{name: counted(getattr(row, name)) for name in NAMES}} for row in rows
    ]
    return counted(cohort.closes_at), [line for line in dates if any(line[name] for name in NAMES)]


def meetings_of(cohort: Cohort) -> list[dict[str, Any]]:
    """The meetings of a cohort, counted from its first day; those before it are left out. One query."""
    zone, first = cohort.zone, cohort.opens_at.astimezone(cohort.zone).date()
    kept = []
    for series in meeting_planner().series_of(cohort):
        moments = [relative(begin.astimezone(zone), first) for begin in series.starts]
        starts = [str(moment) for moment in moments if moment.day is None]
        if starts:
            about = {name: getattr(series, name) for name in ("title", "minutes", "agenda", "place")}
            kept.append({**about, "starts": starts})
    return kept


@dataclass(frozen=True, slots=True)
class PlannedDates:
    activity: Activity
    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None

    @property
    def problem(self) -> str:
        """What contradicts, in words; the same rules as those of the dates themselves."""
        opens, due, closes = self.opens_at, self.due_at, self.closes_at
        if opens and closes and closes <= opens:
            return _("%(title)s closes before it opens.") % {"title": self.activity.title}
        if (due and opens and due <= opens) or (due and closes and due > closes):
            return _("%(title)s is not due between its opening and its end.") % {"title": self.activity.title}
        return ""


@dataclass(frozen=True, slots=True)
class NewCohort:
    """What a template gives for one first day. `left_out` are keys that the version does not have."""

    version: CourseVersion | None
    opens_at: datetime
    closes_at: datetime
    dates: tuple[PlannedDates, ...]
    meetings: tuple[Series, ...]
    left_out: tuple[str, ...]
    problems: tuple[str, ...]


def new_cohort(template: CohortTemplate, opens_at: datetime) -> NewCohort:
    """Resolve everything; nothing is written. One query where the version is not pinned."""
    zone = ZoneInfo(template.time_zone)
    first = opens_at.astimezone(zone).date()
    version = template.version or newest_authorised(template, first)
    closes_at = resolve(read_moment(template.ends), first, zone)
    known = {one.key: one for one in dated_activities(version.pk)} if version is not None else {}
    dates = tuple(
        PlannedDates(known[line["key"]], *(_at(line[name], first, zone) for name in NAMES))
        for line in template.dates
        if line["key"] in known
    )
    problems = [line.problem for line in dates if line.problem]
    if version is None:
        problems.append(
            _("%(partner)s may deliver no version of this course on that day. Programme staff authorise one.")
            % {"partner": template.partner.name}
        )
    if closes_at <= opens_at:
        problems.append(_("The cohort would end before it begins. Change the end in the template."))
    left_out = tuple(
        line["key"] for line in template.dates if version is not None and line["key"] not in known
    )
    meetings = tuple(_series(kept, first, zone) for kept in template.meetings)
    return NewCohort(version, opens_at, closes_at, dates, meetings, left_out, tuple(problems))


def _series(kept: dict[str, Any], first: date, zone: ZoneInfo) -> Series:
    starts = sorted(resolve(read_moment(text), first, zone) for text in kept["starts"])
    return Series(kept["title"], kept["minutes"], tuple(starts), kept["agenda"], kept["place"])


def _at(text: str, first: date, zone: ZoneInfo) -> datetime | None:
    return resolve(read_moment(text), first, zone) if text else None
