from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import OutgoingMail
from courses.models import Attempt, Correction, Mark, Regrade
from courses.quizzes.services import regrades
from courses.quizzes.services.regrades import apply_regrade, propose_regrade, run_regrade
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import make_quiz, play, start

NOW = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)


def item_of(attempt, prefix):
    return next(key for key in attempt.items if key.startswith(prefix))


def propose(activity, key, sam, action="key", values=("1",)):
    return propose_regrade(
        activity=activity, key=key, action=action, values=list(values), reason="The key was wrong.", actor=sam
    )


def apply(regrade, sam, **more):
    applied = apply_regrade(
        regrade=regrade, actor=sam, **{"keeps_passes": True, "tells_learners": True} | more
    )
    return run_regrade(regrade_id=applied.pk)


def test_a_preview_writes_no_mark(cast):
    activity = make_quiz(copies=1)
    attempt = play(cast.lena, activity, right=10, now=NOW)
    propose(activity, "q01.1", cast.sam)
    assert (Mark.objects.count(), Correction.objects.count()) == (1, 0)
    attempt.refresh_from_db()
    assert attempt.revision == 0


def test_a_corrected_key_moves_marks_both_ways_and_the_old_ones_stay(cast):
    activity = make_quiz(copies=1, **{"pass": 0.95})
    lena = play(cast.lena, activity, right=10, now=NOW)
    omar = play(cast.omar, activity, right=0, now=NOW)
    done = apply(propose(activity, "q01.1", cast.sam), cast.sam, keeps_passes=False)
    lena.refresh_from_db()
    omar.refresh_from_db()
    assert (lena.points, lena.passed, omar.points) == (Decimal(9), False, Decimal(1))
    assert (done.state, done.seen, done.changed) == ("done", 2, 2)
    assert Mark.objects.count() == 4
    assert [mark.points for mark in Mark.objects.filter(replaced_by=None)] == [Decimal(9), Decimal(1)]
    newest = Mark.objects.filter(enrolment=lena.enrolment).latest("pk")
    assert (newest.reason, newest.actor, newest.detail["rule"]) == (
        "The key was wrong.",
        cast.sam,
        "regrade 1",
    )


def test_who_would_lose_the_pass_keeps_it_where_the_error_was_ours(cast):
    activity = make_quiz(copies=1, **{"pass": 0.95})
    lena = play(cast.lena, activity, right=10, now=NOW)
    apply(propose(activity, "q01.1", cast.sam), cast.sam)
    lena.refresh_from_db()
    assert (lena.points, lena.passed, lena.revision) == (Decimal(10), True, 1)
    assert Mark.objects.count() == 1


def test_a_withdrawn_question_counts_for_nobody(cast):
    activity = make_quiz(copies=1)
    lena = play(cast.lena, activity, right=9, now=NOW)
    apply(propose(activity, item_of(lena, lena.items[9][:3]), cast.sam, "void"), cast.sam)
    lena.refresh_from_db()
    assert (lena.points, lena.possible) == (Decimal(9), Decimal(9))


def test_an_answer_accepted_afterwards_earns_its_points(cast):
    activity = make_quiz(copies=1)
    omar = play(cast.omar, activity, right=0, now=NOW)
    apply(propose(activity, "q01.1", cast.sam, "accept", ["1"]), cast.sam)
    apply(propose(activity, "q04.1", cast.sam, "accept", ["25,212"]), cast.sam)
    omar.refresh_from_db()
    assert (omar.points, omar.revision) == (Decimal(2), 2)


def test_an_attempt_handed_in_after_the_correction_follows_it_at_once(cast):
    activity = make_quiz(copies=1)
    apply(propose(activity, "q01.1", cast.sam), cast.sam)
    lena = play(cast.lena, activity, right=10, now=NOW)
    assert (lena.points, lena.revision) == (Decimal(9), 1)


