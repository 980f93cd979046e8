from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from accounts.models import User
from courses.models import Accommodation, Answer, Attempt, Enrolment, Mark, Standing
from courses.quizzes.models import AttemptQuerySet
from courses.quizzes.services.attempts import (
    StartRefused,
    close_overdue,
    grant_extra_time,
    save_answer,
    start_attempt,
    submit_attempt,
)
from tests.factories.courses import enrol_directly
from tests.factories.quizzes import answer, make_quiz, place_of, play, start

NOW = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_lena_starts_twice_and_has_one_attempt(cast):
    activity = make_quiz()
    assert start(cast.lena, activity, now=NOW).pk == start(cast.lena, activity, now=NOW + HOUR).pk
    assert Attempt.objects.count() == 1
    assert Standing.objects.get().states["m3.quiz"]["s"] == "started"


def test_a_started_attempt_keeps_its_form_and_its_seed(cast):
    attempt = start(cast.lena, make_quiz(), now=NOW)
    again = Attempt.objects.get()
    assert (again.items, again.seed) == (attempt.items, attempt.seed)
    assert len(set(again.items)) == 10


def test_a_second_form_shares_no_question_with_the_first(cast):
    activity = make_quiz()
    first = play(cast.lena, activity, right=3, now=NOW)
    second = start(cast.lena, activity, now=NOW + 25 * HOUR)
    assert set(first.items) & set(second.items) == set()
    assert second.number == 2


@pytest.mark.parametrize(("hours", "is_allowed"), [(23.99, False), (24, True)])
def test_the_wait_between_two_attempts_is_kept(cast, hours, is_allowed):
    activity = make_quiz()
    play(cast.lena, activity, now=NOW)
    if is_allowed:
        assert start(cast.lena, activity, now=NOW + hours * HOUR).number == 2
    else:
        with pytest.raises(StartRefused):
            start(cast.lena, activity, now=NOW + hours * HOUR)


def test_an_ended_enrolment_starts_nothing(cast):
    activity = make_quiz()
    enrolment = enrol_directly(cast.lena, activity.version, started_at=NOW - HOUR, ended_at=NOW)
    with pytest.raises(StartRefused):
        start_attempt(place=place_of(enrolment, activity), actor=cast.lena, now=NOW + HOUR)
    assert Attempt.objects.count() == 0


def test_right_answers_reach_the_ledger_once_however_often_lena_hands_in(cast):
    activity = make_quiz()
    attempt = start(cast.lena, activity, now=NOW)
    answer(attempt, right=10, now=NOW)
    for _ in range(3):
        submit_attempt(attempt=attempt, actor=cast.lena, now=NOW + HOUR)
    mark = Mark.objects.get()
    assert (mark.points, mark.possible, mark.passed, mark.outcome) == (
        Decimal(10),
        Decimal(10),
        True,
        "graded",
    )
    assert mark.key == f"attempt:{attempt.public_id}"
    assert [state for _key, _points, state in mark.detail["items"]] == ["right"] * 10


@pytest.mark.parametrize(("right", "passed"), [(7, True), (6, False)])
def test_the_pass_mark_decides(cast, right, passed):
    attempt = play(cast.lena, make_quiz(), right=right, now=NOW)
    assert (attempt.points, attempt.passed) == (Decimal(right), passed)


def test_the_ledger_holds_no_word_that_lena_wrote(cast):
    activity = make_quiz()
    attempt = start(cast.lena, activity, now=NOW)
    number = next(n for n, key in enumerate(attempt.items, 1) if key.startswith("q05"))
    save_answer(attempt_id=attempt.pk, number=number, value="my secret thought", now=NOW)
    submit_attempt(attempt=attempt, actor=cast.lena, now=NOW)
    assert "secret" not in json.dumps(Mark.objects.get().detail)


def test_the_same_answer_sent_twice_is_kept_once(cast):
    attempt = start(cast.lena, make_quiz(), now=NOW)
    version = int(NOW.timestamp() * 1000)
    first = save_answer(attempt_id=attempt.pk, number=1, value="2", version=version, now=NOW)
    again = save_answer(attempt_id=attempt.pk, number=1, value="2", version=version, now=NOW + HOUR)
    assert (first.outcome, again.outcome, first.version == again.version) == ("kept", "kept", True)
    row = Answer.objects.get()
    assert row.saved_at == NOW
    assert len(row.history.splitlines()) == 1


