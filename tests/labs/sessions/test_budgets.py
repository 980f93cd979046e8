"""What a model may use is counted and limited; when it is used up the scripted avatar goes on and says so."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Activity
from labs.models import LabSession, LabTurn, ModelSpend
from labs.providers.services import EndpointFacts, save_endpoint
from labs.sessions import log
from labs.sessions.engine.replay import replay
from labs.sessions.models import TurnState
from labs.sessions.services import take_act
from labs.sessions.turns import Spoken, finish_turn, lease_turn, open_turn_of
from tests.cast import Cast
from tests.factories.courses import enrol_directly, make_cohort
from tests.factories.labs import make_lab_activity, play, start_lab
from tests.labs.model_server import ModelServer, Reply, serve_model, text

ASK = {"act": "ask", "intent": "ask_q2"}


def usage(prompt: int, reply: int) -> dict[str, Any]:
    return {"choices": [], "usage": {"prompt_tokens": prompt, "completion_tokens": reply}}


def told(session: LabSession) -> list[tuple[str, Any]]:
    return [
        (event.type, event.params["meter"])
        for event in log.events_of(session)
        if event.type.startswith("budget.")
    ]


def speakers(session: LabSession) -> list[str]:
    return [event.params["engine"] for event in log.events_of(session) if event.type == "msg.avatar"][1:]


def test_tokens_and_money_are_counted_for_turn_session_and_month(
    cast: Cast, model: ModelServer, settings: Any
) -> None:
    settings.OPENAI_PRICE_PROMPT, settings.OPENAI_PRICE_REPLY = Decimal("0.5"), Decimal(2)
    model.chunks = [text("97 %."), usage(100, 20)]
    session = start_lab(cast.lena)
    play(session, ASK)
    session.refresh_from_db()
    turn, month = LabTurn.objects.get(), ModelSpend.objects.get()
    assert (turn.prompt_tokens, turn.reply_tokens, session.tokens_used) == (100, 20, 120)
    assert (session.model_cost, month.cost, month.tokens) == (Decimal("0.09"), Decimal("0.09"), 120)


def test_a_lab_that_used_its_tokens_goes_on_with_the_scripted_avatar_and_says_so_once(
    client: Client, cast: Cast, model: ModelServer
) -> None:
    model.chunks = [text("97 %."), usage(59_000, 1_500)]
    session = start_lab(cast.lena)
    play(session, ASK, ASK, ASK)
    assert speakers(session) == ["model:small-1", "scripted", "scripted"]
    assert told(session) == [("budget.exhausted", "tokens")]
    assert len(model.heard) == 1
    client.force_login(cast.lena)
    page = client.get(reverse("labs:session", args=[session.public_id])).content.decode()
    assert "The model’s budget is used up. The scripted avatar goes on; nothing is lost." in page
    assert "100 % used" in page


def test_a_warning_comes_before_the_end(client: Client, cast: Cast, model: ModelServer) -> None:
    model.chunks = [text("97 %."), usage(49_000, 0)]
    session = start_lab(cast.lena)
    play(session, ASK)
    model.chunks = [text("97 %."), usage(100, 0)]
    play(session, ASK, ASK)
    assert told(session) == [("budget.warning", "tokens")]
    client.force_login(cast.lena)
    page = client.get(reverse("labs:session", args=[session.public_id])).content.decode()
    assert ("Words of the model: little is left" in page, "82 % used" in page) == (True, True)


def test_a_reply_may_not_be_longer_than_what_is_left(cast: Cast, model: ModelServer) -> None:
    model.chunks = [text("97 %."), usage(59_800, 0)]
    session = start_lab(cast.lena)
    play(session, ASK, ASK)
    assert [request["max_completion_tokens"] for request in model.heard] == [600, 200]


def test_the_money_of_a_lab_is_a_limit_too(cast: Cast, model: ModelServer, settings: Any) -> None:
    settings.OPENAI_PRICE_PROMPT = Decimal(10)
    model.chunks = [text("97 %."), usage(100, 0)]
    session = start_lab(cast.lena)
    play(session, ASK, ASK)
    assert (speakers(session), told(session)) == (
        ["model:small-1", "scripted"],
        [("budget.exhausted", "money")],
    )


def test_the_month_of_the_environment_is_a_limit(cast: Cast, model: ModelServer, settings: Any) -> None:
    settings.OPENAI_PRICE_PROMPT, settings.OPENAI_MONTHLY_LIMIT = Decimal(1), Decimal("0.1")
    model.chunks = [text("97 %."), usage(100, 0)]
    session = start_lab(cast.lena)
    play(session, ASK, ASK)
    assert (speakers(session), told(session)) == (
        ["model:small-1", "scripted"],
        [("budget.exhausted", "money")],
    )


def test_a_learners_day_is_a_limit_over_all_their_labs(cast: Cast, model: ModelServer, settings: Any) -> None:
    settings.MODEL_TOKENS_PER_LEARNER_DAY = 100
    model.chunks = [text("97 %."), usage(90, 15)]
    activity = make_lab_activity()
    first = start_lab(cast.lena, activity=activity)
    play(first, ASK, ASK)
    other = start_lab(cast.omar, activity=activity)
    play(other, ASK)
    assert (speakers(first), speakers(other)) == (["model:small-1", "scripted"], ["model:small-1"])


def test_a_reply_that_broke_off_was_paid_for(cast: Cast, model: ModelServer) -> None:
    model.chunks = [text("I was about to"), {"error": {"message": "out of memory"}}]
    session = start_lab(cast.lena)
    play(session, ASK)
    turn = LabTurn.objects.get()
    assert (turn.fell_back, turn.prompt_tokens > 500, turn.reply_tokens) == (True, True, 4)
    assert ModelSpend.objects.get().tokens == turn.prompt_tokens + turn.reply_tokens


def test_a_cut_reply_is_counted_by_us(cast: Cast, model: ModelServer) -> None:
    session = start_lab(cast.lena)
    take_act(session=session, action=ASK, key="k-12345678")
    owed = open_turn_of(session)
    assert owed is not None
    held = lease_turn(session=session, turn=owed, pace=False)
    assert held is not None
    finish_turn(open_turn=held, spoken=Spoken("Half a", (), "model:small-1", TurnState.STOPPED))
    turn = LabTurn.objects.get()
    assert (turn.prompt_tokens > 500, turn.reply_tokens, ModelSpend.objects.get().turns) == (True, 2, 1)


def test_a_session_whose_budget_ran_out_replays_to_the_same_log(cast: Cast, model: ModelServer) -> None:
    session = start_lab(cast.lena)
    LabSession.objects.filter(pk=session.pk).update(tokens_used=60_000)
    session.refresh_from_db()
    play(session, {"act": "say", "text": "I am Lena, how did we do?"}, ASK)
    events = log.events_of(session)
    found = replay(
        log.scenario_of(session), events, mode=log.mode_of(session), seed=session.seed, salt=session.salt
    )
    assert (found, told(session)) == (None, [("budget.exhausted", "tokens")])


def test_the_scripted_avatar_costs_nothing_and_shows_no_meter_of_money(client: Client, cast: Cast) -> None:
    session = start_lab(cast.lena)
    play(session, ASK)
    client.force_login(cast.lena)
    page = client.get(reverse("labs:session", args=[session.public_id])).content.decode()
    assert ("Money for the model" in page, ModelSpend.objects.count()) == (False, 0)


@pytest.fixture
def own_model(cast: Cast, settings: Any) -> Iterator[ModelServer]:
    """Partner North has an endpoint of its own, which costs a unit for each 1,000 tokens sent."""
    settings.PARTNER_MODELS_ON_PRIVATE_ADDRESSES = True
    with serve_model() as server:
        server.chunks = [text("Good morning.")]
        facts = EndpointFacts(
            "House", server.url, "house-1", "k", price_prompt=Decimal(1), monthly_limit=Decimal(1)
        )
        save_endpoint(partner=cast.north, actor=cast.paula, facts=facts)
        server.heard.clear()
        server.chunks = [text("97 %."), usage(400, 0)]
        yield server


def in_cohort(cast: Cast, activity: Activity) -> None:
    enrol_directly(cast.lena, activity.version, cohort=make_cohort(cast.north, activity.version))


def test_a_partners_model_speaks_in_its_cohorts_and_its_month_is_its_own(
    cast: Cast, own_model: ModelServer
) -> None:
    activity = make_lab_activity()
    in_cohort(cast, activity)
    session = start_lab(cast.lena, activity=activity)
    play(session, ASK)
    outside = start_lab(cast.omar, activity=activity)
    play(outside, ASK)
    assert (speakers(session), speakers(outside)) == (["model:house-1"], ["scripted"])
    month = ModelSpend.objects.get()
    assert (month.partner, month.cost) == (cast.north, Decimal("0.4"))


def test_the_partners_month_ends_its_model_in_mid_session(
    client: Client, cast: Cast, own_model: ModelServer
) -> None:
    activity = make_lab_activity()
    in_cohort(cast, activity)
    session = start_lab(cast.lena, activity=activity)
    play(session, ASK, ASK, ASK, ASK)
    assert speakers(session) == ["model:house-1"] * 3 + ["scripted"]
    assert told(session)[-1] == ("budget.exhausted", "money")
    client.force_login(cast.paula)
    page = client.get(reverse("labs:models", args=["north"])).content.decode()
    assert "This month’s limit is reached: 1.20 of 1.00 EUR." in page


def test_names_of_partner_and_employer_do_not_leave(cast: Cast, own_model: ModelServer) -> None:
    activity = make_lab_activity()
    in_cohort(cast, activity)
    own_model.replies = [Reply([text("Hello [[name-1]].")])]
    session = start_lab(cast.lena, activity=activity)
    play(session, {"act": "say", "text": "I learn at North Training in training."})
    assert own_model.heard[0]["messages"][-1]["content"] == "I learn at [[name-1]] in training."
