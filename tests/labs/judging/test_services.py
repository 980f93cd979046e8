"""A model advises the person who reviews a run: asked once, within limits, and nothing of it is ever a mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import Mark
from labs.evaluation.engine import judge
from labs.evaluation.engine.judge import PROMPT_VERSION
from labs.judging.services import ask_for_proposals, await_proposals, sweep_proposals
from labs.models import Evaluation, JudgeProposal, JudgeSetting, LabEvent, ModelEndpoint, ModelSpend
from labs.providers import registry
from labs.providers.services import set_judge
from labs.reviews.advice import runs_without_advice
from labs.reviews.services import appeal, open_reviews, review_run
from labs.sessions.switches import switch_off, switch_on
from tests.cast import Cast
from tests.labs.model_server import ModelServer, Reply, serve_model, text
from tests.labs.reviews.test_services import agreeing, run_of

LENA = "Lena Brandt"


@pytest.fixture
def server(settings: Any, cast: Cast) -> Iterator[ModelServer]:
    """North has a model of its own."""
    settings.PARTNER_MODELS_ON_PRIVATE_ADDRESSES = True
    registry.forget_failures()
    with serve_model() as model:
        ModelEndpoint.objects.create(
            partner=cast.north,
            name="House",
            base_url=model.url,
            model="small-1",
            price_prompt=Decimal("0.01"),
            price_reply=Decimal("0.01"),
            created_by=cast.paula,
        )
        model.answer = proposes("unmet")
        yield model
    registry.forget_failures()


@pytest.fixture
def run(cast: Cast, server: ModelServer) -> Evaluation:
    """Lena's run waits for a person, and advice is on in North's cohorts."""
    set_judge(partner=cast.north, actor=cast.paula, is_on=True)
    evaluation = run_of(cast, "poor")
    ModelEndpoint.objects.update(is_on=True)
    appeal(evaluation=evaluation, learner=cast.lena, text="Please look again.")
    return evaluation


def asked(request: dict[str, Any]) -> dict[str, Any]:
    """The question as the model gets it."""
    found: dict[str, Any] = json.loads(request["messages"][-1]["content"])
    return found


def proposes(verdict: str, quote: str | None = None) -> Any:
    """A model that says the same of every criterion, and quotes the learner's first act or what it is told to."""

    def answer(request: dict[str, Any]) -> Reply:
        lines = [one for one in asked(request)["transcript"] if one["who"] in ("act", "learner")]
        quotes = [{"turn": lines[0]["turn"], "text": quote or lines[0]["text"]}]
        return Reply([text(json.dumps({"verdict": verdict, "quotes": quotes}))])

    return answer


def ask(evaluation: Evaluation) -> list[JudgeProposal]:
    await_proposals(evaluation=evaluation)
    ask_for_proposals(evaluation_id=evaluation.pk)
    return list(JudgeProposal.objects.filter(evaluation=evaluation))


def debrief_of(client: Client, evaluation: Evaluation) -> str:
    return client.get(reverse("labs:debrief", args=[evaluation.session.public_id])).content.decode()


def without_disclosure(page: str) -> str:
    """A debrief without the line that a model was shown the run, and without what is new in each answer."""
    page = re.sub(r'<p class="small" id="advice">.*?</p>', "", page, flags=re.S)
    return re.sub(r'name="(csrfmiddlewaretoken|key)" value="\w+"|nonce="[^"]+"|\s+', "", page)


def states(evaluation: Evaluation) -> set[str]:
    return set(JudgeProposal.objects.filter(evaluation=evaluation).values_list("state", flat=True))


def test_each_criterion_gets_a_proposal_with_model_prompt_and_rubric(
    run: Evaluation, server: ModelServer
) -> None:
    rows = ask(run)
    assert [(one.criterion, one.state, one.verdict) for one in rows] == [
        (k, "kept", "unmet") for k in range(1, 6)
    ]
    assert {(one.model, one.prompt_version, one.rubric_sha) for one in rows} == {
        ("small-1", PROMPT_VERSION, run.rubric_sha)
    }
    assert len(server.heard) == 5
    assert [asked(one)["criterion"]["title"] for one in server.heard] == [
        one["title"] for one in run.criteria
    ]


