"""A stranger's word on when a certificate was signed."""

from __future__ import annotations

import datetime as dt

import pytest

from certificates.credentials import making, storage
from certificates.credentials.audit import self_audit
from certificates.credentials.stamping import TRIES, stamp_waiting
from certificates.models import Credential
from certificates.rendering.stamping import with_timestamp
from certificates.verification.checking import check_file
from tests.factories.certificates import issued
from tests.factories.timestamps import make_authority

pytestmark = pytest.mark.django_db
THEN = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def authority():
    return make_authority(THEN)


@pytest.fixture
def credential(cast, settings):
    settings.TIMESTAMP_URL = "https://time.example/tsa"
    yield issued(cast.lena)
    making._sealer.cache_clear()


def checks(data: bytes) -> dict[str, bool | None]:
    return {check.name: check.passed for check in check_file(data).checks}


def test_a_stamped_certificate_is_the_same_certificate_with_a_time(credential, authority, client):
    assert stamp_waiting(authority) == 1
    credential.refresh_from_db()
    first, stamped = (
        storage.get(credential.pdf_digest, "pdf"),
        storage.get(credential.stamped_digest, "pdf"),
    )
    assert len(first) == len(stamped)
    for data in (first, stamped):
        assert check_file(data).is_valid
    assert checks(stamped)["timestamp"] is True
    assert "timestamp" not in checks(first)
    report = check_file(stamped)
    detail = next(check.detail for check in report.checks if check.name == "timestamp")
    assert detail == "2026-11-24 09:30 UTC, CN=A time stamp authority"
    assert self_audit().is_whole
    client.force_login(credential.holder)
    assert client.get(f"/credentials/{credential.public_id}/certificate.pdf").content == stamped
    assert stamp_waiting(authority) == 0


def test_other_tools_read_the_stamp_too(credential, authority):
    import io

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature

    stamp_waiting(authority)
    credential.refresh_from_db()
    reader = PdfFileReader(io.BytesIO(storage.get(credential.stamped_digest, "pdf")))
    status = validate_pdf_signature(reader.embedded_signatures[0])
    assert (status.intact, status.timestamp_validity.intact) == (True, True)
    assert status.timestamp_validity.timestamp == THEN


def test_a_stamp_of_another_file_does_not_fit(cast, credential, authority):
    other = issued(cast.omar)
    stamp_waiting(authority)
    credential.refresh_from_db()
    other.refresh_from_db()
    mine, theirs = (storage.get(row.stamped_digest, "pdf") for row in (credential, other))
    first = storage.get(credential.pdf_digest, "pdf")

    class Thief:
        async def async_timestamp(self, _digest, _algorithm):
            from asn1crypto import cms

            from certificates.rendering.stamping import _CONTENTS

            raw = bytes.fromhex(_CONTENTS.search(theirs)[1].decode())
            signer = cms.ContentInfo.load(raw)["content"]["signer_infos"][0]
            return signer["unsigned_attrs"][0]["values"][0]

    assert checks(mine)["timestamp"] is True
    assert checks(with_timestamp(first, Thief()))["timestamp"] is False


def test_an_authority_that_is_away_is_asked_again_and_a_file_without_room_is_not(cast, authority, settings):
    class Away:
        async def async_timestamp(self, _digest, _algorithm):
            raise OSError("no route")

    class Wordy:
        """Sends many certificates along, as real authorities do."""

        async def async_timestamp(self, digest, algorithm):
            token = await authority.async_timestamp(digest, algorithm)
            known = token["content"]["certificates"]
            for _number in range(6):
                known.append(known[0].copy())
            return token

    settings.TIMESTAMP_URL = ""
    without = issued(cast.omar)
    assert stamp_waiting(Away()) == 0
    assert Credential.objects.get(pk=without.pk).stamp_tries == 1
    assert stamp_waiting(Wordy()) == 0
    assert Credential.objects.get(pk=without.pk).stamp_tries == TRIES
    assert stamp_waiting() == 0  # no authority is set
