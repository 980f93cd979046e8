from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import OutgoingMail
from courses.assessments.selectors.dates import glimpse, plain_glimpse
from courses.models import ActivityDates, Attempt, Cohort, Enrolment, Mark
from courses.quizzes.services.attempts import StartRefused, submit_attempt
from courses.quizzes.services.sittings import set_extra_time
from courses.schedules.selectors import dates_for
from courses.schedules.services import set_dates
from tests.factories.courses import enrol_directly, make_cohort
from tests.factories.labs import make_lab_activity
from tests.factories.quizzes import answer, make_quiz, start

NOW = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def quiz():
    return make_quiz(attempts=1, retry_after_hours=0, time_limit_minutes=30, late={"per_day": 0.2})


@pytest.fixture
def cohort(cast, quiz) -> Cohort:
    return make_cohort(
        cast.north, quiz.version, instructors=[cast.ines], opens_at=NOW - 30 * DAY, closes_at=NOW + 30 * DAY
    )


@pytest.fixture
def lena(cast, cohort) -> Enrolment:
    return enrol_directly(
        cast.lena, cohort.version, cohort=cohort, opens_at=cohort.opens_at, closes_at=cohort.closes_at
    )


def put(activity, actor, *, opens=None, due=None, closes=None, **owner):
    return set_dates(activity=activity, actor=actor, opens_at=opens, due_at=due, closes_at=closes, **owner)


def test_a_persons_date_goes_before_the_cohorts_and_the_course_has_the_last_word(cast, quiz, cohort, lena):
    put(quiz, cast.ines, due=NOW, closes=NOW + DAY, cohort_id=cohort.pk)
    assert dates_for(lena, quiz).closes_at == NOW + DAY
    put(quiz, cast.ines, closes=NOW + 5 * DAY, enrolment=lena)
    held = dates_for(lena, quiz)
    assert (held.due_at, held.closes_at, held.is_own) == (NOW, NOW + 5 * DAY, True)
    put(quiz, cast.ines, closes=NOW + 300 * DAY, enrolment=lena)
    assert dates_for(lena, quiz).closes_at == cohort.closes_at


def test_another_cohorts_dates_are_nobody_elses(cast, quiz, cohort, lena):
    other = make_cohort(cast.south, quiz.version)
    put(quiz, cast.rui, closes=NOW, cohort_id=other.pk)
    assert dates_for(lena, quiz).closes_at == cohort.closes_at


def test_before_it_opens_and_after_it_closes_nothing_starts(cast, quiz, cohort, lena):
    put(quiz, cast.ines, opens=NOW, closes=NOW + DAY, cohort_id=cohort.pk)
    for moment in (NOW - timedelta(minutes=1), NOW + DAY):
        with pytest.raises(StartRefused):
            start(cast.lena, quiz, now=moment)
    attempt = start(cast.lena, quiz, now=NOW + DAY - timedelta(minutes=10))
    assert attempt.ends_at == NOW + DAY


def test_what_is_handed_in_late_keeps_a_part_of_its_points(cast, quiz, cohort, lena):
    put(quiz, cast.ines, due=NOW, cohort_id=cohort.pk)
    late = NOW + DAY + timedelta(hours=1)
    attempt = start(cast.lena, quiz, now=late)
    answer(attempt, right=10, now=late)
    submit_attempt(attempt=attempt, actor=cast.lena, now=late)
    mark = Mark.objects.get()
    assert Fraction(mark.detail["kept_of_late_points"]) == Fraction(3, 5)
    assert (mark.points, mark.passed) == (6, False)


def test_a_further_attempt_is_for_the_one_person(cast, quiz, cohort, lena):
    enrol_directly(cast.omar, cohort.version, cohort=cohort)
    for person in (cast.lena, cast.omar):
        submit_attempt(attempt=start(person, quiz, now=NOW), actor=person, now=NOW)
    put(quiz, cast.ines, enrolment=lena, extra_attempts=1)
    assert start(cast.lena, quiz, now=NOW + DAY).number == 2
    with pytest.raises(StartRefused):
        start(cast.omar, quiz, now=NOW + DAY)


@pytest.mark.parametrize(
    ("opens", "due", "closes", "field"),
    [(NOW, None, NOW, "closes_at"), (NOW, NOW, None, "due_at"), (None, NOW + DAY, NOW, "due_at")],
)
def test_dates_that_contradict_each_other_are_refused_by_service_and_database(
    cast, quiz, cohort, opens, due, closes, field
):
    with pytest.raises(ValidationError) as refused:
        put(quiz, cast.ines, opens=opens, due=due, closes=closes, cohort_id=cohort.pk)
    assert list(refused.value.message_dict) == [field]
    with pytest.raises(IntegrityError), transaction.atomic():
        ActivityDates.objects.create(
            activity=quiz, cohort=cohort, opens_at=opens, due_at=due, closes_at=closes
        )


def test_all_empty_takes_the_dates_away(cast, quiz, cohort):
    put(quiz, cast.ines, due=NOW, cohort_id=cohort.pk)
    assert put(quiz, cast.ines, cohort_id=cohort.pk) is None
    assert ActivityDates.objects.count() == 0


