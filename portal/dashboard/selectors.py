"""The dashboard in three queries: the person comes with the session, the courses with their enrolments, then a warm-up. In a cohort a fourth finds the next meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.api import User
from courses.api import (
    Activity,
    CompiledVersion,
    Enrolment,
    MeetingLine,
    Requirement,
    State,
    WarmUp,
    compiled_version,
    credential_lines,
    get_kind,
    goal_of,
    local,
    next_activity,
    next_meeting,
    states_in,
    warm_up_of,
)


@dataclass(frozen=True)
class NextStep:
    title: str
    url: str
    place: str
    kind: str
    minutes: int
    is_started: bool


@dataclass(frozen=True)
class ModuleProgress:
    """A module's share of required steps; `state` is done, now or open."""

    number: int
    title: str
    done: int
    of: int
    state: str


@dataclass(frozen=True)
class LabLine:
    title: str
    url: str
    points: str
    state: str


@dataclass(frozen=True)
class PathLine:
    label: str
    is_met: bool


@dataclass(frozen=True)
class Learning:
    """One enrolment as the dashboard shows it; `done` of `required` counts the steps towards `goal`."""

    public_id: UUID
    title: str
    group: str
    url: str
    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    goal: str
    done: int
    required: int
    next_step: NextStep | None
    modules: tuple[ModuleProgress, ...]
    labs: tuple[LabLine, ...]
    paths: tuple[tuple[str, tuple[PathLine, ...]], ...]

    @property
    def is_complete(self) -> bool:
        return self.required > 0 and self.done >= self.required


@dataclass(frozen=True)
class Dashboard:
    """`current` is shown large, with its warm-up and next meeting; `others` are the person's further enrolments."""

    greeting: str
    current: Learning | None
    others: tuple[Learning, ...]
    warm_up: WarmUp | None = None
    meeting: MeetingLine | None = None

    @property
    def rosette(self) -> int:
        """The module at hand: its rosette stands beside the next step."""
        now = (
            [module.number for module in self.current.modules if module.state == "now"]
            if self.current
            else []
        )
        return now[0] if now else 1

    @property
    def ring_label(self) -> str:
        return steps_done(self.current) if self.current else ""


def dashboard(user: User, *, now: datetime, local_hour: int) -> Dashboard:
    """What `user` sees first. Two queries, however many courses they take: the courses and one warm-up; in a cohort a third for its next meeting."""
    rows = {
        row.public_id: row
        for row in Enrolment.objects.filter(user=user, ended_at=None).select_related(
            "standing", "cohort__partner"
        )
    }
    learning = sorted((_learning(row, now) for row in rows.values()), key=_order)
    current = learning[0] if learning else None
    return Dashboard(
        greeting=_greeting(user.get_short_name(), local_hour),
        current=current,
        others=tuple(learning[1:]),
        warm_up=_warm_up(rows[current.public_id], now) if current and current.is_open else None,
        meeting=_meeting(rows[current.public_id]) if current else None,
    )


def _meeting(enrolment: Enrolment) -> MeetingLine | None:
    if enrolment.cohort_id is None:
        return None
    return next_meeting(enrolment.cohort_id, timezone.get_current_timezone())


def _warm_up(enrolment: Enrolment, now: datetime) -> WarmUp:
    standing = getattr(enrolment, "standing", None)
    return warm_up_of(enrolment, compiled_version(enrolment.version_id), standing, now)


def _order(card: Learning) -> tuple[bool, bool, float]:
    opens = card.opens_at.timestamp() if card.opens_at else 0.0
    return (card.is_complete, not card.is_open, -opens)


def _greeting(name: str, hour: int) -> str:
    if hour < 5 or hour >= 18:
        return _("Good evening, %(name)s") % {"name": name}
    if hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    return _("Good afternoon, %(name)s") % {"name": name}


