"""The demo's certificates reach the states that a visitor looks for, and a second run changes nothing."""

from __future__ import annotations

import pytest

from certificates.api import Credential
from portal.demo import certificates
from portal.demo.world import ADMIN, PersonPlan
from tests.factories.accounts import UserFactory
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db
PERSON = PersonPlan("Carmen Ibáñez", "carmen.ibanez", "Europe/Berlin")


@pytest.fixture
def held():
    UserFactory(email=ADMIN.address, is_staff=True)
    return issued(UserFactory(email=PERSON.address, name=PERSON.name))


def states() -> list[str]:
    return sorted(Credential.objects.values_list("state", flat=True))


def test_one_is_suspended(held):
    for _time in range(2):
        certificates.suspend(PERSON)
    assert states() == ["suspended"]


def test_one_has_its_name_corrected_and_the_old_one_points_to_the_new(held):
    certificates.respell(PERSON)
    new = Credential.objects.get(supersedes=held)
    assert new.name_on_it == "Carmen M. Ibáñez"
    Credential.objects.filter(pk=new.pk).update(state="issued", pdf_digest="a", json_digest="b", leaf="c")
    certificates.respell(PERSON)
    assert states() == ["issued", "superseded"]


def test_one_collects_hours(held):
    for _time in range(2):
        certificates.collect_hours(PERSON)
    entries = held.holder.cpd_entries.order_by("pk")
    assert [entry.state for entry in entries] == ["accepted", "accepted", "waiting"]