def test_an_older_answer_replayed_late_does_not_replace_a_newer_one(cast):
    attempt = start(cast.lena, make_quiz(), now=NOW)
    newer, older = int(NOW.timestamp() * 1000), int(NOW.timestamp() * 1000) - 5000
    save_answer(attempt_id=attempt.pk, number=1, value="3", version=newer, now=NOW)
    saved = save_answer(attempt_id=attempt.pk, number=1, value="1", version=older, now=NOW + HOUR)
    assert (saved.outcome, saved.version, saved.given.value) == ("stale", newer, "3")
    assert Answer.objects.get().value == '"3"'


def test_a_clock_that_runs_ahead_does_not_lock_later_answers_out(cast):
    attempt = start(cast.lena, make_quiz(), now=NOW)
    save_answer(attempt_id=attempt.pk, number=1, value="3", version=2**52, now=NOW)
    saved = save_answer(attempt_id=attempt.pk, number=1, value="1", now=NOW + HOUR)
    assert saved.outcome == "kept"
    assert Answer.objects.get().value == '"1"'


def test_every_answer_stays_in_the_history(cast):
    attempt = start(cast.lena, make_quiz(), now=NOW)
    for minute, value in enumerate(["1", "2", None, "3"]):
        save_answer(attempt_id=attempt.pk, number=1, value=value, now=NOW + timedelta(minutes=minute))
    lines = [json.loads(line) for line in Answer.objects.get().history.splitlines()]
    assert [line[2] for line in lines] == ["1", "2", None, "3"]


def test_a_history_cannot_be_blown_up(cast):
    attempt = start(cast.lena, make_quiz(), now=NOW)
    for second in range(40):
        save_answer(attempt_id=attempt.pk, number=1, value="x" * 1000, now=NOW + timedelta(seconds=second))
    assert len(Answer.objects.get().history) < 25_000
    assert Answer.objects.get().saved_at == NOW + timedelta(seconds=39)


@pytest.mark.parametrize(("seconds", "outcome"), [(599, "kept"), (609, "kept"), (611, "closed")])
def test_answers_count_until_the_time_is_up_and_some_seconds_for_the_line(cast, seconds, outcome):
    attempt = start(cast.lena, make_quiz(time_limit_minutes=10), now=NOW)
    saved = save_answer(attempt_id=attempt.pk, number=1, value="2", now=NOW + timedelta(seconds=seconds))
    assert saved.outcome == outcome
    assert Answer.objects.count() == (outcome == "kept")


def test_nothing_can_be_saved_after_handing_in(cast):
    attempt = play(cast.lena, make_quiz(), right=2, now=NOW)
    saved = save_answer(attempt_id=attempt.pk, number=1, value="9", now=NOW + HOUR)
    assert saved.outcome == "closed"
    assert Attempt.objects.get().points == Decimal(2)


def test_the_clock_closes_an_attempt_with_what_was_kept(cast):
    activity = make_quiz(time_limit_minutes=10)
    attempt = start(cast.lena, activity, now=NOW)
    answer(attempt, right=4, now=NOW + timedelta(minutes=5))
    assert close_overdue(now=NOW + timedelta(minutes=10, seconds=9)) == 0
    assert close_overdue(now=NOW + HOUR) == 1
    assert close_overdue(now=NOW + HOUR) == 0
    closed = Attempt.objects.get()
    assert (closed.points, closed.closed_by, closed.submitted_at) == (
        Decimal(4),
        "time",
        NOW + timedelta(minutes=10),
    )
    assert Mark.objects.count() == 1


def test_when_the_time_of_a_whole_cohort_is_up_one_beat_closes_them_all(cast):
    activity = make_quiz(time_limit_minutes=10)
    first = start(cast.lena, activity, now=NOW)
    people = User.objects.bulk_create(User(email=f"p{n}@example.org", name=f"P {n}") for n in range(600))
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(user=one, version=activity.version, source="open") for one in people
    )
    Attempt.objects.bulk_create(
        Attempt(
            learner=one.user, enrolment=one, activity=activity, number=1, seed=n, items=first.items,
            started_at=NOW, base_seconds=600, ends_at=first.ends_at,
        )
        for n, one in enumerate(enrolments)
    )  # fmt: skip
    assert close_overdue(now=NOW + HOUR) == 601
    assert not Attempt.objects.open().exists()
    assert Mark.objects.count() == 601


