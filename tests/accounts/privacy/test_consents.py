"""What was agreed, in which version, when; and taking it back as easily as it was given."""

from __future__ import annotations

import dataclasses

import pytest
from django.test import Client
from django.urls import reverse

from accounts.invitations.services import invitation_path
from accounts.models import ConsentRecord, User
from accounts.partners.engine.capabilities import Role
from accounts.partners.services import invite_to_role
from accounts.privacy.consents import TOPICS, consent_lines, give_consent
from tests.cast import Cast

pytestmark = pytest.mark.django_db
URL = "/account/consents/"


def test_whoever_signs_up_accepts_the_terms_in_force_and_nothing_else(client: Client) -> None:
    page = client.get(reverse("account_signup")).content.decode()
    assert ('href="/terms/"' in page, 'href="/privacy/"' in page) == (True, True)
    form = {
        "name": "Ada Brook",
        "email": "ada@example.org",
        "password1": "a-long-enough-password",
        "time_zone": "",
    }
    client.post(reverse("account_signup"), form)
    row = ConsentRecord.objects.get(user=User.objects.get(email="ada@example.org"))
    assert (row.topic, row.version, row.digest, row.via) == ("terms", "1", TOPICS["terms"].digest, "sign-up")


def test_what_is_optional_is_off_until_it_is_turned_on_and_is_taken_back_at_once(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.lena)
    assert client.get(URL).content.decode().count("Not agreed") == 2
    client.post(URL, {"topic": "research", "give": "1"})
    client.post(URL, {"topic": "research", "give": "1"})
    assert ConsentRecord.objects.count() == 1
    assert "Take it back" in client.get(URL).content.decode()
    client.post(URL, {"topic": "research"})
    assert ConsentRecord.objects.get().withdrawn_at is not None
    assert "Take it back" not in client.get(URL).content.decode()


@pytest.mark.parametrize("data", [{}, {"topic": "none", "give": "1"}, {"topic": "terms"}])
def test_terms_hold_with_the_account_and_an_unknown_text_is_nothing(client: Client, cast: Cast, data) -> None:
    give_consent(user=cast.lena, topic=TOPICS["terms"], via="page")
    client.force_login(cast.lena)
    assert client.post(URL, data).status_code == 302
    assert ConsentRecord.objects.filter(withdrawn_at=None).count() == 1


def test_a_newer_text_is_agreed_anew_and_the_older_record_keeps_its_digest(cast: Cast) -> None:
    old = give_consent(user=cast.lena, topic=TOPICS["terms"], via="sign-up")
    ConsentRecord.objects.filter(pk=old.pk).update(version="0", digest="0" * 64)
    lines, _records = consent_lines(cast.lena)
    assert [(line.topic.key, line.is_old) for line in lines] == [("terms", True), ("research", False)]
    give_consent(user=cast.lena, topic=dataclasses.replace(TOPICS["terms"]), via="page")
    rows = list(ConsentRecord.objects.order_by("pk").values_list("version", "digest"))
    assert rows == [("0", "0" * 64), ("1", TOPICS["terms"].digest)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    client: Client, cast: Cast, django_assert_num_queries, count: int
) -> None:
    client.force_login(cast.lena)
    for _number in range(count):
        client.post(URL, {"topic": "research", "give": "1"})
        client.post(URL, {"topic": "research"})
    with django_assert_num_queries(2):
        page = client.get(URL).content.decode()
    assert page.count('<th scope="row">research') == count


def test_whoever_has_an_account_agrees_to_the_terms_by_accepting_an_invitation_once(
    client: Client, cast: Cast
) -> None:
    ask = {"email": cast.omar.email, "name": "", "role": Role.INSTRUCTOR, "actor": cast.sam}
    client.force_login(cast.omar)
    for partner in (cast.north, cast.south):
        path = invitation_path(invite_to_role(partner=partner, **ask))
        assert 'href="/terms/"' in client.get(path).content.decode()
        assert client.post(f"{path}accept/").status_code == 302
    row = ConsentRecord.objects.get(user=cast.omar)
    assert (row.topic, row.digest, row.via) == ("terms", TOPICS["terms"].digest, "invitation")
    assert "with an invitation" in client.get(URL).content.decode()


def test_whoever_says_no_to_an_invitation_agrees_to_nothing(client: Client, cast: Cast) -> None:
    invited = invite_to_role(
        partner=cast.north, email=cast.omar.email, name="", role=Role.INSTRUCTOR, actor=cast.sam
    )
    client.force_login(cast.omar)
    assert client.post(f"{invitation_path(invited)}no/").status_code == 200
    assert not ConsentRecord.objects.filter(user=cast.omar).exists()