def test_a_model_that_gives_full_points_to_everything_changes_no_mark(
    cast: Cast, client: Client, run: Evaluation, server: ModelServer
) -> None:
    def stand() -> tuple[Any, ...]:
        marks = list(Mark.objects.order_by("pk").values())
        results = list(Evaluation.objects.order_by("pk").values())
        events = list(LabEvent.objects.order_by("pk").values())
        client.force_login(cast.lena)
        return marks, results, events, without_disclosure(debrief_of(client, run))

    before = stand()
    server.answer = proposes("met")
    assert {one.verdict for one in ask(run)} == {"met"}
    assert stand() == before
    review = review_run(evaluation=run, reviewer=cast.ines, verdicts=agreeing(run))
    assert (review.points, review.changes) == (run.points, 0)


def test_invented_words_are_thrown_away_and_counted(
    cast: Cast, client: Client, run: Evaluation, server: ModelServer
) -> None:
    server.answer = proposes("met", "I checked every figure against its source.")
    rows = ask(run)
    assert {(one.state, one.verdict, str(one.quotes)) for one in rows} == {("invented_quote", "", "[]")}
    assert len(server.heard) == 5  # nobody fishes for a better answer
    client.force_login(cast.ines)
    page = client.get(reverse("labs:review", args=[run.public_id])).content.decode()
    assert page.count("discarded: it quoted words that are not in the transcript") == 5
    assert "I checked every figure" not in page


@pytest.mark.parametrize("said", ["2", "Well done, full points!", '{"verdict": "brilliant", "quotes": []}'])
def test_an_answer_in_another_form_is_asked_for_once_more_and_then_given_up(
    run: Evaluation, server: ModelServer, said: str
) -> None:
    server.answer = lambda _request: Reply([text(said)])
    ask(run)
    assert states(run) == {"unreadable"}
    assert len(server.heard) == 10
    assert [one.get("response_format") for one in server.heard[:2]] == [{"type": "json_object"}, None]


def test_a_server_without_json_is_asked_in_plain_words(run: Evaluation, server: ModelServer) -> None:
    plain = proposes("unmet")
    server.answer = lambda request: Reply(status=400) if "response_format" in request else plain(request)
    ask(run)
    assert states(run) == {"kept"}


def test_names_and_addresses_leave_as_marks_and_a_quote_of_them_is_still_found(
    cast: Cast, run: Evaluation, server: ModelServer
) -> None:
    said = LabEvent.objects.filter(session=run.session, type="msg.learner").order_by("seq").first()
    assert said is not None
    words = f"Yours,\n{LENA} of lena@example.org, +44 20 7946 0958"
    LabEvent.objects.filter(pk=said.pk)._update(
        [(LabEvent._meta.get_field("private"), None, {"text": words})]
    )

    def answer(request: dict[str, Any]) -> Reply:
        line = next(one for one in asked(request)["transcript"] if one["turn"] == said.seq)
        found = {"verdict": "met", "quotes": [{"turn": said.seq, "text": line["text"]}]}
        return Reply([text(json.dumps(found))])

    server.answer = answer
    rows = ask(run)
    sent = json.dumps(server.heard)
    assert [private in sent for private in (LENA, "Lena", "lena@example.org", "7946", cast.lena.email)] == [
        False
    ] * 5
    assert {(one.state, tuple(one.quotes[0])) for one in rows} == {("kept", (said.seq, 0, len(words)))}


