"""One whole run by the scenario's own action files, through the services that a learner's clicks use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from labs.evaluation.models import Evaluation
from labs.evaluation.services import score_session
from labs.scenarios.selectors import scenario_for_activity
from labs.sessions.engine.player import NOT_ARGUMENTS, read_lines
from labs.sessions.forks import fork_session
from labs.sessions.models import LabSession, Mode
from labs.sessions.replies import speak_now
from labs.sessions.services import leave_session, rate_oneself, start_session, take_act
from labs.workplace.engine.render import render

if TYPE_CHECKING:
    from accounts.api import User
    from courses.api import LearnerActivity


def play_run(
    *, place: LearnerActivity, learner: User, mode: Mode, conduct: str, key: str, self_rating: int
) -> Evaluation | None:
    """Start, act as `tests/<conduct>.jsonl` says, end, rate oneself and score. The same `key` again changes nothing.

    Action files that name an earlier act (`undo`) are for the engine's own player. `key`: 8 to 48 characters.
    """
    package = scenario_for_activity(place.activity).package
    lines = read_lines(package["tests"][f"{conduct}.jsonl"])
    return play_lines(place=place, learner=learner, mode=mode, lines=lines, key=key, self_rating=self_rating)


def play_lines(
    *,
    place: LearnerActivity,
    learner: User,
    mode: Mode,
    lines: Sequence[Mapping[str, Any]],
    key: str,
    self_rating: int,
) -> Evaluation | None:
    """The same with acts of one's own, as lines of an action file."""
    session = start_session(place=place, learner=learner, mode=mode, key=key)
    speak_now(session=session)
    variables = scenario_for_activity(place.activity).package["variants"][session.variant]["vars"]
    for number, line in enumerate(lines):
        session.refresh_from_db()
        if not session.is_open:
            break
        action = render(line, variables)
        if session.variant in action.get("in", [session.variant]):
            arguments = {name: value for name, value in action.items() if name not in NOT_ARGUMENTS}
            take_act(session=session, action=arguments, key=f"{key}-{number:03d}")
            speak_now(session=session)
    return _finish(session, self_rating)


def play_again(*, session: LabSession, learner: User, key: str, self_rating: int) -> Evaluation | None:
    """Try again from the last decision of an ended run, and leave it there. None where it has no decision."""
    decided = session.events.filter(type="decision.commit").order_by("-seq").first()
    if decided is None:
        return None
    return _finish(fork_session(session=session, learner=learner, seq=decided.seq, key=key), self_rating)


def _finish(session: LabSession, self_rating: int) -> Evaluation | None:
    session.refresh_from_db()
    if session.is_open:
        leave_session(session=session)
    rate_oneself(session=session, rating=self_rating)
    return score_session(session_id=session.pk)
