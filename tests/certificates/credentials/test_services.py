"""Issue, revoke, suspend, reissue: what people may rely on."""

import json

import pytest

from certificates.credentials import storage
from certificates.credentials.services import (
    issue_if_eligible,
    lift_suspension,
    reissue_credential,
    revoke_credential,
    suspend_credential,
)
from certificates.models import Credential
from tests.factories.certificates import earn, issued

pytestmark = pytest.mark.django_db


def test_who_has_earned_it_holds_a_signed_credential(cast):
    credential = issued(cast.lena)
    assert credential.state == "issued"
    assert credential.failure == ""
    assert storage.get(credential.pdf_digest, "pdf").startswith(b"%PDF-1.7")
    badge = json.loads(storage.get(credential.json_digest, "json"))
    assert badge["credentialSubject"]["licenseNumber"] == credential.serial