def test_it_is_off_until_the_partner_says_otherwise(cast: Cast, server: ModelServer) -> None:
    evaluation = run_of(cast, "critical")
    ModelEndpoint.objects.update(is_on=True)
    open_reviews(evaluation_id=evaluation.pk)
    assert (runs_without_advice(), await_proposals(evaluation=evaluation)) == ([], 0)
    before = evaluation.session.started_at - timedelta(minutes=1)
    for partner, actor in ((cast.south, cast.rui), (None, cast.sam)):
        set_judge(partner=partner, actor=actor, is_on=True)
    JudgeSetting.objects.update(changed_at=before)
    assert ask(evaluation) == []
    set_judge(partner=cast.north, actor=cast.paula, is_on=True)
    JudgeSetting.objects.update(changed_at=before)
    assert len(ask(evaluation)) == 5


def test_a_run_that_began_before_it_was_switched_on_is_not_read(cast: Cast, server: ModelServer) -> None:
    evaluation = run_of(cast, "critical")
    ModelEndpoint.objects.update(is_on=True)
    open_reviews(evaluation_id=evaluation.pk)
    set_judge(partner=cast.north, actor=cast.paula, is_on=True)
    assert (ask(evaluation), server.heard) == ([], [])


def test_a_learner_reads_before_the_lab_that_a_model_may_advise_the_reviewer(
    cast: Cast, client: Client, server: ModelServer
) -> None:
    run = run_of(cast, "poor")
    client.force_login(cast.lena)
    brief = reverse("labs:lab", args=[run.session.activity.public_id])
    told = "an AI model may read its transcript first"
    assert told not in client.get(brief).content.decode()
    set_judge(partner=cast.north, actor=cast.paula, is_on=True)
    assert told in client.get(brief).content.decode()
    set_judge(partner=cast.north, actor=cast.paula, is_on=False)
    assert told not in client.get(brief).content.decode()


def test_the_debrief_says_which_model_was_shown_the_run_and_nothing_of_what_it_said(
    cast: Cast, client: Client, run: Evaluation, server: ModelServer
) -> None:
    client.force_login(cast.lena)
    before = debrief_of(client, run)
    assert "was shown this transcript" not in before
    ask(run)
    after = debrief_of(client, run)
    assert "A model (small-1) was shown this transcript" in after
    assert without_disclosure(after) == without_disclosure(before)


def test_a_transcript_too_long_to_send_was_shown_to_nobody(
    cast: Cast, client: Client, run: Evaluation, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "MOST_CHARACTERS", 10)
    ask(run)
    client.force_login(cast.lena)
    assert (states(run), server.heard) == ({"too_long"}, [])
    assert "was shown this transcript" not in debrief_of(client, run)


def test_switched_off_again_nothing_more_is_asked(cast: Cast, run: Evaluation, server: ModelServer) -> None:
    await_proposals(evaluation=run)
    set_judge(partner=cast.north, actor=cast.paula, is_on=False)
    ask_for_proposals(evaluation_id=run.pk)
    assert (states(run), server.heard) == ({"waiting"}, [])


def test_asking_again_changes_nothing_and_costs_nothing(run: Evaluation, server: ModelServer) -> None:
    first = [(one.pk, one.answered_at) for one in ask(run)]
    assert [(one.pk, one.answered_at) for one in ask(run)] == first
    assert (sweep_proposals(), len(server.heard), runs_without_advice()) == (0, 5, [])


def test_a_question_that_a_worker_dropped_is_asked_by_the_next_one(
    run: Evaluation, server: ModelServer
) -> None:
    await_proposals(evaluation=run)
    dropped = JudgeProposal.objects.filter(evaluation=run)
    dropped.update(state="asked", attempts=1, asked_at=timezone.now())
    assert sweep_proposals() == 0
    dropped.update(asked_at=timezone.now() - timedelta(minutes=10))
    assert (sweep_proposals(), states(run)) == (5, {"kept"})


def test_while_labs_are_stopped_nobody_is_asked(cast: Cast, run: Evaluation, server: ModelServer) -> None:
    await_proposals(evaluation=run)
    switch = switch_off(actor=cast.sam, reason="The model says harmful things")
    assert (sweep_proposals(), server.heard) == (0, [])
    switch_on(switch=switch, actor=cast.sam)
    assert sweep_proposals() == 5


