"""What a learner's earlier attempts cost: the same for a hundred as for twelve."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Attempt, Mark
from courses.quizzes.compiled import quiz_of
from courses.quizzes.engine.rules import history_of, may_start, shown
from courses.quizzes.selectors.attempts import attempts_of, past_of, rules_for, share_of
from courses.quizzes.selectors.history import earlier_of
from courses.quizzes.services.attempts import start_attempt, submit_attempt
from tests.factories.courses import enrol_directly
from tests.factories.quizzes import make_quiz, place_of, play, start

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def played(user, activity, count, *, seed=1):
    """So many attempts, one a day up to yesterday, with random points of 10 or, after a correction, of 9."""
    enrolment = enrol_directly(user, activity.version)
    first = play(user, activity, right=3, now=NOW - timedelta(days=count + 1))
    rng = random.Random(seed)
    made = []
    for number in range(2, count + 1):
        began, possible = NOW - timedelta(days=count + 1 - number), Decimal(rng.choice((10, 10, 9)))
        made.append(
            Attempt(
                learner=user,
                enrolment=enrolment,
                activity=activity,
                number=number,
                seed=number,
                items=first.items,
                started_at=began,
                submitted_at=began + timedelta(minutes=9),
                closed_by="learner",
                points=Decimal(rng.randint(0, int(possible) * 1000)) / 1000,
                possible=possible,
                passed=False,
            )
        )
    Attempt.objects.bulk_create(made)
    return enrolment


def page_of(activity):
    return reverse("courses:quiz", args=[activity.public_id])


@pytest.mark.parametrize("counts", ["best", "last", "first", "mean"])
@pytest.mark.parametrize("count", [1, 3, 12, 40])
@pytest.mark.parametrize("is_open", [False, True])
def test_what_the_rules_are_told_is_what_all_attempts_say(cast, counts, count, is_open):
    activity = make_quiz(retry_after_hours=0, counts=counts, attempts=90, attempts_per_year=50)
    enrolment = played(cast.lena, activity, count, seed=count)
    if is_open:
        start(cast.lena, activity, now=NOW)
    quiz = quiz_of(activity)
    rules = rules_for(quiz, enrolment, activity)
    every = attempts_of(enrolment, activity)
    whole = history_of(rules, [past_of(attempt) for attempt in every])
    found = earlier_of(quiz, rules, enrolment, activity)
    told = found.history
    assert (told.attempts, told.is_open, told.ended_at) == (whole.attempts, is_open, whole.ended_at)
    assert told.counting == whole.counting
    assert may_start(rules, told, now=NOW) == may_start(rules, whole, now=NOW)
    assert shown(rules, told, now=NOW) == shown(rules, whole, now=NOW)
    assert found.best == max(share_of(attempt) for attempt in every if not attempt.is_open)


def test_lena_pages_through_her_attempts_newest_first(client, cast):
    client.force_login(cast.lena)
    activity = make_quiz(retry_after_hours=0)
    played(cast.lena, activity, 23)
    start(cast.lena, activity)
    listed = []
    for number in (1, 2, 3):
        page = client.get(page_of(activity), {"page": number}).context["page"]
        listed += [attempt.number for attempt in page.attempts]
    assert listed == list(range(23, 0, -1))
    text = client.get(page_of(activity), {"page": 2}).content.decode()
    assert "Page 2 of 3" in text
    for odd in ("", "0", "99", "x", "-1", "1e9", "\u0663"):
        assert client.get(page_of(activity), {"page": odd}).status_code == 200


def test_ten_attempts_need_no_second_page(client, cast):
    client.force_login(cast.lena)
    activity = make_quiz(retry_after_hours=0)
    played(cast.lena, activity, 10)
    text = client.get(page_of(activity)).content.decode()
    assert text.count("Result ") == 10
    assert "Page 1 of" not in text


@pytest.mark.parametrize("count", [12, 40])
def test_a_page_and_a_start_take_the_same_queries_after_twelve_attempts_and_after_forty(
    client, cast, count, django_assert_num_queries
):
    client.force_login(cast.lena)
    activity = make_quiz(retry_after_hours=0)
    enrolment = played(cast.lena, activity, count)
    client.get(page_of(activity))
    with django_assert_num_queries(5):
        client.get(page_of(activity))
    with django_assert_num_queries(6):
        client.get(page_of(activity), {"page": 2})
    with django_assert_num_queries(11):
        attempt = start_attempt(place=place_of(enrolment, activity), actor=cast.lena)
    assert attempt.number == count + 1
    submit_attempt(attempt=attempt, actor=cast.lena)
    result = reverse("courses:quiz-result", args=[attempt.public_id])
    with django_assert_num_queries(7):
        assert client.get(result).status_code == 200
    assert Mark.objects.filter(enrolment=enrolment).count() == 2
