"""The profile: name, zone, language and appearance, used on every page from then on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.audit.models import AuditEntry
from tests.cast import Cast

FORM = {"name": "Lena Brandt", "time_zone": "Asia/Tokyo", "language": "en", "theme": "dark"}


def save(client: Client, **changes: str) -> object:
    return client.post("/account/", {**FORM, **changes})


def test_a_person_changes_zone_and_appearance(client: Client, cast: Cast) -> None:
    client.force_login(cast.lena)
    assert save(client).status_code == 302
    cast.lena.refresh_from_db()
    assert (cast.lena.time_zone, cast.lena.theme) == ("Asia/Tokyo", "dark")
    assert 'data-theme="dark"' in client.get("/account/").content.decode()
    assert AuditEntry.objects.count() == 0


def test_a_new_name_is_written_down_because_certificates_print_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.lena)
    save(client, name="Lena  Brandt-Said")
    entry = AuditEntry.objects.get(verb="person.renamed")
    assert entry.personal.payload == {"from": "Lena Brandt", "to": "Lena Brandt-Said"}
    assert entry.personal.subject == cast.lena


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "Le\u0000na"),
        ("name", "Le\u202ena"),
        ("time_zone", "Mars/Olympus"),
        ("language", "xx"),
        ("theme", "pink"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    client: Client, cast: Cast, field: str, value: str
) -> None:
    client.force_login(cast.lena)
    response = save(client, **{field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    cast.lena.refresh_from_db()
    assert (cast.lena.name, cast.lena.time_zone) == ("Lena Brandt", "UTC")


def test_times_are_shown_in_the_persons_zone(client: Client, cast: Cast) -> None:
    client.force_login(cast.lena)
    save(client)
    client.get("/account/")
    # The zone belongs to the request; the next person does not inherit it.
    assert timezone.get_current_timezone_name() == "Asia/Tokyo"
    Client().get("/accounts/login/")
    assert timezone.get_current_timezone_name() == "UTC"


def test_the_profile_is_three_queries(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast.lena)
    client.get("/account/")
    with django_assert_num_queries(3):  # session and person, ways to sign in, sessions
        client.get("/account/")


def test_a_visitor_without_a_cookie_costs_no_query(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/accounts/inactive/")


def test_a_zone_that_is_no_longer_known_falls_back(client: Client, cast: Cast) -> None:
    type(cast.lena).objects.filter(pk=cast.lena.pk).update(time_zone="Europe/Atlantis")
    client.force_login(cast.lena)
    assert client.get("/account/privacy/").status_code == 200
