"""What the learner's course page shows, from one row and the compiled version: no query here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from courses.catalogue.kinds import get_kind
from courses.catalogue.models import Activity
from courses.catalogue.selectors import CompiledVersion
from courses.content.engine.wording import local
from courses.progress.access import LearnerCourse
from courses.progress.engine.completion import Requirement
from courses.progress.engine.outline import Card, Count, draw_cards, draw_goals
from courses.progress.goals import next_activity
from courses.progress.models import Standing
from courses.progress.outline import OutlineModule, outline, shown_title, states_of_standing
from courses.progress.selectors import credential_lines


@dataclass(frozen=True)
class NextStep:
    title: str
    url: str
    place: str
    note: str
    module: OutlineModule | None
    has_begun: bool


@dataclass(frozen=True)
class Goal:
    """A credential with what it asks for, line by line."""

    name: str
    lines: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class TrackChoice:
    key: str
    title: str
    summary: str
    is_chosen: bool


@dataclass(frozen=True)
class CoursePage:
    enrolment_id: UUID
    title: str
    cohort: str
    partner: str
    step: NextStep | None
    modules: SafeString
    total: Count
    goals: SafeString
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    is_before: bool
    completed_at: datetime | None
    readiness_url: str
    tracks: tuple[TrackChoice, ...]
    notice_title: str
    notice_at: datetime | None


def course_page(course: LearnerCourse) -> CoursePage:
    """Everything on the page, from what the door has loaded."""
    enrolment, compiled, standing = course.enrolment, course.compiled, course.standing
    modules = outline(compiled, states_of_standing(standing))
    total = Count(sum(m.steps.done for m in modules), sum(m.steps.of for m in modules))
    return CoursePage(
        enrolment_id=enrolment.public_id,
        title=compiled.version.title,
        cohort=course.cohort_name,
        partner=course.partner_name,
        step=_next(course, modules),
        modules=_cards(modules),
        total=total,
        goals=_goals(course),
        is_open=course.is_open,
        opens_at=enrolment.opens_at,
        closes_at=enrolment.closes_at,
        is_before=enrolment.opens_at is not None and timezone.now() < enrolment.opens_at,
        completed_at=enrolment.completed_at,
        readiness_url=_readiness(compiled),
        tracks=_tracks(course),
        notice_title=course.notice_title,
        notice_at=course.notice_at,
    )


def _tracks(course: LearnerCourse) -> tuple[TrackChoice, ...]:
    """The tracks of the version that lead to a credential, with the one that the learner chose."""
    version, chosen = course.compiled.version, course.enrolment.track
    leading = {spec.get("track") for spec in version.credentials.values()}
    return tuple(
        TrackChoice(name, local(spec["title"]), local(spec["summary"]), name == chosen)
        for name, spec in version.tracks.items()
        if name in leading
    )


def _readiness(compiled: CompiledVersion) -> str:
    """The way to what a learner may do for themselves alone; empty where the course has nothing of the kind."""
    own = next((one for one in compiled.activities if not get_kind(one.kind).is_step), None)
    return get_kind(own.kind).open_url(own) if own is not None else ""


def _cards(modules: list[OutlineModule]) -> SafeString:
    cards = [
        Card(
            one.key or "more", f"{one.number}. {one.title}" if one.number else one.title, one.items, one.steps
        )
        for one in modules
        if one.items
    ]
    return mark_safe(draw_cards(cards))  # noqa: S308 - every part is escaped where it is made


@lru_cache(maxsize=1)
def _icons() -> tuple[str, str]:
    sprite = static("svg/icons.svg")
    done, ring = (
        f'<svg class="i" aria-hidden="true"><use href="{sprite}#i-{name}"></use></svg>'
        for name in ("done", "ring")
    )
    return done, ring


def _goals(course: LearnerCourse) -> SafeString:
    goals = [(goal.name, goal.lines) for goal in goals_of(course)]
    return mark_safe(draw_goals(goals, gettext("done"), _icons()))  # noqa: S308 - every part is escaped where it is made


def _next(course: LearnerCourse, modules: list[OutlineModule]) -> NextStep | None:
    activity = next_activity(course.compiled, course.standing, course.enrolment.track)
    if activity is None:
        return None
    group = course.compiled.module_of[activity.key]
    place, anchor = _place(activity, course.standing)
    left = ngettext("About %(count)s minute.", "About %(count)s minutes.", activity.minutes)
    return NextStep(
        title=shown_title(activity),
        url=get_kind(activity.kind).open_url(activity) + (f"#{anchor}" if anchor else ""),
        place=place,
        note=left % {"count": activity.minutes},
        module=modules[course.compiled.modules.index(group)],
        has_begun=course.standing is not None and bool(course.standing.states or course.standing.resume_key),
    )


def _place(activity: Activity, standing: Standing | None) -> tuple[str, str]:
    """Where in the lesson a learner stopped: the heading's text and anchor."""
    if standing is None or standing.resume_key != activity.key or not standing.resume_at:
        return "", ""
    headings = {heading["id"]: heading["text"] for heading in activity.spec.get("headings", [])}
    text = headings.get(standing.resume_at, "")
    return (str(text), standing.resume_at) if text else ("", "")


def goals_of(course: LearnerCourse) -> list[Goal]:
    """The credentials of the version, with every requirement as a sentence."""
    specs = course.compiled.version.credentials
    lines = credential_lines(course.compiled, course.standing, course.enrolment.track)
    return [
        Goal(local(specs[name]["name"]), tuple((say(line), line.is_met) for line in found))
        for name, found in lines.items()
    ]


def say(line: Requirement) -> str:
    """A requirement as the learner reads it."""
    return gettext(line.label) % dict(line.detail)


# The engine's labels, named once more so that makemessages finds them.
_LABELS = (
    lambda: gettext("Lessons of module %(module)s read"),
    lambda: gettext("Lessons of “%(module)s” read"),
    lambda: gettext("Quiz of module %(module)s at %(at_least)s %% or more"),
    lambda: gettext("Lab %(lab)s done"),
    lambda: gettext("Lab %(lab)s passed (%(mode)s)"),
    lambda: gettext("Lab %(lab)s waived: it is off until a clinician has read it"),
    lambda: gettext("%(wanted)s of these labs passed: %(labs)s"),
    lambda: gettext("A person confirmed each lab run that counts"),
    lambda: gettext("%(title)s passed"),
    lambda: gettext("Work sample “%(title)s” passed"),
    lambda: gettext("Every red line was looked at by a person"),
    lambda: gettext("%(done)s of %(wanted)s hours of the course done, by its own estimate"),
    lambda: gettext("%(title)s completed"),
    lambda: gettext("A requirement that this platform does not know"),
)
