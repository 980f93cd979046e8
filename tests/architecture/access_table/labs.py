"""Who may open the pages of labs. Lena's course runs in a cohort of North that Ines teaches."""

from __future__ import annotations

from dataclasses import dataclass

from courses.models import Activity
from labs.evaluation.services import score_session
from labs.models import Evaluation, LabEvent, LabSession, LabSwitch, ModelEndpoint
from labs.scenarios.services import publish_scenario
from labs.sessions.models import Mode
from labs.sessions.services import leave_session, rate_oneself
from labs.sessions.switches import switch_off, switch_on
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.courses import enrol_directly, make_cohort
from tests.factories.labs import make_lab_activity, play, shipped_package, start_lab

KEY = "0123456789abcdef"


@dataclass(frozen=True)
class World:
    activity: Activity
    open_session: LabSession
    ended_session: LabSession
    evaluation: Evaluation
    endpoint: ModelEndpoint
    switch: LabSwitch


def make_world(cast: Cast) -> World:
    activity = make_lab_activity()
    cohort = make_cohort(cast.north, activity.version, instructors=[cast.ines])
    enrol_directly(cast.lena, activity.version, cohort=cohort)
    ended = start_lab(cast.lena, mode=Mode.ASSESSED, activity=activity)
    play(ended, {"act": "ask", "intent": "ask_q2"})
    leave_session(session=ended)
    rate_oneself(session=ended, rating=5)
    evaluation = score_session(session_id=ended.pk)
    assert evaluation is not None
    endpoint = ModelEndpoint.objects.create(
        partner=cast.north,
        name="House",
        base_url="https://models.invalid/v1",
        model="small-1",
        created_by=cast.paula,
    )
    opened = start_lab(cast.lena, activity=activity)
    switch = switch_off(actor=cast.ines, cohort=cohort, reason="Fire drill")
    switch_on(switch=switch, actor=cast.ines)
    return World(activity, opened, ended, evaluation, endpoint, switch)


def activity(world: World) -> list[object]:
    return [world.activity.public_id]


def opened(world: World) -> list[object]:
    return [world.open_session.public_id]


def ended(world: World) -> list[object]:
    return [world.ended_session.public_id]


def act(world: World) -> list[object]:
    return [world.open_session.public_id, "ask"]


def evaluation(world: World) -> list[object]:
    return [world.evaluation.public_id]


def models(_world: World) -> list[object]:
    return ["north"]


def lab(_world: World) -> list[object]:
    return ["s1"]


def switch(world: World) -> list[object]:
    return [world.switch.pk]


def endpoint(world: World) -> list[object]:
    return ["north", world.endpoint.public_id]


def note(world: World) -> list[object]:
    return [world.ended_session.public_id, 1]


def sensitive(_world: World) -> list[object]:
    return [publish_scenario(package=shipped_package("s8")).public_id]


def retry(world: World) -> list[object]:
    """The last thing the learner did before leaving."""
    acts = LabEvent.objects.filter(session=world.ended_session, actor="learner")
    return [world.ended_session.public_id, acts.order_by("-seq").values_list("seq", flat=True)[0]]


def pair(world: World) -> list[object]:
    return [world.ended_session.public_id, world.ended_session.public_id]


ROWS = [
    row("labs:models", models, "302 404 404 403 200 404 200"),
    row("labs:judge", models, "302 404 404 403 302 404 302", method="post", data={"is_on": "1"}),
    row("labs:programme-models", None, "302 403 403 403 403 403 200"),
    row("labs:programme-judge", None, "302 403 403 403 403 403 302", method="post", data={"is_on": "1"}),
    row("labs:model-add", models, "302 404 404 403 200 404 200"),
    row("labs:model-add", models, "302 404 404 403 422 404 422", method="post", data={"name": "x"}),
    row("labs:model-edit", endpoint, "302 404 404 403 200 404 200"),
    row("labs:model-test", endpoint, "302 404 404 403 302 404 302", method="post"),
    row("labs:model-switch", endpoint, "302 404 404 403 302 404 302", method="post", data={"is_on": "1"}),
    row("labs:model-remove", endpoint, "302 404 404 403 200 404 200"),
    row("labs:model-remove", endpoint, "302 404 404 403 302 404 302", method="post"),
    row("labs:lab", activity, "302 200 404 404 404 404 404"),
    row(
        "labs:start",
        activity,
        "302 302 404 404 404 404 404",
        method="post",
        data={"mode": "guided", "key": KEY},
    ),
    row("labs:session", opened, "302 200 404 404 404 404 404"),
    row("labs:session", ended, "302 302 404 404 404 404 404"),
    row("labs:stream", opened, "403 200 404 404 404 404 404"),
    row("labs:act", act, "302 302 404 404 404 404 404", method="post", data={"intent": "ask_q2", "key": KEY}),
    row("labs:stop", opened, "302 302 404 404 404 404 404", method="post"),
    row("labs:reply", opened, "302 302 404 404 404 404 404", method="post"),
    row("labs:end", opened, "302 302 404 404 404 404 404", method="post"),
    row("labs:withdraw", opened, "302 302 404 404 404 404 404", method="post"),
    row("labs:debrief", ended, "302 200 404 404 404 404 404"),
    row("labs:rate", ended, "302 302 404 404 404 404 404", method="post", data={"rating": "5"}),
    row("labs:reflect", ended, "302 302 404 404 404 404 404", method="post", data={"text": "Open first."}),
    row("labs:note", note, "302 302 404 404 404 404 404", method="post", data={"text": "Slower here."}),
    row("labs:retry", retry, "302 302 404 404 404 404 404", method="post", data={"key": KEY}),
    row("labs:compare", pair, "302 200 404 404 404 404 404"),
    row("labs:export", ended, "302 200 404 404 404 404 404"),
    row("labs:appeal", ended, "302 302 404 404 404 404 404", method="post", data={"text": "Please look."}),
    row("labs:review-queue", None, "302 403 403 200 200 200 200"),
    row("labs:review", evaluation, "302 404 404 200 200 404 200"),
    row("labs:misses", None, "302 403 403 403 403 403 200"),
    row("labs:misses-csv", None, "302 403 403 403 403 403 200"),
    row("labs:regrades", None, "302 403 403 403 403 403 200"),
    row("labs:regrade-lab", lab, "302 403 403 403 403 403 200"),
    row("labs:regrade-lab", lab, "302 403 403 403 403 403 422", method="post"),
    row("labs:sensitive", None, "302 403 403 403 403 403 200"),
    row("labs:safety-review", sensitive, "302 403 403 403 403 403 422", method="post"),
    row("labs:safety-withdraw", sensitive, "302 403 403 403 403 403 302", method="post"),
    row("labs:second-reviewer", evaluation, "302 404 404 302 302 404 302", method="post"),
    row("labs:stops", None, "302 403 403 200 200 403 200"),
    row(
        "labs:stops",
        None,
        "302 403 403 422 422 403 302",
        method="post",
        data={"scope": "all", "reason": "Maintenance"},
    ),
    row("labs:stop-lift", switch, "302 404 404 302 302 404 302", method="post"),
    row("labs:stop-session", opened, "302 404 404 200 200 404 200"),
    row("labs:stop-session", opened, "302 404 404 302 302 404 302", method="post", data={"reason": "Fault"}),
]
