from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from courses.models import Attempt, Exposure
from courses.quizzes.services.exposure import count_exposure
from tests.factories.quizzes import make_quiz, play, start


def test_each_attempt_is_counted_once_and_the_newest_minute_waits(cast):
    activity = make_quiz()
    play(cast.lena, activity)
    assert count_exposure() == 0
    later = timezone.now() + timedelta(minutes=2)
    assert [count_exposure(now=later), count_exposure(now=later)] == [1, 0]
    start(cast.omar, activity)
    assert count_exposure(now=later) == 1
    held = Exposure.objects.get()
    assert (held.sittings, sum(held.counts.values())) == (2, 20)


def test_the_next_learner_gets_the_questions_that_were_shown_less(cast):
    activity = make_quiz(copies=2)
    first = play(cast.lena, activity)
    count_exposure(now=timezone.now() + timedelta(minutes=2))
    second = start(cast.omar, activity)
    assert set(first.items) & set(second.items) == set()


def test_a_form_stays_what_it_was_whatever_is_shown_later(cast):
    activity = make_quiz(copies=2)
    first = play(cast.lena, activity)
    drawn = list(first.items)
    count_exposure(now=timezone.now() + timedelta(minutes=2))
    start(cast.omar, activity)
    assert Attempt.objects.get(pk=first.pk).items == drawn
