from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import OutgoingMail
from courses.models import Appeal, Mark
from courses.quizzes.services.appeals import decide_appeal, send_appeal
from tests.factories.quizzes import make_quiz, play, start

NOW = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def attempt(cast):
    return play(cast.lena, make_quiz(), right=6, now=NOW)


def send(attempt, cast, **more):
    return send_appeal(
        **{"attempt": attempt, "number": 9, "reason": "Freight is wrong too.", "actor": cast.lena, "now": NOW}
        | more
    )


def test_an_upheld_appeal_lifts_the_mark_and_the_pass(cast, attempt):
    appeal = send(attempt, cast)
    decide_appeal(appeal=appeal, share=Decimal(1), decision="You were right.", actor=cast.ines)
    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed) == (Decimal(7), True)
    newest = Mark.objects.get(replaced_by=None)
    assert (newest.points, newest.actor, newest.reason) == (
        Decimal(7),
        cast.ines,
        "Appeal upheld for question 9.",
    )
    assert OutgoingMail.objects.get().to == cast.lena.email


def test_a_part_of_the_points_can_be_granted(cast, attempt):
    decide_appeal(appeal=send(attempt, cast), share=Decimal("0.5"), decision="Half.", actor=cast.ines)
    attempt.refresh_from_db()
    assert attempt.points == Decimal("6.5")


def test_an_appeal_that_is_not_upheld_changes_no_mark_and_is_answered(cast, attempt):
    decide_appeal(appeal=send(attempt, cast), share=None, decision="The sheet says net.", actor=cast.ines)
    assert (Mark.objects.count(), Appeal.objects.get().state) == (1, "kept")
    assert "The sheet says net." in OutgoingMail.objects.get().body_text


def test_an_appeal_cannot_lower_a_mark(cast, attempt):
    appeal = send(attempt, cast, number=1)
    decide_appeal(appeal=appeal, share=Decimal("0.2"), decision="A fifth.", actor=cast.ines)
    attempt.refresh_from_db()
    assert attempt.points == Decimal(6)


def test_an_appeal_is_decided_once(cast, attempt):
    appeal = send(attempt, cast)
    decide_appeal(appeal=appeal, share=Decimal(1), decision="Yes.", actor=cast.ines)
    with pytest.raises(ValidationError, match="decided before"):
        decide_appeal(appeal=appeal, share=None, decision="No.", actor=cast.ines)


def test_lena_does_not_decide_on_her_own_appeal(cast, attempt):
    with pytest.raises(ValidationError, match="their own"):
        decide_appeal(appeal=send(attempt, cast), share=Decimal(1), decision="Yes.", actor=cast.lena)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"number": 0}, "one of the questions"),
        ({"number": 11}, "one of the questions"),
        ({"reason": "  "}, "Say why"),
        ({"now": NOW + timedelta(days=15)}, "14 days"),
    ],
)
def test_an_appeal_needs_a_question_a_reason_and_its_time(cast, attempt, more, problem):
    with pytest.raises(ValidationError, match=problem):
        send(attempt, cast, **more)
    assert Appeal.objects.count() == 0


def test_one_appeal_a_question(cast, attempt):
    send(attempt, cast)
    with pytest.raises(ValidationError, match="One appeal a question"):
        send(attempt, cast)


def test_an_open_attempt_has_no_mark_to_appeal_against(cast):
    with pytest.raises(ValidationError, match="Hand in first"):
        send(start(cast.lena, make_quiz(), now=NOW), cast)


@pytest.mark.parametrize("share", [Decimal(0), Decimal("-1"), Decimal("1.1")])
def test_a_share_lies_between_nothing_and_all(cast, attempt, share):
    with pytest.raises(ValidationError, match="between 0 and 1"):
        decide_appeal(appeal=send(attempt, cast), share=share, decision="Well.", actor=cast.ines)
