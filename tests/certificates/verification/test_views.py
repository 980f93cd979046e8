"""What a stranger sees, with and without the right number."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.credentials.making import make_credential
from certificates.credentials.replacing import reissue_credential
from certificates.credentials.services import (
    forget_holder,
    lift_suspension,
    revoke_credential,
    suspend_credential,
)
from certificates.credentials.sharing import make_share_link, set_name_shown, withdraw_share_link
from certificates.models import Credential, CredentialEvent, ShareLink
from tests.counts import forget_counts
from tests.factories.certificates import issued, planned

pytestmark = pytest.mark.django_db


def page(credential, client=None, **headers) -> str:
    response = (client or Client()).get(f"/v/{credential.public_id}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_verdict_comes_first_and_every_printed_fact_follows(cast):
    credential = issued(cast.lena)
    text = page(credential)
    assert text.index("This certificate is valid") < text.index(credential.serial)
    for fact in (
        "Lena Brandt",
        "Foundations: Meet and verify, edition 1.0.0",
        "Unsupervised",
        "lab S1 at 8 of 10",
    ):
        assert fact in text


def test_capital_letters_and_small_ones_are_the_same_page(cast):
    credential = issued(cast.lena)
    client = Client()
    answers = [
        client.get(path) for path in (f"/V/{credential.public_id}", f"/v/{credential.public_id.lower()}")
    ]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_search_engines_and_caches_are_told_to_stay_out_and_to_ask_again(cast):
    response = Client().get(f"/v/{issued(cast.lena).public_id}")
    assert (response["X-Robots-Tag"], response["Cache-Control"]) == ("noindex", "no-cache")
    assert (
        Client().get(response.request["PATH_INFO"], headers={"If-None-Match": response["ETag"]}).status_code
        == 304
    )


def test_a_revocation_shows_at_once_and_names_nobody(cast):
    credential = issued(cast.lena)
    before = Client().get(f"/v/{credential.public_id}")
    revoke_credential(credential=credential, reason="evidence", actor=cast.sam, note="Two logs differ.")
    after = Client().get(f"/v/{credential.public_id}", headers={"If-None-Match": before["ETag"]})
    text = after.content.decode()
    assert "This certificate was revoked" in text
    assert "Assessment record could not be confirmed" in text
    assert "Lena" not in text
    assert "Two logs differ" not in text
    assert Client().get(f"/v/{credential.public_id}/badge.json").status_code == 410


def test_expired_suspended_and_replaced_say_what_they_are(cast):
    credential = issued(cast.lena)
    suspend_credential(credential=credential, actor=cast.sam)
    assert "This certificate is suspended" in page(credential)
    lift_suspension(credential=credential, actor=cast.sam)
    assert "This certificate is valid" in page(credential)
    new = reissue_credential(credential=credential, name="Lena A. Brandt", actor=cast.sam)
    make_credential(new.pk)
    text = page(credential)
    assert "This certificate was replaced" in text
    assert f"/v/{new.public_id}" in text
    Credential.objects.filter(pk=new.pk).update(
        issued_at=timezone.now() - timedelta(days=800), valid_until=timezone.now() - timedelta(days=1)
    )
    assert "This certificate has expired" in page(new)


def test_a_credential_that_is_still_being_made_is_not_public(cast):
    assert Client().get(f"/v/{planned(cast.lena).public_id}").status_code == 404


def test_unknown_numbers_all_get_the_same_answer(cast):
    credential = issued(cast.lena)
    wrong = (
        "A" + credential.public_id[1:] if credential.public_id[0] != "A" else "B" + credential.public_id[1:]
    )
    shapes = set()
    for path in (
        "/v/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        f"/v/{wrong}",
        "/v/x",
        "/verify/?number=RR-2026-00000-00000",
    ):
        response = Client().get(path)
        assert response.status_code == 404
        text = response.content.decode()
        shapes.add(text[text.index("<h1>") : text.index("</h1>")])
    assert len(shapes) == 1


def test_the_holder_chooses_initials(cast):
    credential = issued(cast.lena)
    set_name_shown(credential=credential, name_shown="initials", actor=cast.lena)
    text = page(credential)
    assert "L. B." in text
    assert "Lena" not in text
    assert Client().get(f"/v/{credential.public_id}/badge.json").status_code == 410


def test_the_holder_chooses_to_be_confirmed_by_typing(cast):
    credential = issued(cast.lena)
    set_name_shown(credential=credential, name_shown="confirm", actor=cast.lena)
    url = f"/v/{credential.public_id}"
    assert "Lena" not in page(credential)
    assert "Yes: it was issued" in Client().post(url, {"name": "LENA  BRÁNDT"}).content.decode()
    answer = Client().post(url, {"name": "Lina Brandt"}).content.decode()
    assert "No: it was issued" in answer
    assert "Lena" not in answer
    assert Client().post(url, {"name": ""}).status_code == 422


def test_json_and_the_badge_come_by_asking_for_them(cast):
    credential = issued(cast.lena)
    url = f"/v/{credential.public_id}"
    told = json.loads(Client().get(url, headers={"Accept": "application/json"}).content)
    assert (told["verdict"], told["number"]) == ("valid", credential.serial)
    badge = Client().get(url, headers={"Accept": "application/vc+ld+json"}, follow=True)
    assert json.loads(badge.content)["credentialSubject"]["licenseNumber"] == credential.serial
    assert badge["Access-Control-Allow-Origin"] == "*"


def test_a_number_typed_with_slips_leads_to_the_page(cast):
    credential = issued(cast.lena)
    typed = credential.serial.lower().replace("-", " ")
    assert Client().get(reverse("certificates:verify"), {"number": typed}).url == f"/v/{credential.public_id}"
    assert Client().get(reverse("certificates:verify"), {"number": ""}).status_code == 422


def test_the_register_knows_the_bytes_without_seeing_the_file(cast):
    credential = issued(cast.lena)
    told = json.loads(
        Client().get(reverse("certificates:verify-digest", args=[credential.pdf_digest])).content
    )
    assert (told["known"], told["verdict"]) == (True, "valid")
    for digest in ("0" * 64, "x", credential.pdf_digest.upper()):
        told = json.loads(Client().get(reverse("certificates:verify-digest", args=[digest])).content)
        assert told["known"] is False


def test_a_share_link_shows_what_its_holder_chose_and_can_be_taken_back(cast):
    credential = issued(cast.lena)
    link = make_share_link(
        credential=credential, label="A reader", name_shown="initials", expires_on=None, actor=cast.lena
    )
    url = reverse("certificates:shared", args=[link.token])
    text = Client().get(url).content.decode()
    assert "L. B." in text
    assert "Lena" not in text
    assert ShareLink.objects.get().opened == 1
    withdraw_share_link(link=link, actor=cast.lena)
    assert Client().get(url).status_code == 404


def test_whose_name_was_taken_out_still_has_a_page(cast):
    credential = issued(cast.lena)
    forget_holder(credential=credential)
    text = page(credential)
    assert "This certificate is valid" in text
    assert "Taken out at the holder" in text
    assert "Lena" not in text
    assert Client().get(f"/v/{credential.public_id}/badge.json").status_code == 410


def test_anyone_may_report_misuse_and_staff_see_it(cast):
    credential = issued(cast.lena)
    url = reverse("certificates:report", args=[credential.public_id])
    assert Client().post(url, {"note": "x"}).status_code == 422
    assert Client().post(url, {"note": "Seen with another face."}).status_code == 302
    assert CredentialEvent.objects.filter(kind="reported").count() == 1
    unknown = reverse("certificates:report", args=["A" * 26])
    assert Client().post(unknown, {"note": "Seen with another face."}).status_code == 302


def test_who_asks_too_often_has_to_wait(cast):
    client = Client()
    statuses = [client.get(reverse("certificates:verify")).status_code for _ in range(31)]
    assert (set(statuses[:30]), statuses[30]) == ({200}, 429)


def test_the_public_page_takes_one_query(cast, django_assert_num_queries):
    credential = issued(cast.lena)
    client = Client()
    client.get(f"/v/{credential.public_id}")
    with django_assert_num_queries(1):
        client.get(f"/v/{credential.public_id}")


def test_status_list_did_keys_and_achievement_are_open_to_all(cast):
    issued(cast.lena)
    for name, args in (
        ("did", []),
        ("jwks", []),
        ("log", []),
        ("status-list", ["revocation", 1]),
        ("status-list", ["suspension", 1]),
        ("achievement", ["foundations", "1.0.0"]),
        ("partner-did", [cast.north.slug]),
    ):
        response = Client().get(reverse(f"certificates:{name}", args=args))
        assert (response.status_code, response["Access-Control-Allow-Origin"]) == (200, "*")


@pytest.mark.parametrize(
    "path",
    [
        "/status/revocation/0",
        "/status/revocation/99",
        f"/status/revocation/{10**40}",
        "/status/other/1",
        "/achievements/foundations/9.9.9",
        "/achievements/none/1.0.0",
        "/achievements/none/%00",
        "/partners/nobody/did.json",
        "/s/%00",
        "/s/" + "x" * 400,
        "/v/%00",
        "/v/%F0%9F%98%80",
        "/v/" + "A" * 64,
    ],
)
def test_what_is_not_there_is_not_found(path):
    assert Client().get(path).status_code == 404


@settings(max_examples=220)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=70))
def test_no_number_breaks_the_page(text):
    forget_counts()
    response = Client().get(reverse("certificates:verify"), {"number": text})
    assert response.status_code in (404, 422)
