"""One writer gives places; anyone can check them."""

import json

import pytest
from django.urls import reverse

from certificates.ledger.services import check_log, seal_log, write_entry
from certificates.models import LedgerEntry, LedgerHead
from certificates.signing.services import rotate_key, signer_of
from tests.factories.certificates import stand_keys

pytestmark = pytest.mark.django_db


def fill(count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        write_entry(kind="issue", key=f"k{number}", leaf=f"{number:064x}")


def test_entries_get_their_places_and_the_head_is_signed():
    stand_keys()
    fill(3)
    seal_log(signer=signer_of("badge"))
    fill(2, 3)
    seal_log(signer=signer_of("badge"))
    assert seal_log(signer=signer_of("badge")) is None
    assert list(LedgerEntry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5]
    report = check_log()
    assert (report.entries, report.waiting, report.heads, report.problems) == (5, 0, 2, ())


def test_the_same_fact_twice_is_one_entry():
    fill(1)
    fill(1)
    assert LedgerEntry.objects.count() == 1


def test_a_changed_entry_and_a_forged_head_are_found():
    stand_keys()
    fill(4)
    seal_log(signer=signer_of("badge"))
    LedgerEntry.objects.filter(seq=2).update(leaf="f" * 64)
    assert check_log().problems == ("The chain is broken at entry 2.",)
    LedgerEntry.objects.filter(seq=2).update(leaf=f"{1:064x}")
    LedgerHead.objects.update(token=LedgerHead.objects.get().token[:-6] + "AAAAAA")
    assert check_log().problems == ("The head at 4 has a broken signature.",)


def test_heads_of_a_retired_key_still_check():
    stand_keys()
    fill(1)
    seal_log(signer=signer_of("badge"))
    rotate_key(kind="badge")
    fill(1, 1)
    seal_log(signer=signer_of("badge"))
    assert check_log().problems == ()


def test_the_public_log_shows_heads_and_entries(client):
    stand_keys()
    fill(3)
    seal_log(signer=signer_of("badge"))
    heads = json.loads(client.get(reverse("certificates:log")).content)["heads"]
    entries = json.loads(client.get(reverse("certificates:log"), {"from": "2"}).content)["entries"]
    assert [head["size"] for head in heads] == [3]
    assert [entry["seq"] for entry in entries] == [2, 3]


@pytest.mark.parametrize("start", ["x", "-1", "1e3", "٣", "9" * 30, "\x00"])
def test_a_strange_place_in_the_log_is_refused(client, start):
    assert client.get(reverse("certificates:log"), {"from": start}).status_code == 400


def test_an_entry_is_never_deleted():
    with pytest.raises(PermissionError):
        LedgerEntry.objects.all().delete()