def test_what_would_lena_see_on_3_may_at_nine(cast, quiz, cohort, lena):
    put(quiz, cast.ines, opens=NOW, due=NOW + 2 * DAY, closes=NOW + 9 * DAY, cohort_id=cohort.pk)
    before = glimpse(lena, quiz, NOW - timedelta(minutes=1))
    assert (before.seen.decision.code, before.seen.decision.from_at) == ("not_open", NOW)
    set_extra_time(learner=cast.lena, extra_percent=50, until=None, actor=cast.ines)
    at_nine = glimpse(lena, quiz, NOW)
    assert (at_nine.seen.decision.code, at_nine.seen.minutes) == ("start", timedelta(minutes=45))
    attempt = start(cast.lena, quiz, now=NOW + DAY)
    submit_attempt(attempt=attempt, actor=cast.lena, now=NOW + DAY + timedelta(minutes=5))
    seen = [glimpse(lena, quiz, NOW + DAY * d).seen.decision.code for d in (0, 1, 2, 9)]
    assert seen == ["start", "resume", "used_up", "closed"]
    assert Attempt.objects.count() == 1


def test_ines_sets_dates_and_looks_at_a_moment_on_the_page(client, cast, quiz, cohort, lena):
    client.force_login(cast.ines)
    listed = client.get(reverse("courses:cohort-dates", args=[cohort.public_id])).content.decode()
    assert "Interpret and verify" in listed
    door = reverse("courses:activity-dates", args=[cohort.public_id, quiz.public_id])
    given = {"opens_at": "2026-05-03T09:00", "due_at": "2026-05-02T09:00", "learner": ""}
    refused = client.post(door, given)
    assert (refused.status_code, "It must be due after it opens." in refused.content.decode()) == (422, True)
    assert client.post(door, given | {"due_at": "2026-05-05T09:00"}).status_code == 302
    person = str(lena.public_id)
    assert client.post(door, {"closes_at": "2026-05-20T09:00", "learner": person}).status_code == 302
    assert client.post(door, {"learner": "somebody"}).status_code == 422
    page = client.get(door, {"learner": person, "at": "2026-05-03T09:30"}).content.decode()
    for words in ("May start", "People with dates of their own", "Lena Brandt, 3 May 2026"):
        assert words in page
    assert "Closed" in client.get(door, {"learner": person, "at": "2026-05-21T09:00"}).content.decode()
    assert client.get(door, {"learner": "nobody", "at": "yesterday"}).status_code == 200
    assert "Interpret" in client.get(door).content.decode()


@pytest.mark.parametrize("learners", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    client, cast, quiz, cohort, lena, learners, django_assert_num_queries
):
    for person in (cast.omar, cast.paula)[: learners - 1]:
        enrol_directly(person, cohort.version, cohort=cohort)
    client.force_login(cast.ines)
    door = reverse("courses:activity-dates", args=[cohort.public_id, quiz.public_id])
    client.get(door)
    with django_assert_num_queries(7):
        client.get(door)


def test_what_would_lena_see_of_a_lesson_and_a_lab(client, cast):
    lab = make_lab_activity()
    held = enrol_directly(cast.lena, lab.version)
    cohort = make_cohort(
        cast.north, lab.version, instructors=[cast.ines], opens_at=NOW - 30 * DAY, closes_at=NOW + 30 * DAY
    )
    Enrolment.objects.filter(pk=held.pk).update(
        cohort=cohort, opens_at=cohort.opens_at, closes_at=cohort.closes_at
    )
    held.refresh_from_db()
    put(lab, cast.ines, opens=NOW, due=NOW + DAY, closes=NOW + 2 * DAY, cohort_id=cohort.pk)
    set_extra_time(learner=cast.lena, extra_percent=50, until=None, actor=cast.ines)
    moments = (NOW - timedelta(minutes=1), NOW, NOW + 2 * DAY)
    assert [plain_glimpse(held, lab, at).code for at in moments] == ["not_open", "open", "closed"]
    seen = plain_glimpse(held, lab, NOW)
    assert (seen.time_limit, seen.minutes) == (timedelta(minutes=25), timedelta(minutes=38))  # in her favour
    assert seen.would_end_at == NOW + seen.minutes
    late = NOW + 2 * DAY - timedelta(minutes=5)
    assert plain_glimpse(held, lab, late).would_end_at == NOW + 2 * DAY
    client.force_login(cast.ines)
    door = reverse("courses:activity-dates", args=[cohort.public_id, lab.public_id])
    page = client.get(door, {"learner": str(held.public_id), "at": "2026-05-03T09:30"}).content.decode()
    for words in (
        "<dd>38 minutes",
        "25 minutes for all, and extra time",
        "Started then, it ends",
        "Lena Brandt, 3 May 2026",
    ):
        assert words in page
    assert "Further attempts" not in page.split("What would this learner see?")[0].split("<table")[0]
    early = client.get(door, {"learner": str(held.public_id), "at": "2026-05-01T09:30"}).content.decode()
    assert "Opens on 3 May 2026" in early


@pytest.mark.parametrize("tells", [True, False])
def test_lena_is_told_of_her_dates_when_ines_says_so(
    client, cast, quiz, cohort, lena, tells, django_capture_on_commit_callbacks
):
    client.force_login(cast.ines)
    door = reverse("courses:activity-dates", args=[cohort.public_id, quiz.public_id])
    given = {"closes_at": "2026-05-20T09:00", "learner": str(lena.public_id)} | (
        {"tells": "on"} if tells else {}
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(door, given).status_code == 302
        assert client.post(door, given | {"learner": ""}).status_code == 302
    mails = list(OutgoingMail.objects.values_list("to", "subject"))
    assert mails == ([(cast.lena.email, "Interpret and verify: your dates changed")] if tells else [])
    if tells:
        told = mail.outbox[0].body
        assert "Closes: Wednesday 20 May 2026" in told
        assert "Opens: " in told
        assert str(quiz.public_id) in told
