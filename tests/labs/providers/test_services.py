"""A partner adds a model of its own: it is asked first, its key is sealed, and it speaks for that partner alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from labs.models import ModelEndpoint, ModelSpend
from labs.providers.registry import Endpoint, Prices
from labs.providers.sealing import CannotOpen, seal, unseal
from labs.providers.selectors import endpoint_for, opened
from labs.providers.services import (
    EndpointFacts,
    record_spend,
    remove_endpoint,
    save_endpoint,
    switch_endpoint,
)
from labs.providers.services import test_endpoint as ask_again
from tests.cast import Cast
from tests.labs.model_server import ModelServer, Reply, call, chunk, serve_model, text


@pytest.fixture
def server(settings: Any) -> Iterator[ModelServer]:
    settings.PARTNER_MODELS_ON_PRIVATE_ADDRESSES = True
    with serve_model() as model:
        model.chunks = [text("Good morning.")]
        yield model


def facts(server: ModelServer, **more: Any) -> EndpointFacts:
    return EndpointFacts(
        **{"name": "House", "base_url": server.url, "model": "small-1", "key": "k-123456", **more}
    )


def save(cast: Cast, server: ModelServer, **more: Any) -> ModelEndpoint:
    endpoint = more.pop("endpoint", None)
    return save_endpoint(partner=cast.north, actor=cast.paula, facts=facts(server, **more), endpoint=endpoint)


def test_an_endpoint_is_asked_before_it_is_kept_and_what_it_can_do_is_stored(
    cast: Cast, server: ModelServer
) -> None:
    kept = save(cast, server)
    assert {
        name: kept.probe[name] for name in ("streaming", "usage", "tools", "json", "models", "knows_model")
    } == {
        "streaming": True,
        "usage": False,
        "tools": False,
        "json": False,
        "models": 1,
        "knows_model": True,
    }
    assert (kept.works, kept.is_on, kept.probe["first_ms"] >= 0) == (True, True, True)
    assert {request["model"] for request in server.heard} == {"small-1"}
    assert set(server.keys) == {"Bearer k-123456"}


def test_what_a_good_server_can_do_is_found(cast: Cast, server: ModelServer) -> None:
    def answer(request: dict[str, Any]) -> Reply:
        if request.get("tools"):
            return Reply([call("choose_colour", colour="red")])
        if request.get("response_format"):
            return Reply([text('{"ok": true}')])
        usage = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3}}
        return Reply([chunk({"role": "assistant", "content": ""}), text("Good morning."), usage])

    server.answer = answer
    server.listed = [{"id": "small-1", "object": "model", "max_model_len": 8192}]
    kept = save(cast, server)
    wanted = ("streaming", "usage", "tools", "json", "context")
    assert [kept.probe[name] for name in wanted] == [True, True, True, True, 8192]


def test_nothing_about_a_person_is_sent_by_a_test(cast: Cast, server: ModelServer) -> None:
    save(cast, server)
    sent = str(server.heard)
    assert [word for word in (cast.paula.name, cast.paula.email, cast.north.name) if word in sent] == []


@pytest.mark.parametrize(
    ("status", "field"),
    [(401, "key"), (403, "key"), (404, "model"), (422, "model"), (429, "base_url"), (500, "base_url")],
)
def test_a_server_that_refuses_is_not_kept_and_the_field_to_mend_is_named(
    cast: Cast, server: ModelServer, status: int, field: str
) -> None:
    server.status = status
    with pytest.raises(ValidationError) as caught:
        save(cast, server)
    assert list(caught.value.error_dict) == [field]
    assert (
        ModelEndpoint.objects.count(),
        AuditEntry.objects.filter(verb__startswith="model_endpoint").count(),
    ) == (0, 0)


def test_a_server_that_is_not_there_is_not_kept(cast: Cast, settings: Any) -> None:
    settings.PARTNER_MODELS_ON_PRIVATE_ADDRESSES = True
    nowhere = ModelServer(url="http://127.0.0.1:9/v1")
    with pytest.raises(ValidationError, match="cannot be reached"):
        save(cast, nowhere)


def test_a_private_address_needs_the_operators_word(cast: Cast, server: ModelServer, settings: Any) -> None:
    settings.PARTNER_MODELS_ON_PRIVATE_ADDRESSES = False
    with pytest.raises(ValidationError):
        save(cast, server)
    assert server.heard == []


def test_the_key_lies_sealed_and_comes_out_for_the_request_alone(cast: Cast, server: ModelServer) -> None:
    kept = save(cast, server)
    assert "k-123456" not in kept.sealed_key
    assert opened(kept).api_key == "k-123456"
    assert "k-123456" not in repr(opened(kept))
    entry = AuditEntry.objects.get(verb="model_endpoint.added")
    assert (entry.detail, entry.partner_id) == (
        {"host": "127.0.0.1", "model": "small-1", "has_new_key": True},
        cast.north.pk,
    )


def test_an_older_secret_still_opens_and_a_lost_one_says_so(settings: Any) -> None:
    settings.MODEL_KEY_SECRETS = ["old-secret"]
    sealed = seal("k-1")
    settings.MODEL_KEY_SECRETS = ["new-secret", "old-secret"]
    assert unseal(sealed) == "k-1"
    settings.MODEL_KEY_SECRETS = ["new-secret"]
    with pytest.raises(CannotOpen):
        unseal(sealed)


def test_an_empty_key_keeps_the_one_that_is_there_unless_the_address_changes(
    cast: Cast, server: ModelServer
) -> None:
    kept = save(cast, server)
    changed = save(cast, server, endpoint=kept, key="", model="small-2")
    assert (opened(changed).api_key, changed.model, changed.is_on) == ("k-123456", "small-2", True)
    with serve_model() as other:
        other.chunks = [text("Good morning.")]
        with pytest.raises(ValidationError) as caught:
            save(cast, other, endpoint=changed, key="")
    assert list(caught.value.error_dict) == ["key"]
    assert other.heard == []
    assert opened(save(cast, server, endpoint=changed, key="", forget_key=True)).api_key == ""


def test_two_endpoints_do_not_share_a_name_and_one_speaks(cast: Cast, server: ModelServer) -> None:
    first = save(cast, server)
    with pytest.raises(ValidationError):
        save(cast, server)
    second = save(cast, server, name="Other", model="small-2")
    assert (first.is_on, second.is_on) == (True, False)
    switch_endpoint(endpoint=second, actor=cast.paula, is_on=True)
    switch_endpoint(endpoint=second, actor=cast.paula, is_on=True)
    assert [(one.name, one.is_on) for one in ModelEndpoint.objects.order_by("pk")] == [
        ("House", False),
        ("Other", True),
    ]
    assert AuditEntry.objects.filter(verb="model_endpoint.switched_on").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelEndpoint.objects.filter(pk=first.pk).update(is_on=True)


def test_a_failed_test_is_kept_and_the_endpoint_stays(cast: Cast, server: ModelServer) -> None:
    kept = save(cast, server)
    server.status = 500
    tested = ask_again(endpoint=kept, actor=cast.paula)
    assert (tested.works, tested.is_on, tested.probe["problem"]) == (
        False,
        True,
        "The endpoint answered 500.",
    )


def test_a_removed_endpoint_is_gone_with_its_key_and_what_it_cost_stays(
    cast: Cast, server: ModelServer
) -> None:
    kept = save(cast, server, price_prompt=Decimal(1))
    record_spend(endpoint=opened(kept), prompt_tokens=1000, reply_tokens=0)
    remove_endpoint(endpoint=kept, actor=cast.paula)
    remove_endpoint(endpoint=kept, actor=cast.paula)
    assert (ModelEndpoint.objects.count(), ModelSpend.objects.get().cost) == (0, Decimal(1))


def test_each_partner_has_its_own_and_nobody_elses(cast: Cast, server: ModelServer, settings: Any) -> None:
    save(cast, server)
    own, others, nobody = endpoint_for(cast.north.pk), endpoint_for(cast.south.pk), endpoint_for(None)
    assert (own.endpoint is not None, others.endpoint, nobody.endpoint) == (True, None, None)
    settings.OPENAI_BASE_URL, settings.OPENAI_MODEL = "https://shared.example/v1", "shared"
    labels = [
        choice.endpoint and choice.endpoint.label
        for choice in map(endpoint_for, (cast.north.pk, cast.south.pk, None))
    ]
    assert labels == ["Model: small-1", "Model: shared", "Model: shared"]


def test_a_key_that_cannot_be_opened_leaves_the_scripted_avatar_and_not_another_host(
    cast: Cast, server: ModelServer, settings: Any
) -> None:
    save(cast, server)
    settings.MODEL_KEY_SECRETS = ["another"]
    settings.OPENAI_BASE_URL, settings.OPENAI_MODEL = "https://shared.example/v1", "shared"
    assert endpoint_for(cast.north.pk).endpoint is None


def test_a_suspended_partners_endpoint_does_not_speak(cast: Cast, server: ModelServer) -> None:
    save(cast, server)
    type(cast.north).objects.filter(pk=cast.north.pk).update(state="suspended")
    assert endpoint_for(cast.north.pk).endpoint is None


def test_the_months_money_ends_the_model_and_not_the_others(cast: Cast, server: ModelServer) -> None:
    save(cast, server, price_prompt=Decimal("0.5"), price_reply=Decimal("1.5"), monthly_limit=Decimal(1))
    choice = endpoint_for(cast.north.pk)
    assert choice.endpoint is not None
    assert record_spend(endpoint=choice.endpoint, prompt_tokens=500, reply_tokens=499) == Decimal("0.998500")
    assert endpoint_for(cast.north.pk).endpoint is not None
    record_spend(endpoint=choice.endpoint, prompt_tokens=3, reply_tokens=0)
    assert (endpoint_for(cast.north.pk).endpoint, endpoint_for(cast.north.pk).is_month_spent) == (None, True)
    row = ModelSpend.objects.get()
    assert (row.partner_id, row.turns, row.tokens, row.cost) == (cast.north.pk, 2, 1002, Decimal("1.000000"))


def test_the_environments_month_is_counted_apart(settings: Any, db: None) -> None:
    settings.OPENAI_BASE_URL, settings.OPENAI_MODEL = "https://shared.example/v1", "shared"
    settings.OPENAI_PRICE_PROMPT, settings.OPENAI_MONTHLY_LIMIT = Decimal(1), Decimal(2)
    shared = endpoint_for(None).endpoint
    assert shared is not None
    record_spend(endpoint=shared, prompt_tokens=2000, reply_tokens=0)
    assert (ModelSpend.objects.get().partner, endpoint_for(None).is_month_spent) == (None, True)


def test_prices_are_exact() -> None:
    endpoint = Endpoint("https://a.example/v1", "", "m", prices=Prices(Decimal("0.00015"), Decimal("0.0006")))
    assert endpoint.prices.cost(1_234, 567) == Decimal("0.000525")
