"""What the pages of cohorts show, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import NullIf
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from accounts.api import (
    Capability,
    ClientOrganisation,
    Invitation,
    Membership,
    Prepared,
    User,
    partners_with,
)
from courses.cohorts.engine.sheets import safe_cell
from courses.cohorts.engine.spark import DAYS, spark_points
from courses.cohorts.models import Cohort
from courses.enrolments.models import Enrolment
from courses.progress.models import Mark

PER_PAGE = 25
QUIET_DAYS = 7


INVITATION_KIND = "cohort-learner"


def open_invitations(cohort: Cohort) -> Any:
    """Invitations into this cohort that still can be accepted."""
    return Invitation.objects.filter(kind=INVITATION_KIND, target_key=str(cohort.public_id)).open(
        timezone.now()
    )


def learners_in(cohort: Cohort) -> int:
    """How many learn in it now. One query."""
    rows = _learners.rows(cohort.pk)
    return int(rows[0][0]) if rows else 0


_learners = Prepared(
    lambda cohort: (
        Enrolment.objects.filter(cohort=cohort, ended_at=None)
        .order_by()
        .values_list("cohort")
        .annotate(count=Count("*"))  # of "pk" each row would be read
        .values_list("count")
    ),
    -(2**40) - 1,
)


def seats_taken(cohort: Cohort) -> int:
    """Learners in it, and invitations that hold a seat."""
    learners = Enrolment.objects.filter(cohort=cohort, ended_at=None).count()
    return learners + int(open_invitations(cohort).count())


@dataclass(frozen=True)
class CohortLine:
    public_id: UUID
    name: str
    partner: str
    course: str
    number: str
    opens_at: datetime
    closes_at: datetime
    learners: int
    seats: int
    phase: str


def cohort_list(cohorts: QuerySet[Cohort]) -> list[CohortLine]:
    """The lines of these cohorts, newest first; one query."""
    rows = (
        cohorts.select_related("partner", "version")
        .defer("version__spec")
        .annotate(learners=Count("enrolments", filter=Q(enrolments__ended_at=None)))
        .order_by("-opens_at", "-pk")
    )
    return [
        CohortLine(
            row.public_id,
            row.name,
            row.partner.name,
            row.version.title,
            row.version.number,
            row.opens_at,
            row.closes_at,
            row.learners,
            row.seats,
            row.phase,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class RosterLine:
    public_id: UUID
    name: str
    client: str
    percent: int
    done: int
    required: int
    score: int | None
    seen_at: datetime | None
    is_complete: bool
    flags: tuple[str, ...]
    spark: str = ""

    # A template asks the locale about each number and each sentence: for a page of lines that is most of its cost.
    @property
    def done_text(self) -> str:
        return f"{self.percent} %"

    @property
    def score_text(self) -> str:
        return "–" if self.score is None else str(self.score)

    @property
    def percent_text(self) -> str:
        return str(self.percent)

    @property
    def seen_text(self) -> str:
        return date_format(timezone.localtime(self.seen_at), "j M, H:i") if self.seen_at else gettext("never")

    @property
    def progress_label(self) -> str:
        return gettext("Progress of %(name)s") % {"name": self.name}

    @property
    def spark_label(self) -> str:
        words = {"name": self.name, "done": self.done, "of": self.required}
        return gettext("Steps of %(name)s in four weeks, now %(done)s of %(of)s") % words


@dataclass(frozen=True)
class Tally:
    learners: int
    finished: int
    quiet: int
    not_begun: int
    mean: int | None


@dataclass(frozen=True)
class RosterHead:
    """One column: `sort` is what its link asks for, nothing where the list cannot be sorted by it."""

    label: str
    sort: str = ""
    direction: str = ""
    css: str = ""


@dataclass(frozen=True)
class Roster:
    lines: list[RosterLine]
    heads: list[RosterHead]
    sort: str
    tally: Tally
    page: int
    pages: int
    first: int
    last: int
    total: int

    @property
    def previous_page(self) -> int:
        return self.page - 1

    @property
    def next_page(self) -> int:
        return self.page + 1


def roster(cohort: Cohort, *, page: int = 1, show: str = "", find: str = "", sort: str = "name") -> Roster:
    """One page of a cohort's learners, sorted, with the counts above it. Five queries, however many learners."""
    sort = _known(sort)
    quiet_before = timezone.now() - timedelta(days=QUIET_DAYS)
    own = Enrolment.objects.filter(cohort=cohort, ended_at=None)
    tally = _tally(own, quiet_before)
    chosen = _narrow(own, show, find, quiet_before)
    total = tally.learners if not show and not find else chosen.count()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    # Sorted without what the lines say: a sort that carries everybody's results along costs more than a second query.
    ids = _sorted(chosen, sort).values_list("pk", flat=True)
    places = {pk: n for n, pk in enumerate(ids[(page - 1) * PER_PAGE : page * PER_PAGE])}
    rows = Enrolment.objects.filter(pk__in=places).values_list(
        "public_id",
        "user__name",
        "user__email",
        "client__name",
        "standing__done",
        "standing__required",
        "standing__score",
        "standing__last_seen_at",
        "completed_at",
        "standing__states",
        "pk",
    )
    shown = sorted(rows, key=lambda row: places[row[-1]])
    steps = _steps_by_day([row[-1] for row in shown])
    lines = [_line(row[:-1], quiet_before, steps.get(row[-1], {})) for row in shown]
    first = (page - 1) * PER_PAGE
    return Roster(
        lines, _heads(sort), sort, tally, page, pages, first + 1 if lines else 0, first + len(lines), total
    )