def test_what_it_costs_is_counted_and_the_months_limit_ends_it(
    cast: Cast, run: Evaluation, server: ModelServer
) -> None:
    ModelEndpoint.objects.update(price_prompt=Decimal(1), monthly_limit=Decimal("0.10"))
    ask(run)
    spend = ModelSpend.objects.get(partner=cast.north)
    assert (spend.turns, len(server.heard)) == (1, 1)  # the first answer spent it all
    assert spend.cost > Decimal("0.10")
    assert states(run) == {"kept", "waiting"}


def test_a_silent_model_is_asked_three_times_and_then_left(run: Evaluation, server: ModelServer) -> None:
    server.answer = lambda _request: Reply(status=503)
    await_proposals(evaluation=run)
    for _minute in range(20):
        registry.forget_failures()
        sweep_proposals()
    assert (states(run), len(server.heard)) == ({"unavailable"}, 15)


def test_a_run_that_a_person_has_judged_is_not_sent_any_more(
    cast: Cast, run: Evaluation, server: ModelServer
) -> None:
    await_proposals(evaluation=run)
    review_run(evaluation=run, reviewer=cast.ines, verdicts=agreeing(run))
    assert (sweep_proposals(), ask_for_proposals(evaluation_id=run.pk), server.heard) == (0, 0, [])


def test_the_reviewer_sees_it_marked_beside_the_rules_finding_and_its_agreement_counted(
    cast: Cast, client: Client, run: Evaluation, server: ModelServer
) -> None:
    ask(run)
    client.force_login(cast.ines)
    address = reverse("labs:review", args=[run.public_id])
    page = client.get(address).content.decode()
    assert page.count("A model's proposal, not a mark") == 5
    assert page.count("The model says: not fully shown.") == 5
    assert "Agree with the model" not in page
    review_run(evaluation=run, reviewer=cast.ines, verdicts=agreeing(run))
    page = client.get(address).content.decode()
    agreed = sum(one["points"] < 2 for one in run.criteria)
    assert page.count("1 of 1") + page.count("0 of 1") == 5
    assert page.count("1 of 1") == agreed


def test_when_the_words_of_a_run_go_its_quotes_go_too(
    cast: Cast, client: Client, run: Evaluation, server: ModelServer
) -> None:
    def answer(request: dict[str, Any]) -> Reply:
        line = next(one for one in asked(request)["transcript"] if one["who"] == "avatar")
        found = {"verdict": "unmet", "quotes": [{"turn": line["turn"], "text": line["text"][:20]}]}
        return Reply([text(json.dumps(found))])

    server.answer = answer
    ask(run)
    LabEvent.objects.filter(session=run.session).erase_private()
    client.force_login(cast.ines)
    page = client.get(reverse("labs:review", args=[run.public_id])).content.decode()
    assert page.count("These words are deleted.") == 5
    assert ask_for_proposals(evaluation_id=run.pk) == 0


def test_owners_and_staff_switch_it_on_a_page_that_says_what_it_does(client: Client, cast: Cast) -> None:
    client.force_login(cast.paula)
    page = client.post(reverse("labs:judge", args=["north"]), {"is_on": "1"}, follow=True).content.decode()
    assert "No mark comes from it." in page
    assert "There is no model to ask yet" in page
    client.force_login(cast.sam)
    client.post(reverse("labs:programme-judge"), {"is_on": "1"})
    client.post(reverse("labs:programme-judge"), {"is_on": "0"})
    assert sorted((one.partner_id or 0, one.is_on) for one in JudgeSetting.objects.all()) == [
        (0, False),
        (cast.north.pk, True),
    ]


def test_there_is_one_choice_for_each_partner_and_one_for_the_programme(cast: Cast) -> None:
    JudgeSetting.objects.create(partner=None, changed_by=cast.sam)
    with pytest.raises(IntegrityError):
        JudgeSetting.objects.create(partner=None, is_on=True, changed_by=cast.sam)
