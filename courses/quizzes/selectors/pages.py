"""The quiz's first page and the question pages, as values that a template only has to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from django.core.paginator import Page
from django.urls import reverse

from courses.progress.access import LearnerActivity
from courses.quizzes.compiled import OpenForm, quiz_of
from courses.quizzes.engine.rules import Decision, Rules, Seen, simulate
from courses.quizzes.engine.types import face, notice
from courses.quizzes.engine.values import Face
from courses.quizzes.models import Answer, Attempt, Ticket
from courses.quizzes.selectors.attempts import (
    Given,
    extra_percent_of,
    media_of,
    rules_for,
    ticket_of,
)
from courses.quizzes.selectors.history import earlier_of, handed_in
from courses.quizzes.wording import hint_text, notice_text

if TYPE_CHECKING:
    from courses.quizzes.engine.specs import ExamSpec

NOTHING = Given()


@dataclass(frozen=True, slots=True)
class QuizPage:
    """The page before an attempt: the rules that hold for this learner, and the attempts so far."""

    place: LearnerActivity
    title: str
    size: int
    rules: Rules
    seen: Seen
    extra: timedelta | None
    pass_percent: int
    attempts: Page[Attempt]
    open_attempt: Attempt | None
    exam: ExamSpec | None = None
    ticket: Ticket | None = None
    is_ticket_ready: bool = False

    @property
    def cut(self) -> str:
        return f"{self.exam.cut.points:g}" if self.exam else ""

    @property
    def decision(self) -> Decision:
        return self.seen.decision

    @property
    def minutes(self) -> int:
        return int(self.seen.minutes.total_seconds() // 60) if self.seen.minutes else 0

    @property
    def base_minutes(self) -> int:
        return int(self.rules.time_limit.total_seconds() // 60) if self.rules.time_limit else 0

    @property
    def wait_days(self) -> int:
        """Whole days, from two on; shorter waits are said in hours."""
        days = self.rules.wait.total_seconds() / 86400
        return int(days) if days >= 2 and days == int(days) else 0

    @property
    def wait_hours(self) -> float:
        return self.rules.wait.total_seconds() / 3600


def quiz_page(place: LearnerActivity, *, learner_id: int, now: datetime, page: str = "") -> QuizPage:
    """Dates, attempts and extra time: three queries; two more where there are many attempts, one for an older page."""
    quiz = quiz_of(place.activity)
    rules = rules_for(quiz, place.enrolment, place.activity)
    earlier = earlier_of(quiz, rules, place.enrolment, place.activity)
    extra_percent = extra_percent_of(learner_id, now) if rules.time_limit else 0
    seen = simulate(rules, earlier.history, extra_percent=extra_percent, now=now)
    ticket = ticket_of(place.enrolment, place.activity)
    has_extra = seen.minutes is not None and rules.time_limit is not None and extra_percent > 0
    return QuizPage(
        place=place,
        title=place.activity.title,
        size=quiz.spec.blueprint.size,
        rules=rules,
        seen=seen,
        extra=seen.minutes - rules.time_limit if has_extra and seen.minutes and rules.time_limit else None,
        pass_percent=round(rules.pass_share * 100),
        attempts=handed_in(earlier, place.enrolment, place.activity, page),
        open_attempt=earlier.open_attempt,
        exam=cast("ExamSpec", quiz.spec) if place.activity.kind == "exam" else None,
        ticket=ticket,
        is_ticket_ready=ticket is not None
        and ticket.is_admitted
        and ticket.opens_at <= now < ticket.closes_at,
    )


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of the question map."""

    number: int
    is_answered: bool
    is_flagged: bool
    is_current: bool
    notice: str = ""

    @property
    def label(self) -> str:
        """The number as text: templates would ask the locale about each."""
        return str(self.number)

    @property
    def css(self) -> str:
        return " ".join(
            filter(None, ("done" if self.is_answered else "", "flagged" if self.is_flagged else ""))
        )

    @property
    def bar(self) -> str:
        return "now" if self.is_current else "done" if self.is_answered else ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in an attempt: what is asked, what was given, and what to say about it. `name` is its field's."""

    number: int
    name: str
    face: Face
    given: Given
    hint: str
    notice: str
    error: str = ""

    @property
    def template(self) -> str:
        return f"courses/quizzes/types/{self.face.type}.html"


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """Some questions of an open attempt, the map of all, and the clock.

    `base` is the address of the attempt, to which a question's number is added, `media` that of the pictures of its
    questions, to which a picture's name is added: both are looked up once for the page, not once for each question.
    """

    attempt: Attempt
    base: str
    media: str
    title: str
    size: int
    questions: Sequence[Question]
    stops: Sequence[Stop]
    seconds_left: int | None
    ask_confidence: bool
    sure_steps: Sequence[tuple[int, str]]

    @property
    def has_calculator(self) -> bool:
        """Timed work has one in the page, so that nobody needs a second device."""
        return self.attempt.base_seconds is not None

    @property
    def question(self) -> Question:
        return self.questions[0]

    @property
    def number(self) -> int:
        return self.questions[0].number

    @property
    def is_last(self) -> bool:
        return self.number == self.size

    @property
    def answered(self) -> int:
        return sum(stop.is_answered for stop in self.stops)

    @property
    def flagged(self) -> int:
        return sum(stop.is_flagged for stop in self.stops)

    @property
    def remarks(self) -> list[Stop]:
        """The answers that are kept but odd: two equal places, a number that does not read as one."""
        return [stop for stop in self.stops if stop.notice]

    @property
    def unanswered(self) -> list[Stop]:
        return [stop for stop in self.stops if not stop.is_answered]

    @property
    def clock(self) -> str:
        """The time left as people read it: `6:12`, or `1:11:00`."""
        left = self.seconds_left or 0
        hours, minutes, seconds = left // 3600, left // 60 % 60, left % 60
        return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"

    @property
    def duration(self) -> str:
        return f"PT{self.seconds_left or 0}S"