ORDERS: dict[str, Any] = {
    "name": F("user__name"),
    "client": F("client__name"),
    "done": F("standing__done") * 1000 / NullIf(F("standing__required"), 0),
    "score": F("standing__score"),
    "seen": F("standing__last_seen_at"),
}


def _known(sort: str) -> str:
    return sort if sort.removeprefix("-") in ORDERS else "name"


def _sorted(chosen: QuerySet[Enrolment], sort: str) -> QuerySet[Enrolment]:
    """By one column; who has nothing there comes first, and last in falling order. Then by name."""
    if sort in ("name", "-name"):  # without a word about NULL, which no name is, the index of names fits
        return chosen.order_by("user__name" if sort == "name" else "-user__name", "pk")
    order = ORDERS[sort.removeprefix("-")]
    by = order.desc(nulls_last=True) if sort.startswith("-") else order.asc(nulls_first=True)
    return chosen.order_by(by, "user__name", "pk")


def _heads(sort: str) -> list[RosterHead]:
    def head(label: str, key: str, css: str = "") -> RosterHead:
        direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        return RosterHead(label, f"-{key}" if direction == "ascending" else key, direction, css)

    return [
        head(gettext("Learner"), "name"),
        head(gettext("Organisation"), "client"),
        RosterHead(gettext("Progress")),
        RosterHead(gettext("Four weeks")),
        head(gettext("Done"), "done", "num"),
        head(gettext("Score"), "score", "num"),
        head(gettext("Last active"), "seen"),
        RosterHead(gettext("Flags")),
    ]


def roster_rows(cohort: Cohort, *, show: str = "", find: str = "", sort: str = "name") -> Iterator[list[Any]]:
    """A head and one row for each learner that the filter leaves, no cell of which runs in a spreadsheet; times in the cohort's zone. One query."""
    yield [
        gettext("Learner"), gettext("Email"), gettext("Organisation"), gettext("Steps done"), gettext("Steps required"),
        gettext("Score of 100"), gettext("Came in"), gettext("Last active"), gettext("Finished"),
    ]  # fmt: skip
    own = Enrolment.objects.filter(cohort=cohort, ended_at=None)
    chosen = _narrow(own, show, find, timezone.now() - timedelta(days=QUIET_DAYS))
    rows = _sorted(chosen, _known(sort)).values_list(
        "user__name",
        "user__email",
        "client__name",
        "standing__done",
        "standing__required",
        "standing__score",
        "started_at",
        "standing__last_seen_at",
        "completed_at",
    )
    for name, email, client, done, required, score, *moments in rows.iterator(2000):
        times = [at.astimezone(cohort.zone).strftime("%Y-%m-%d %H:%M") if at else "" for at in moments]
        people = [safe_cell(text) for text in (name or email, email, client or "")]
        yield [*people, done or 0, required, score, *times]


