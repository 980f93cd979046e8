"""Staff read the log, search it and check the chain."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.audit.services import record_audit, seal_audit
from tests.cast import Cast


def verbs(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("accounts:audit"), query)
    assert response.status_code == 200
    return [entry.verb for entry in response.context["page"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_takes_the_same_queries_for_any_number_of_entries(
    client: Client, cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        record_audit(actor=cast.sam, verb=f"thing.done-{number}", target=cast.north, partner=cast.north)
    client.force_login(cast.sam)
    with django_assert_num_queries(6):  # session and person, head, waiting, verbs, count, page
        assert len(verbs(client)) == count


def test_staff_filter_by_person_act_partner_and_day(client: Client, cast: Cast) -> None:
    record_audit(actor=cast.paula, verb="membership.added", target=cast.north, partner=cast.north)
    record_audit(actor=cast.rui, verb="client.created", target=cast.south, partner=cast.south)
    record_audit(actor=None, verb="membership.removed")
    client.force_login(cast.sam)
    assert verbs(client, q="Paula") == ["membership.added"]
    assert verbs(client, q="rui@example.org") == ["client.created"]
    assert verbs(client, verb="membership") == ["membership.removed", "membership.added"]
    assert verbs(client, partner="south") == ["client.created"]
    assert verbs(client, since="2020-01-01", until="2020-01-02") == []
    assert len(verbs(client, since="2020-01-01")) == 3


def test_an_entry_is_found_by_its_number(client: Client, cast: Cast) -> None:
    for verb in ("first.done", "second.done"):
        record_audit(actor=cast.sam, verb=verb)
    seal_audit()
    client.force_login(cast.sam)
    assert verbs(client, q="2") == ["second.done"]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\x00"},
        {"q": "9" * 60},
        {"since": "not a day"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"page": "-1"},
        {"page": "9" * 40},
        {"verb": "x" * 500},
        {"partner": "../etc"},
    ],
)
def test_a_filter_that_makes_no_sense_shows_a_page(client: Client, cast: Cast, query: dict[str, str]) -> None:
    cast.sam.time_zone = "Pacific/Auckland"
    cast.sam.save()
    client.force_login(cast.sam)
    assert client.get(reverse("accounts:audit"), query).status_code == 200


def test_checking_the_chain_says_so(client: Client, cast: Cast) -> None:
    record_audit(actor=cast.sam, verb="thing.done")
    client.force_login(cast.sam)
    response = client.post(reverse("accounts:audit-check"), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "The chain is whole: 1 entry checked."
    ]


def test_a_broken_chain_is_named(client: Client, cast: Cast) -> None:
    from tests.accounts.audit.test_services import tamper

    entry = record_audit(actor=cast.sam, verb="thing.done")
    seal_audit()
    tamper("verb", "thing.undone", entry)
    client.force_login(cast.sam)
    response = client.post(reverse("accounts:audit-check"), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "The chain is broken at entry 1: what the entry says was changed after it was sealed."
    ]