def test_each_person_whose_mark_moved_is_told_once(cast, django_capture_on_commit_callbacks):
    activity = make_quiz(copies=1)
    play(cast.lena, activity, right=10, now=NOW)
    play(cast.omar, activity, right=0, now=NOW)
    regrade = propose(activity, "q01.1", cast.sam, "accept", ["1"])
    with django_capture_on_commit_callbacks(execute=True):
        apply(regrade, cast.sam)
    with django_capture_on_commit_callbacks(execute=True):
        apply(regrade, cast.sam)
    assert [mail.to for mail in OutgoingMail.objects.all()] == [cast.omar.email]


def test_nobody_is_told_where_the_box_was_not_ticked(cast):
    activity = make_quiz(copies=1)
    play(cast.omar, activity, right=0, now=NOW)
    apply(propose(activity, "q01.1", cast.sam, "accept", ["1"]), cast.sam, tells_learners=False)
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_run_that_is_cut_anywhere_goes_on_without_a_double_entry(cast, monkeypatch, step):
    """Cut after each step, as a killed worker would be, and begun again from the rows."""
    monkeypatch.setattr(regrades, "STEP", step)
    activity = make_quiz(copies=1)
    for number in range(5):
        play(UserFactory(name=f"Learner {number}"), activity, right=0, now=NOW)
    regrade = propose(activity, "q01.1", cast.sam, "accept", ["1"])
    apply_regrade(regrade=regrade, keeps_passes=True, tells_learners=False, actor=cast.sam)
    for _ in range(8):
        run_regrade(regrade_id=regrade.pk, steps=1)
    regrade.refresh_from_db()
    assert (regrade.state, regrade.seen, regrade.changed) == ("done", 5, 5)
    assert Mark.objects.count() == 10
    assert set(Attempt.objects.values_list("points", flat=True)) == {Decimal(1)}


def test_applying_twice_makes_one_correction(cast):
    activity = make_quiz(copies=1)
    regrade = propose(activity, "q01.1", cast.sam)
    for _ in range(2):
        apply_regrade(regrade=regrade, keeps_passes=True, tells_learners=True, actor=cast.sam)
    assert Correction.objects.count() == 1


def test_an_open_attempt_is_left_alone(cast):
    activity = make_quiz(copies=1)
    start(cast.lena, activity, now=NOW)
    done = apply(propose(activity, "q01.1", cast.sam), cast.sam)
    assert done.seen == 0


@pytest.mark.parametrize(
    ("key", "action", "values", "problem"),
    [
        ("q99", "key", ["1"], "no such question"),
        ("q01.1", "key", ["2"], "changes nothing"),
        ("q01.1", "key", ["1", "2"], "not be valid"),
        ("q01.1", "key", ["9"], "not be valid"),
        ("q01.1", "accept", ["9"], "not be valid"),
        ("q01.1", "accept", ["\x00"], "may not take more than one"),
        ("q04.1", "key", ["many"], "Write one number"),
        ("q06.1", "key", ["1"], "cannot be changed here"),
        ("q07.1", "accept", ["1"], "may not take more than one"),
        ("q01.1", "explode", [], "Choose what to change"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(cast, key, action, values, problem):
    activity = make_quiz(copies=1)
    with pytest.raises(ValidationError, match=problem):
        propose(activity, key, cast.sam, action, values)
    assert Regrade.objects.count() == 0


def test_a_later_regrade_builds_on_the_earlier_one(cast):
    activity = make_quiz(copies=1)
    lena = play(cast.lena, activity, right=10, now=NOW)
    apply(propose(activity, "q01.1", cast.sam, "key", ["1"]), cast.sam, keeps_passes=False)
    apply(propose(activity, "q01.1", cast.sam, "key", ["2"]), cast.sam, keeps_passes=False)
    lena.refresh_from_db()
    assert lena.points == Decimal(10)
    assert Mark.objects.filter(enrolment=lena.enrolment, replaced_by=None).count() == 1


def test_late_points_stay_cut_after_a_regrade(cast):
    """The factor follows from the day of handing in, not from the day of the regrade."""
    activity = make_quiz(copies=1, late={"per_day": 0.1})
    lena = play(cast.lena, activity, right=10, now=NOW - timedelta(days=3))
    apply(propose(activity, "q01.1", cast.sam, "void"), cast.sam)
    lena.refresh_from_db()
    assert lena.points == Decimal(9)
