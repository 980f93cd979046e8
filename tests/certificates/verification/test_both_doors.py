"""Every kind of file gets the same verdict at the page and from the command; and what holds after a key was changed or stolen."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.badges.services import rfc3339, sign_badge
from certificates.credentials import storage
from certificates.credentials.making import make_credential
from certificates.credentials.replacing import reissue_credential
from certificates.credentials.services import revoke_credential, suspend_credential
from certificates.credentials.specimen import draw_specimen
from certificates.designs.models import DesignVersion
from certificates.models import Credential
from certificates.signing.services import signer_of
from tests.counts import forget_counts
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db
GENUINE = "This file is genuine, and it is in force"
OVER = "The file is genuine, but it is no longer in force"
CHANGED = "Do not rely on this file"
FOREIGN = "This was not issued here"
NO_FILE = "This is not a certificate file"
ENDINGS = ("pdf", "json", "jwt")


def stored(credential: Credential, ending: str) -> bytes:
    digests = {"pdf": credential.pdf_digest, "json": credential.json_digest, "jwt": credential.token_digest}
    return storage.get(digests[ending], ending)


def as_issued(cast, ending):
    return stored(issued(cast.lena), ending)


def tampered(cast, ending):
    """One figure or one bit is another, the rest is as it was."""
    data = as_issued(cast, ending)
    if ending == "json":
        changed = json.loads(data)
        changed["credentialSubject"]["result"][0]["value"] = "100"
        return json.dumps(changed).encode()
    middle = len(data) // 2
    return data[:middle] + (b"A" if data[middle : middle + 1] != b"A" else b"B") + data[middle + 1 :]


def truncated(cast, ending):
    return as_issued(cast, ending)[:-40]


def revoked(cast, ending):
    credential = issued(cast.lena)
    revoke_credential(credential=credential, reason="error", actor=cast.sam)
    return stored(credential, ending)


def suspended(cast, ending):
    credential = issued(cast.lena)
    suspend_credential(credential=credential, actor=cast.sam)
    return stored(credential, ending)


def superseded(cast, ending):
    credential = issued(cast.lena)
    make_credential(reissue_credential(credential=credential, name="Lena A. Brandt", actor=cast.sam).pk)
    return stored(credential, ending)


def foreign(cast, _ending):
    issued(cast.lena)
    return draw_specimen(
        design=DesignVersion(slug="plain", paper="a4", zones={}),
        name="Dalia Mensah",
        language="en",
        now=timezone.now(),
        site="https://elsewhere.example",
        issuer="Elsewhere",
    )


def a_photograph(_cast, _ending):
    return b"\x89PNG\r\n\x1a\n" + bytes(300)


def by_page(data: bytes, _folder) -> tuple[str, list[str]]:
    forget_counts()
    answer = Client().post(
        reverse("certificates:verify-file"), {"file": SimpleUploadedFile("certificate", data)}
    )
    assert answer.status_code == 200
    heading = str(answer.context["outcome"].heading)
    assert heading in answer.text
    return heading, [check.name for check in answer.context["report"].failed]


def by_command(data: bytes, folder) -> tuple[str, list[str]]:
    file, out, code = folder / "certificate", StringIO(), 0
    file.write_bytes(data)
    try:
        call_command("certificates", "verify", str(file), "--json", stdout=out)
    except SystemExit as end:
        code = end.code
    told = json.loads(out.getvalue())
    assert (code == 0) == told["valid"]
    return told["verdict"], [check["name"] for check in told["checks"] if check["passed"] is False]


CASES = [
    *((as_issued, ending, GENUINE, []) for ending in ENDINGS),
    *((revoked, ending, OVER, ["status"]) for ending in ENDINGS),
    *((suspended, ending, OVER, ["status"]) for ending in ENDINGS),
    *((superseded, ending, OVER, ["status"]) for ending in ENDINGS),
    (tampered, "pdf", CHANGED, ["signature"]),
    (tampered, "json", CHANGED, ["signature"]),
    (tampered, "jwt", CHANGED, ["signature"]),
    (truncated, "pdf", CHANGED, ["signature"]),
    (truncated, "json", NO_FILE, ["format"]),
    (truncated, "jwt", CHANGED, ["signature"]),
    (foreign, "pdf", FOREIGN, ["signer"]),
    (a_photograph, "png", NO_FILE, ["format"]),
]


@pytest.mark.parametrize("door", [by_page, by_command])
@pytest.mark.parametrize(("made", "ending", "verdict", "first_failed"), CASES)
def test_each_kind_of_file_gets_its_verdict_at_both_doors(
    cast, tmp_path, door, made, ending, verdict, first_failed
):
    told, failed = door(made(cast, ending), tmp_path)
    assert (told, failed[:1]) == (verdict, first_failed)


@pytest.mark.parametrize("door", [by_page, by_command])
@pytest.mark.parametrize("ending", ENDINGS)
def test_after_its_end_a_file_is_expired_at_both_doors(cast, tmp_path, door, ending):
    data = as_issued(cast, ending)
    with time_machine.travel(timezone.now() + timedelta(days=800), tick=True):
        assert door(data, tmp_path) == (OVER, ["period"])


def command(*words: str) -> dict[str, object]:
    out = StringIO()
    call_command("certificates", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("kind", ["pdf", "badge", "token"])
def test_the_drill_of_a_key_rotation(cast, tmp_path, kind):
    """What the old key signed stays valid at both doors, what comes next names the new key, and the old one is kept."""
    before = issued(cast.lena)
    command("rotate-key", "--kind", kind)
    after = issued(cast.omar)
    keys = [getattr(row, f"{kind}_key").kid for row in (before, after)]
    assert keys[0] != keys[1]
    for credential in (before, after):
        for ending in ENDINGS:
            data = stored(credential, ending)
            assert by_page(data, tmp_path) == by_command(data, tmp_path) == (GENUINE, [])


@pytest.mark.parametrize(("kind", "ending"), [("pdf", "pdf"), ("badge", "json"), ("token", "jwt")])
def test_the_drill_of_a_stolen_key(cast, tmp_path, kind, ending):
    """What the key signed from that moment on is refused at both doors, what was registered before holds, a new key signs at once."""
    older = issued(cast.lena)
    Credential.objects.filter(pk=older.pk).update(sealed_at=timezone.now() - timedelta(days=30))
    since = timezone.now() - timedelta(days=1)
    later = issued(cast.omar)
    stolen = getattr(later, f"{kind}_key").kid
    told = command("key-compromised", stolen, "--since", since.isoformat())
    assert told["credentials to be signed again"] == 1
    next_one = issued(cast.ines)
    assert getattr(next_one, f"{kind}_key").kid != stolen
    verdicts = {}
    for name, credential in {"older": older, "later": later, "next": next_one}.items():
        data = stored(credential, ending)
        verdicts[name] = by_page(data, tmp_path)
        assert verdicts[name] == by_command(data, tmp_path)
    assert verdicts == {"older": (GENUINE, []), "later": (FOREIGN, ["signer"]), "next": (GENUINE, [])}


def test_a_thief_who_writes_an_early_date_is_refused_at_both_doors(cast, tmp_path):
    genuine, thief = issued(cast.lena), signer_of("badge")
    document = json.loads(stored(genuine, "json"))
    document.pop("proof")
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"
    early = rfc3339(timezone.now() - timedelta(days=300))
    document |= {"validFrom": early, "awardedDate": early}
    forged = json.dumps(sign_badge(document, signer=thief, created=early)).encode()
    command("key-compromised", thief.row.kid, "--since", (timezone.now() - timedelta(days=1)).isoformat())
    assert by_page(forged, tmp_path) == by_command(forged, tmp_path) == (FOREIGN, ["signer"])