def _learning(enrolment: Enrolment, now: datetime) -> Learning:
    compiled = compiled_version(enrolment.version_id)
    standing = getattr(enrolment, "standing", None)
    states = states_in(standing)
    upcoming = next_activity(compiled, standing, enrolment.track)
    cohort = enrolment.cohort
    opens_at = enrolment.opens_at or (cohort.opens_at if cohort else None)
    closes_at = enrolment.closes_at or (cohort.closes_at if cohort else None)
    goal = goal_of(compiled, standing, enrolment.track)
    goal_name = local(
        compiled.version.credentials.get(goal.credential, {}).get("name"), get_language() or "en"
    )
    return Learning(
        public_id=enrolment.public_id,
        title=compiled.version.title,
        group=f"{cohort.partner.name}, {cohort.name}" if cohort else "",
        url=f"/learn/{enrolment.public_id}/",
        is_open=(opens_at is None or opens_at <= now) and (closes_at is None or now < closes_at),
        opens_at=opens_at,
        closes_at=closes_at,
        goal=goal_name or compiled.version.title,
        done=sum(_is_met(activity, states) for activity in goal.path),
        required=len(goal.path),
        next_step=_next_step(compiled, upcoming, states) if upcoming else None,
        modules=_modules(compiled, upcoming, states),
        labs=_labs(compiled, states),
        paths=tuple(
            (
                local(compiled.version.credentials[name].get("name"), get_language() or "en"),
                tuple(_path_line(line) for line in lines),
            )
            for name, lines in credential_lines(compiled, standing, enrolment.track).items()
        ),
    )


def _is_met(activity: Activity, states: dict[str, State]) -> bool:
    return activity.key in states and states[activity.key].is_met


def _next_step(compiled: CompiledVersion, activity: Activity, states: dict[str, State]) -> NextStep:
    module = compiled.module_of[activity.key]
    position = module.activities.index(activity) + 1
    return NextStep(
        title=activity.title,
        url=get_kind(activity.kind).open_url(activity),
        place=_("Module %(number)d, step %(position)d of %(of)d")
        % {"number": module.number, "position": position, "of": len(module.activities)},
        kind=activity.kind,
        minutes=activity.minutes,
        is_started=activity.key in states,
    )


def _modules(
    compiled: CompiledVersion, upcoming: Activity | None, states: dict[str, State]
) -> tuple[ModuleProgress, ...]:
    rows = []
    for group in compiled.modules:
        if group.module is None:
            continue
        # A track's own module requires nothing of everybody: there all of it is counted.
        required = [activity for activity in group.activities if activity.is_required] or group.activities
        done = sum(_is_met(activity, states) for activity in required)
        is_now = upcoming is not None and compiled.module_of[upcoming.key] is group
        state = "done" if required and done == len(required) else "now" if is_now else "open"
        rows.append(ModuleProgress(group.number, group.module.title, done, len(required), state))
    return tuple(rows)


def _labs(compiled: CompiledVersion, states: dict[str, State]) -> tuple[LabLine, ...]:
    labs = [activity for activity in compiled.activities if activity.kind == "lab"]
    return tuple(_lab_line(activity, states.get(activity.key)) for activity in labs)


def _lab_line(activity: Activity, state: State | None) -> LabLine:
    return LabLine(
        title=activity.title,
        url=get_kind(activity.kind).open_url(activity),
        points=_("%(points)s of %(possible)s")
        % {"points": _plain(state.points), "possible": _plain(state.possible)}
        if state and state.possible
        else "",
        state=state.name if state else "open",
    )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _path_line(line: Requirement) -> PathLine:
    return PathLine(_(line.label) % dict(line.detail), line.is_met)


def steps_done(card: Learning) -> str:
    """`3 of 12 steps done`, for the ring's label."""
    return ngettext("%(done)d of %(of)d step done", "%(done)d of %(of)d steps done", card.required) % {
        "done": card.done,
        "of": card.required,
    }
