"""Each kind of file gets the verdict it deserves, by page and by command; no file breaks the page."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.credentials import storage
from certificates.credentials.making import make_credential
from certificates.credentials.replacing import reissue_credential
from certificates.credentials.services import revoke_credential, suspend_credential
from certificates.credentials.specimen import draw_specimen
from certificates.designs.models import DesignVersion
from certificates.models import Credential
from certificates.verification.checking import check_file
from certificates.verification.selectors import outcome_of
from tests.counts import forget_counts
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db
ENDINGS = ("pdf", "json", "jwt")


def stored(credential: Credential, ending: str) -> bytes:
    digest = {
        "pdf": credential.pdf_digest,
        "json": credential.json_digest,
        "jwt": credential.token_digest,
    }[ending]
    return storage.get(digest, ending)


def failed(data: bytes, **more) -> list[str]:
    return [check.name for check in check_file(data, **more).failed]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_as_it_was_issued_is_valid(cast, ending):
    report = check_file(stored(issued(cast.lena), ending))
    assert (report.is_valid, report.failed) == (True, ())
    assert outcome_of(report).tone == "ok"
    assert all(check.passed for check in report.checks)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_revoked_one_is_genuine_but_not_in_force(cast, ending):
    credential = issued(cast.lena)
    revoke_credential(credential=credential, reason="error", actor=cast.sam)
    data = stored(credential, ending)
    assert failed(data) == ["status"]
    assert outcome_of(check_file(data)).tone == "warn"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_suspended_and_a_replaced_one_too(cast, ending):
    first, second = issued(cast.lena), issued(cast.omar)
    suspend_credential(credential=first, actor=cast.sam)
    make_credential(reissue_credential(credential=second, name="Omar A. Said", actor=cast.sam).pk)
    assert failed(stored(first, ending)) == ["status"]
    assert failed(stored(second, ending)) == ["status"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_expired_one_says_so(cast, ending):
    credential = issued(cast.lena)
    later = credential.valid_until + timedelta(days=1)
    assert failed(stored(credential, ending), now=later) == ["period"]
    assert failed(stored(credential, ending), now=credential.issued_at - timedelta(days=1)) == ["period"]


@pytest.mark.parametrize("place", [20, 2000, 40_000, 90_000, -300, -40])
def test_one_turned_bit_anywhere_in_a_pdf_is_noticed(cast, place):
    data = bytearray(stored(issued(cast.lena), "pdf"))
    data[place] ^= 1
    report = check_file(bytes(data))
    assert report.is_valid is False
    assert outcome_of(report).tone == "bad"


@pytest.mark.parametrize("keep", [10, 1000, 60_000, -9000, -500, -1])
def test_a_pdf_that_was_cut_is_noticed(cast, keep):
    assert check_file(stored(issued(cast.lena), "pdf")[:keep]).is_valid is False


def test_something_added_after_signing_is_noticed(cast):
    data = stored(issued(cast.lena), "pdf") + b"\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
    report = check_file(data)
    assert (report.passed("signature"), report.is_valid) == (False, False)


def test_a_certificate_signed_by_somebody_else_is_not_ours(cast):
    issued(cast.lena)
    pdf = draw_specimen(
        design=DesignVersion(slug="plain", paper="a4", zones={}),
        name="Dalia Mensah",
        language="en",
        now=timezone.now(),
        site="https://elsewhere.example",
        issuer="Elsewhere",
    )
    assert failed(pdf) == ["signer"]
    assert outcome_of(check_file(pdf)).heading == "This was not issued here"


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["credentialSubject"]["result"][0].update(value="100"),
        lambda d: d["credentialSubject"]["identifier"][0].update(identityHash="Somebody Else"),
        lambda d: d.update(validUntil="2099-01-01T00:00:00Z"),
        lambda d: d.pop("validUntil"),
        lambda d: d.update(colour="green"),
        lambda d: d.pop("proof"),
        lambda d: d["proof"][0].update(verificationMethod="did:web:elsewhere.example#badge-2026-1"),
        lambda d: d["proof"][0].update(verificationMethod="did:key:z6Mk#z6Mk"),
        lambda d: d.update(issuer={"id": "did:web:elsewhere.example"}),
        lambda d: d.update({"@context": "https://www.w3.org/ns/credentials/v2"}),
        lambda d: d.update({"@context": []}),
        lambda d: d.update(credentialSubject=[]),
        lambda d: d.update(credentialSubject="x"),
        lambda d: d.update(validFrom=7),
    ],
)
def test_a_badge_with_any_change_is_not_valid(cast, change):
    document = json.loads(stored(issued(cast.lena), "json"))
    change(document)
    report = check_file(json.dumps(document).encode())
    assert report.is_valid is False


def test_the_badge_alone_is_valid_even_when_its_spaces_differ_and_the_register_says_it_is_another_copy(cast):
    document = json.loads(stored(issued(cast.lena), "json"))
    report = check_file(json.dumps(document, indent=2).encode())
    assert (report.is_valid, report.passed("register")) == (True, None)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_with_any_part_changed_is_not_valid(cast, part):
    parts = stored(issued(cast.lena), "jwt").decode().split(".")
    parts[part] = parts[part][:-4] + ("AAAA" if parts[part][-4:] != "AAAA" else "BBBB")
    assert check_file(".".join(parts).encode()).is_valid is False


def test_the_command_says_the_same_and_its_exit_status_too(cast, tmp_path):
    credential = issued(cast.lena)
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(stored(credential, "pdf"))
    bad.write_bytes(stored(credential, "pdf")[:-3])
    out = StringIO()
    call_command("certificates", "verify", str(good), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["valid"] is True
    assert {check["name"] for check in told["checks"]} >= {
        "signature",
        "signer",
        "badge-signature",
        "period",
        "status",
        "register",
    }
    with pytest.raises(SystemExit) as caught:
        call_command("certificates", "verify", str(bad), stdout=StringIO())
    assert caught.value.code == 1


def test_after_erasure_a_copy_of_the_file_still_proves_itself(cast):
    from certificates.credentials.services import forget_holder

    credential = issued(cast.lena)
    data = stored(credential, "pdf")
    forget_holder(credential=credential)
    assert check_file(data).is_valid is True


# Hostile files -----------------------------------------------------------------------------------------------------


pieces = st.sampled_from(
    [
        b"%PDF-1.7\n",
        b"/ByteRange[0 10 20 30]",
        b"/ByteRange[0 99999999 999999999 9]",
        b"/ByteRange [0 5 9 100]/Contents<3082>",
        b"/Contents<30820001>",
        b"{",
        b'{"@context": ["https://www.w3.org/ns/credentials/v2"], "credentialSubject": {}}',
        b'"proof":[{"type":"DataIntegrityProof"}]',
        b"}",
        b"eyJhbGciOiJub25lIn0.e30.",
        b"eyJhbGciOiJSUzI1NiIsImtpZCI6ImRpZDp3ZWI6bG9jYWxob3N0JTNBODAwMCN0b2tlbi0yMDI2LTEifQ.e30.AAAA",
        b"\x00",
        b"\xff\xfe",
        b"[" * 3000,
        b'{"a":' * 2000,
        b"%%EOF",
    ]
)
hostile = st.one_of(st.binary(max_size=300), st.lists(pieces, max_size=6).map(b"".join))


@settings(max_examples=250)
@given(hostile)
def test_no_upload_breaks_the_check(data):
    with transaction.atomic():
        report = check_file(data)
        assert report.is_valid is False
        assert json.dumps(report.to_json())


@settings(max_examples=60)
@given(st.binary(max_size=200), st.text(max_size=20).map(lambda start: f"{start}.pdf"))
def test_the_page_answers_every_upload(data, name):
    forget_counts()
    upload = SimpleUploadedFile(name or "x", data, content_type="application/pdf")
    before = Credential.objects.count()
    response = Client().post(reverse("certificates:verify-file"), {"file": upload})
    assert response.status_code in (200, 422)
    assert Credential.objects.count() == before


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    upload = SimpleUploadedFile(
        "big.pdf", b"%PDF-1.7" + b"0" * (2 * 1024 * 1024), content_type="application/pdf"
    )
    response = Client().post(reverse("certificates:verify-file"), {"file": upload})
    assert response.status_code == 422
    assert "larger than 2 MB" in response.content.decode()
