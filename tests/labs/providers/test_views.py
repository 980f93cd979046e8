"""Paula adds a model for partner North, tests it, switches it, removes it; nobody ever sees its key again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from labs.models import ModelEndpoint
from tests.cast import Cast
from tests.labs.model_server import ModelServer, serve_model, text

KEY = "k-very-secret-1"


@pytest.fixture
def server(settings: Any) -> Iterator[ModelServer]:
    settings.PARTNER_MODELS_ON_PRIVATE_ADDRESSES = True
    with serve_model() as model:
        model.chunks = [text("Good morning.")]
        yield model


def typed(server: ModelServer, **more: str) -> dict[str, str]:
    return {
        "name": "House",
        "base_url": server.url,
        "model": "small-1",
        "key": KEY,
        "price_prompt": "0.0005",
        "price_reply": "0.0015",
        "currency": "EUR",
        "monthly_limit": "20",
        **more,
    }


def make(cast: Cast, number: int) -> ModelEndpoint:
    return ModelEndpoint.objects.create(
        partner=cast.north,
        name=f"Model {number}",
        base_url="https://models.example/v1",
        model=f"m-{number}",
        created_by=cast.paula,
        is_on=number == 1,
        probe={"streaming": True, "tools": True, "json": False, "first_ms": 120, "usage": True},
    )


def test_a_model_is_added_and_its_key_is_on_no_page(client: Client, cast: Cast, server: ModelServer) -> None:
    client.force_login(cast.paula)
    answer = client.post(reverse("labs:model-add", args=["north"]), typed(server), follow=True)
    page = answer.content.decode()
    assert (answer.status_code, "House plays the avatars in your cohorts." in page) == (200, True)
    form = client.get(reverse("labs:model-edit", args=["north", ModelEndpoint.objects.get().public_id]))
    assert [KEY in text for text in (page, form.content.decode())] == [False, False]
    assert "A key is kept." in form.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("base_url", "not an address", "Give an address such as"),
        ("base_url", "https://me:secret@models.example/v1", "without a name or password"),
        ("base_url", "file:///etc/passwd", "Give an address such as"),
        ("base_url", "https://models.example/v1?key=1", "Leave out spaces, question marks"),
        ("base_url", "https://[::1", "Give an address such as"),
        ("price_prompt", "-1", "greater than or equal to 0"),
        ("currency", "XXX", "valid choice"),
        ("model", "", "required"),
        ("key", "a\x00b", "Null characters"),
    ],
)
def test_what_does_not_fit_comes_back_with_the_form_as_it_was(
    client: Client, cast: Cast, server: ModelServer, field: str, value: str, says: str
) -> None:
    client.force_login(cast.paula)
    answer = client.post(reverse("labs:model-add", args=["north"]), typed(server, **{field: value}))
    page = answer.content.decode()
    assert (answer.status_code, says in page, KEY in page) == (422, True, False)
    assert (ModelEndpoint.objects.count(), server.heard) == (0, [])


def test_plain_http_is_refused_unless_the_operator_allows_it(
    client: Client, cast: Cast, server: ModelServer, settings: Any
) -> None:
    settings.PARTNER_MODELS_ON_PRIVATE_ADDRESSES = False
    client.force_login(cast.paula)
    answer = client.post(reverse("labs:model-add", args=["north"]), typed(server))
    assert "must begin with https://" in answer.content.decode()


def test_a_limit_of_money_needs_prices(client: Client, cast: Cast, server: ModelServer) -> None:
    client.force_login(cast.paula)
    answer = client.post(
        reverse("labs:model-add", args=["north"]), typed(server, price_prompt="0", price_reply="0")
    )
    assert "without them no cost can be counted" in answer.content.decode()


def test_a_wrong_key_is_said_at_the_key(client: Client, cast: Cast, server: ModelServer) -> None:
    server.status = 401
    client.force_login(cast.paula)
    answer = client.post(reverse("labs:model-add", args=["north"]), typed(server))
    assert answer.context["form"].errors == {"key": ["The endpoint does not accept this key."]}


def test_removing_asks_first(client: Client, cast: Cast) -> None:
    kept = make(cast, 1)
    client.force_login(cast.paula)
    place = reverse("labs:model-remove", args=["north", kept.public_id])
    assert "Remove Model 1?" in client.get(place).content.decode()
    assert ModelEndpoint.objects.count() == 1
    client.post(place)
    assert ModelEndpoint.objects.count() == 0


def test_a_test_that_fails_says_so_on_the_list(client: Client, cast: Cast, server: ModelServer) -> None:
    client.force_login(cast.paula)
    client.post(reverse("labs:model-add", args=["north"]), typed(server))
    server.status = 500
    place = reverse("labs:model-test", args=["north", ModelEndpoint.objects.get().public_id])
    page = client.post(place, follow=True).content.decode()
    assert ("House did not answer." in page, "The endpoint answered 500." in page) == (True, True)


def test_a_partner_without_a_model_reads_what_one_is_for(client: Client, cast: Cast) -> None:
    client.force_login(cast.paula)
    page = client.get(reverse("labs:models", args=["north"])).content.decode()
    assert ("No model of your own" in page, "The scripted avatar plays in your cohorts." in page) == (
        True,
        True,
    )


def test_an_endpoint_of_another_partner_does_not_exist(client: Client, cast: Cast) -> None:
    kept = make(cast, 1)
    client.force_login(cast.rui)
    places = [
        reverse(f"labs:model-{name}", args=["south", kept.public_id])
        for name in ("edit", "test", "switch", "remove")
    ]
    assert [client.post(place, {"is_on": "1"}).status_code for place in places] == [404, 404, 404, 404]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_one_and_three_models(
    client: Client, cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(1, rows + 1):
        make(cast, number)
    client.force_login(cast.paula)
    client.get(reverse("labs:models", args=["north"]))
    with django_assert_num_queries(6):
        page = client.get(reverse("labs:models", args=["north"])).content.decode()
    assert page.count("first words after 120 ms") == rows
