"""The holder's own page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.api import PartnerState, set_partner_state
from certificates.credentials.services import issue_if_eligible
from tests.factories.certificates import earn, issued, stand_keys, version_with_credential
from tests.factories.courses import make_cohort

pytestmark = pytest.mark.django_db


def wallet(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("certificates:credentials")).content.decode()


def test_address_and_number_stand_there_and_have_copy_buttons_for_who_has_scripts(cast, client):
    credential = issued(cast.lena)
    text = wallet(client, cast.lena)
    assert f'hidden data-copy="{credential.serial}"' in text
    assert text.count("data-copy=") == 2
    assert f'<span class="mono">{credential.serial}</span>' in text


def test_who_has_done_all_but_may_not_get_it_reads_that_nothing_is_lost(cast, client):
    stand_keys()
    version = version_with_credential()
    enrolment = earn(cast.lena, version, cohort=make_cohort(cast.north, version))
    set_partner_state(partner=cast.north, state=PartnerState.SUSPENDED, reason="A complaint", actor=cast.sam)
    issue_if_eligible(enrolment_id=enrolment.pk, slug="foundations")
    text = wallet(client, cast.lena)
    assert "earned, held back for now" in text
    assert "your results are kept" in text
    assert "The partner is suspended." in text


def test_a_certificate_with_an_end_leads_to_its_renewal(cast, client):
    credential = issued(cast.lena)
    assert reverse("certificates:renewal", args=[credential.public_id]) in wallet(client, cast.lena)