def question_in(form: OpenForm, attempt: Attempt, number: int, given: Given, error: str) -> Question:
    item = form.item(number)
    shown = face(item, given.value, seed=attempt.seed, shuffle=form.quiz.spec.shuffle.options)
    return Question(
        number,
        f"q{number}",
        shown,
        given,
        hint_text(shown.type, shown.count),
        notice_text(notice(item, given.value)) if given.is_answered else "",
        error,
    )


def _stop(form: OpenForm, number: int, given: Given, *, is_current: bool) -> Stop:
    odd = notice_text(notice(form.item(number), given.value)) if given.is_answered else ""
    return Stop(number, given.is_answered, given.is_flagged, is_current, odd)


def attempt_page(
    attempt: Attempt,
    form: OpenForm,
    answers: Mapping[int, Given],
    *,
    numbers: Sequence[int],
    now: datetime,
    errors: Mapping[int, str] | None = None,
) -> AttemptPage:
    """The page of these questions; no query, the door and the answers were read before."""
    current = numbers[0] if len(numbers) == 1 else 0
    left = max(0, int((attempt.ends_at - now).total_seconds())) if attempt.ends_at is not None else None
    steps = [(int(sure.value), str(sure.label)) for sure in Answer.Sure if sure is not Answer.Sure.NOT_SAID]
    return AttemptPage(
        attempt=attempt,
        base=reverse("courses:quiz-attempt", args=[attempt.public_id]),
        media=media_of(attempt.activity),
        title=attempt.activity.title,
        size=len(form.items),
        questions=[
            question_in(form, attempt, n, answers.get(n, NOTHING), (errors or {}).get(n, "")) for n in numbers
        ],
        stops=[
            _stop(form, n, answers.get(n, NOTHING), is_current=n == current)
            for n in range(1, len(form.items) + 1)
        ],
        seconds_left=left,
        ask_confidence=form.quiz.spec.ask_confidence,
        sure_steps=steps,
    )


def first_open(size: int, answers: Mapping[int, Given]) -> int:
    """The first question without an answer, else the first one."""
    return next((n for n in range(1, size + 1) if not answers.get(n, NOTHING).is_answered), 1)