def _steps_by_day(enrolment_ids: list[int]) -> dict[int, dict[date, int]]:
    """How many steps each of these learners met on each of the last days; one query."""
    since = timezone.now() - timedelta(days=DAYS)
    rows = (
        Mark.objects.filter(enrolment__in=enrolment_ids, created_at__gte=since)
        .exclude(passed=False)
        .order_by("pk")
        .values_list("enrolment_id", "activity_id", "created_at")
    )
    found: dict[int, dict[date, int]] = {}
    seen: set[tuple[int, int]] = set()
    for enrolment_id, activity_id, at in rows:
        if (enrolment_id, activity_id) not in seen:
            seen.add((enrolment_id, activity_id))
            days = found.setdefault(enrolment_id, {})
            days[at.date()] = days.get(at.date(), 0) + 1
    return found


def _tally(own: QuerySet[Enrolment], quiet_before: datetime) -> Tally:
    found: dict[str, Any] = own.aggregate(
        learners=Count("pk"),
        finished=Count("pk", filter=Q(completed_at__isnull=False)),
        quiet=Count("pk", filter=_quiet(quiet_before)),
        not_begun=Count("pk", filter=Q(standing=None)),
        mean=Avg("standing__score"),
    )
    mean = found.pop("mean")
    return Tally(**found, mean=round(mean) if mean is not None else None)


def _quiet(before: datetime) -> Q:
    late = Q(standing__last_seen_at__lt=before) | Q(standing=None, started_at__lt=before)
    return Q(completed_at=None) & late


def _narrow(own: QuerySet[Enrolment], show: str, find: str, quiet_before: datetime) -> QuerySet[Enrolment]:
    if show == "quiet":
        own = own.filter(_quiet(quiet_before))
    elif show == "finished":
        own = own.filter(completed_at__isnull=False)
    elif show == "not-begun":
        own = own.filter(standing=None)
    if find:
        own = own.filter(Q(user__name__icontains=find) | Q(user__email__icontains=find))
    return own


def _line(row: tuple[Any, ...], quiet_before: datetime, steps: dict[date, int]) -> RosterLine:
    public_id, name, email, client, done, required, score, seen_at, completed_at, states = row
    flags: list[str] = []
    if states is None:
        flags.append("not-begun")
    elif completed_at is None and (seen_at is None or seen_at < quiet_before):
        flags.append("quiet")
    if any(state["s"] == "failed" for state in (states or {}).values()):
        flags.append("failed")
    return RosterLine(
        public_id=public_id,
        name=name or email,
        client=client or "",
        percent=(done or 0) * 100 // required if required else 0,
        done=done or 0,
        required=required or 0,
        score=score,
        seen_at=seen_at,
        is_complete=completed_at is not None,
        flags=tuple(flags),
        spark=spark_points(steps, today=timezone.now().date(), done=done or 0, required=required or 0)
        if states is not None
        else "",
    )


@dataclass(frozen=True)
class People:
    """Who teaches, who is asked, how many seats are left."""

    instructors: list[User]
    could_teach: list[User]
    invitations: list[Invitation]
    learners: int
    free: int
    clients: list[ClientOrganisation]


def people(cohort: Cohort) -> People:
    """The people page, in five queries."""
    instructors = list(cohort.instructors.order_by("name", "pk"))
    roles = ("owner", "instructor", "reviewer")
    members = Membership.objects.filter(partner=cohort.partner, role__in=roles).select_related("user")
    invitations = list(open_invitations(cohort).order_by("email"))
    learners = Enrolment.objects.filter(cohort=cohort, ended_at=None).count()
    return People(
        instructors=instructors,
        could_teach=[one.user for one in members.order_by("user__name") if one.user not in instructors],
        invitations=invitations,
        learners=learners,
        free=max(0, cohort.seats - learners - len(invitations)),
        clients=list(ClientOrganisation.objects.filter(partner=cohort.partner).order_by("name")),
    )


def invitation_of(cohort: Cohort, public_id: UUID) -> Invitation | None:
    """An open invitation into this cohort."""
    found: Invitation | None = open_invitations(cohort).filter(public_id=public_id).first()
    return found


def partners_to_plan_for(user: User) -> Any:
    """Partners for which this person may plan cohorts."""
    return partners_with(user, Capability.MANAGE_COHORTS).order_by("name")
