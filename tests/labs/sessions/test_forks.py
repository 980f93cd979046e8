"""Trying again from a moment of an ended run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from courses.models import Mark
from labs.evaluation.services import score_session
from labs.models import LabEvent, LabSession, LabTurn
from labs.sessions import log
from labs.sessions.engine.dialogue import learner_act
from labs.sessions.forks import fork_session
from labs.sessions.models import Mode
from labs.sessions.services import leave_session
from labs.workplace.engine.events import first_broken
from tests.cast import Cast
from tests.factories.labs import play, start_lab

KEY = "retry-0001"


def ended(cast: Cast) -> LabSession:
    session = start_lab(cast.lena, mode=Mode.ASSESSED)
    play(session, {"act": "ask", "intent": "ask_q2"}, {"act": "ask", "intent": "ask_source"})
    return leave_session(session=session)


def learner_turn(session: LabSession, number: int) -> int:
    return next(
        e.seq for e in log.events_of(session) if e.type == "msg.learner" and e.params["turn"] == number
    )


def test_a_fork_stands_where_the_run_stood_before_that_turn(cast: Cast) -> None:
    session = ended(cast)
    seq = learner_turn(session, 2)
    fork = fork_session(session=session, learner=cast.lena, seq=seq, key=KEY)
    assert [e.hash for e in log.events_of(fork)] == [e.hash for e in log.events_of(session)][: seq - 1]
    assert first_broken(log.events_of(fork)) is None
    play(fork, {"act": "ask", "intent": "ask_kind"})
    assert log.events_of(fork)[-1].params.get("turn", 2) == 2
    assert first_broken(log.events_of(fork)) is None


def test_a_fork_never_counts(cast: Cast) -> None:
    session = ended(cast)
    fork = fork_session(session=session, learner=cast.lena, seq=learner_turn(session, 1), key=KEY)
    play(fork, {"act": "commit", "option": "publish"})
    evaluation = score_session(session_id=fork.pk)
    assert evaluation is not None
    assert not evaluation.counts
    assert Mark.objects.filter(key__contains=fork.public_id.hex).count() == 0


def test_a_fork_of_an_old_run_has_its_whole_time(cast: Cast) -> None:
    session = ended(cast)
    fork = fork_session(session=session, learner=cast.lena, seq=learner_turn(session, 2), key=KEY)
    later = timezone.now() + timedelta(days=3)
    LabSession.objects.filter(pk=fork.pk).update(started_at=later, closes_at=later + timedelta(minutes=25))
    fork.refresh_from_db()
    step = learner_act(log.state_of(fork), {"act": "ask", "intent": "ask_kind"}, at=log.timestamp(later))
    assert (step.error, step.ended) == ("", "")


def test_the_same_key_opens_one_fork(cast: Cast) -> None:
    session = ended(cast)
    seq = learner_turn(session, 1)
    made = [fork_session(session=session, learner=cast.lena, seq=seq, key=KEY) for _ in range(2)]
    assert made[0] == made[1]
    assert LabSession.objects.filter(forked_from=session).count() == 1


def test_a_fork_after_a_question_owes_no_answer_twice(cast: Cast) -> None:
    session = ended(cast)
    fork = fork_session(session=session, learner=cast.lena, seq=learner_turn(session, 2), key=KEY)
    assert LabTurn.objects.filter(session=fork).count() == 0


@pytest.mark.parametrize("seq", [0, 1, 9_999_999_999_999_999_999])
def test_only_an_own_act_is_a_place_to_try_again_from(cast: Cast, seq: int) -> None:
    session = ended(cast)
    with pytest.raises(ValidationError):
        fork_session(session=session, learner=cast.lena, seq=seq, key=KEY)
    assert LabSession.objects.filter(forked_from=session).count() == 0


def test_an_open_run_has_no_fork(cast: Cast) -> None:
    session = start_lab(cast.lena)
    play(session, {"act": "ask", "intent": "ask_q2"})
    with pytest.raises(ValidationError, match="End the lab first"):
        fork_session(session=session, learner=cast.lena, seq=learner_turn(session, 1), key=KEY)


def test_erased_words_are_not_played_on_from(cast: Cast) -> None:
    session = ended(cast)
    seq = learner_turn(session, 2)
    LabEvent.objects.filter(session=session).erase_private()
    with pytest.raises(ValidationError, match="erased"):
        fork_session(session=session, learner=cast.lena, seq=seq, key=KEY)
