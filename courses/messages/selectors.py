"""What the pages of announcements and threads show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from courses.messages.models import Announcement, Message, Report, Thread
from courses.messages.teaching import taught_by

if TYPE_CHECKING:
    from accounts.api import User
    from courses.cohorts.models import Cohort
    from courses.enrolments.models import Enrolment

ANNOUNCEMENTS, THREADS, MESSAGES = 20, 30, 50


def announcements_for_learner(enrolment: Enrolment, *, page: int | None) -> Page[Announcement]:
    """What is out and not withdrawn, newest first; two queries."""
    rows = Announcement.objects.filter(
        cohort=enrolment.cohort, withdrawn_at=None, publish_at__lte=timezone.now()
    ).select_related("author")
    return Paginator(rows, ANNOUNCEMENTS).get_page(page or 1)


@dataclass(frozen=True)
class CohortAnnouncements:
    page: Page[Any]
    learners: int


def announcements_of_cohort(cohort: Cohort, *, page: int | None) -> CohortAnnouncements:
    """Every announcement, with how many have read it; three queries."""
    rows = cohort.announcements.select_related("author").annotate(readers=Count("reads"))
    learners = cohort.enrolments.filter(ended_at=None).count()
    return CohortAnnouncements(
        Paginator(rows.order_by("-publish_at", "-pk"), ANNOUNCEMENTS).get_page(page or 1), learners
    )


@dataclass(frozen=True)
class ThreadLine:
    name: str
    group: str
    url: str
    words: str
    last_at: datetime
    unread: int
    waiting_since: datetime | None


@dataclass(frozen=True)
class Threads:
    page: Page[Any]
    lines: tuple[ThreadLine, ...]


def own_threads(user: User, *, find: str, page: int | None) -> Threads:
    """A learner's own conversations, one for each cohort they are in, begun or not; three queries."""
    rows = (
        user.enrolments.filter(cohort__isnull=False)
        .select_related("cohort__partner", "version", "thread")
        .defer("version__spec")
        .order_by("-thread__last_at", "-started_at")
    )
    if find:
        rows = rows.filter(
            Q(cohort__name__icontains=find) | Q(thread__messages__text__icontains=find)
        ).distinct()
    found = Paginator(rows, THREADS).get_page(page or 1)
    kept = list(found)
    threads = [thread for row in kept if (thread := getattr(row, "thread", None)) is not None]
    words = _words(threads, find)
    return Threads(found, tuple(_own_line(row, words) for row in kept))


def _own_line(row: Enrolment, words: dict[int, str]) -> ThreadLine:
    thread: Thread | None = getattr(row, "thread", None)
    return ThreadLine(
        name=str(row.cohort),
        group=f"{row.cohort.partner}, {row.version.title}" if row.cohort else "",
        url=reverse("courses:thread", args=[row.public_id]),
        words=words.get(thread.pk, "") if thread else "",
        last_at=thread.last_at if thread else row.started_at,
        unread=thread.learner_unread if thread else 0,
        waiting_since=None,
    )


def team_threads(user: User, *, show: str, find: str, cohort: UUID | None, page: int | None) -> Threads:
    """The conversations of the cohorts that somebody teaches: who waits longest first, then the newest; three queries."""
    rows = Thread.objects.filter(enrolment__cohort__in=taught_by(user)).select_related(
        "enrolment__user", "enrolment__cohort"
    )
    if cohort is not None:
        rows = rows.filter(enrolment__cohort__public_id=cohort)
    if show == "waiting":
        rows = rows.filter(waiting_since__isnull=False)
    if find:
        rows = rows.filter(
            Q(enrolment__user__name__icontains=find) | Q(messages__text__icontains=find)
        ).distinct()
    found = Paginator(_waiting_first(rows), THREADS).get_page(page or 1)
    kept = list(found)
    words = _words(kept, find)
    return Threads(found, tuple(_team_line(thread, words) for thread in kept))


def _waiting_first(rows: QuerySet[Thread]) -> QuerySet[Thread]:
    return rows.order_by(F("waiting_since").asc(nulls_last=True), "-last_at", "pk")


def _team_line(thread: Thread, words: dict[int, str]) -> ThreadLine:
    enrolment = thread.enrolment
    return ThreadLine(
        name=str(enrolment.user),
        group=str(enrolment.cohort),
        url=team_url(enrolment),
        words=words.get(thread.pk, ""),
        last_at=thread.last_at,
        unread=thread.team_unread,
        waiting_since=thread.waiting_since,
    )


def team_url(enrolment: Enrolment) -> str:
    """The page of a learner's thread for those who teach."""
    cohort = enrolment.cohort
    return reverse("courses:cohort-thread", args=[cohort.public_id, enrolment.public_id]) if cohort else ""


def _words(threads: list[Thread], find: str) -> dict[int, str]:
    """The newest message of each thread, or the newest that holds what is looked for; one query."""
    rows = Message.objects.filter(thread__in=threads)
    if find:
        rows = rows.filter(text__icontains=find)
    return dict(rows.order_by("sent_at", "pk").values_list("thread_id", "text"))


def messages_of(thread: Thread | None, *, page: int | None) -> Page[Message] | None:
    """One page of a thread, the newest page first, oldest message on top; two queries."""
    if thread is None:
        return None
    rows = Message.objects.filter(thread=thread).select_related("author").order_by("-sent_at", "-pk")
    return Paginator(rows, MESSAGES).get_page(page or 1)


def reports_waiting() -> int:
    """How many reports nobody has settled."""
    return Report.objects.filter(settled_at=None).count()


def reports(*, page: int | None) -> Page[Report]:
    """Every report, those that wait first; two queries."""
    rows = Report.objects.select_related("thread__enrolment__cohort__partner", "reporter").order_by(
        F("settled_at").desc(nulls_first=True), "created_at"
    )
    return Paginator(rows, THREADS).get_page(page or 1)


@dataclass(frozen=True)
class WaitingMessage:
    """A learner who wrote and has no answer yet, as the desk shows it."""

    since: datetime
    url: str


def messages_waiting(user: User) -> dict[UUID, WaitingMessage]:
    """Who waits for an answer of this person or another who teaches their cohort, by enrolment; one query."""
    rows = (
        Thread.objects.filter(enrolment__cohort__in=taught_by(user), waiting_since__isnull=False)
        .select_related("enrolment__cohort")
        .order_by("waiting_since")[:200]
    )
    return {
        row.enrolment.public_id: WaitingMessage(row.waiting_since, team_url(row.enrolment))
        for row in rows
        if row.waiting_since is not None
    }