def test_one_attempt_that_cannot_be_closed_does_not_hold_up_the_next(cast, caplog):
    activity = make_quiz(time_limit_minutes=10)
    broken = start(cast.lena, activity, now=NOW)
    sound = start(cast.omar, activity, now=NOW + timedelta(minutes=1))
    Attempt.objects.filter(pk=broken.pk).update(items=["a-question-that-is-gone"])
    assert close_overdue(now=NOW + HOUR) == 1
    assert str(broken.public_id) in caplog.text
    assert [Attempt.objects.get(pk=one.pk).closed_by for one in (broken, sound)] == ["", "time"]
    Attempt.objects.filter(pk=broken.pk).update(items=broken.items)
    assert close_overdue(now=NOW + HOUR) == 1
    assert Mark.objects.count() == 2


def test_handing_in_long_after_the_time_was_up_counts_as_closed_by_the_clock(cast):
    attempt = start(cast.lena, make_quiz(time_limit_minutes=10), now=NOW)
    done = submit_attempt(attempt=attempt, actor=cast.lena, now=NOW + HOUR)
    assert (done.closed_by, done.submitted_at) == ("time", NOW + timedelta(minutes=10))


def test_starting_again_closes_the_attempt_that_ran_out(cast):
    activity = make_quiz(time_limit_minutes=10, retry_after_hours=0)
    first = start(cast.lena, activity, now=NOW)
    second = start(cast.lena, activity, now=NOW + HOUR)
    first.refresh_from_db()
    assert (first.closed_by, second.number) == ("time", 2)


def test_extra_time_is_given_from_the_start(cast):
    Accommodation.objects.create(learner=cast.lena, extra_percent=25)
    attempt = start(cast.lena, make_quiz(time_limit_minutes=80), now=NOW)
    assert (attempt.base_seconds, attempt.extra_seconds) == (4800, 1200)
    assert attempt.ends_at == NOW + timedelta(minutes=100)


def test_extra_time_that_has_run_out_is_not_given(cast):
    Accommodation.objects.create(learner=cast.lena, extra_percent=25, until=NOW.date() - timedelta(days=1))
    assert start(cast.lena, make_quiz(time_limit_minutes=80), now=NOW).extra_seconds == 0


def test_extra_time_reaches_an_attempt_under_way_and_is_never_taken_back(cast):
    attempt = start(cast.lena, make_quiz(time_limit_minutes=80), now=NOW)
    longer = grant_extra_time(attempt=attempt, extra_percent=50, now=NOW + HOUR)
    assert longer.ends_at == NOW + timedelta(minutes=120)
    same = grant_extra_time(attempt=attempt, extra_percent=10, now=NOW + HOUR)
    assert (same.ends_at, same.extra_seconds) == (NOW + timedelta(minutes=120), 2400)


def test_late_points_are_cut_by_the_begun_day_only_where_a_rule_says_so(cast):
    attempt = play(cast.lena, make_quiz(late={"per_day": 0.1}), now=NOW)
    assert attempt.points == Decimal(10)


def test_two_open_attempts_cannot_exist_even_by_hand(cast):
    attempt = start(cast.lena, make_quiz(), now=NOW)
    fields = {"learner": cast.lena, "enrolment": attempt.enrolment, "activity": attempt.activity}
    with pytest.raises(IntegrityError):
        Attempt.objects.create(**fields, number=2, seed=1, items=[])


def test_overdue_attempts_are_found_by_their_end(cast):
    start(cast.lena, make_quiz(time_limit_minutes=10), now=NOW)
    start(cast.omar, make_quiz(), now=NOW)
    assert isinstance(Attempt.objects.all(), AttemptQuerySet)
    assert [a.learner for a in Attempt.objects.over(NOW + HOUR)] == [cast.lena]
