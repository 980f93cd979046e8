"""Writes what `.ci/independent` checks: certificates issued by the services, specimens in several scripts, bad copies.

usage: python -m tests.independent.make_files FOLDER    (with DATA_DIR set to an empty folder)
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path

import django


def write(folder: Path, name: str, data: bytes | str) -> None:
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


NAMES = {
    "latin": "Łukasz O’Brien-Şahin",
    "again": "Zoë Dvořák",  # drawn on the page that the first was laid out on
    "arabic": "عبد الرحمن الخطيب",
    "cjk": "佐藤陽菜",
    "devanagari": "अनुष्का शर्मा",
    "long": "Maximiliane-Anastasia von Hohenlohe-Langenburg zu Schillingen",
    "hebrew": "שרה לוי",
    "greek": "Αλέξανδρος Παπαδόπουλος",
    "cyrillic": "Екатерина Щербакова",
    "thai": "สมชาย ใจดี",
    "vietnamese": "Nông Thị Ánh Nguyệt",
}

ASKED = ("latin", "arabic", "cjk", "devanagari", "long")  # these with a partner's zones too


def _zones() -> dict[str, object]:
    """Everything that a partner may change, at once."""
    import io

    from PIL import Image

    from certificates.designs import logos
    from certificates.designs.engine.colour import PAPER_COLOUR

    out = io.BytesIO()
    Image.new("RGBA", (480, 120), (122, 31, 92, 160)).save(out, "PNG")
    return {
        "accent": "#7a1f5c",
        "logo": logos.keep(logos.read_logo(out.getvalue(), PAPER_COLOUR)),
        "signatory": {"name": "Siân Ŵyn", "role": "Director"},
        "wording": {"en": {"awarded": "100% earned by", "trained": "Taught by"}},
    }


def specimens(folder: Path) -> None:
    from django.utils import timezone

    from certificates.credentials.specimen import draw_specimen
    from certificates.designs.files import slugs, spec_of
    from certificates.designs.models import DesignVersion

    for slug in slugs():
        for paper in spec_of(slug).papers:
            plain = DesignVersion(slug=slug, paper=paper, zones={})
            own = DesignVersion(slug=slug, paper=paper, zones=_zones())
            cases = [(script, name, plain) for script, name in NAMES.items()]
            cases += [(f"zones-{script}", NAMES[script], own) for script in ASKED]
            for script, name, design in cases:
                pdf = draw_specimen(
                    design=design,
                    name=name,
                    language="en",
                    now=timezone.now(),
                    site="https://verify.example.org",
                    issuer="Ready Room",
                )
                write(folder, f"specimen-{slug}-{paper}-{script}.pdf", pdf)


def issued_files(folder: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    from certificates.badges.models import StatusList
    from certificates.badges.services import issuer_document, place
    from certificates.credentials import storage
    from certificates.credentials.services import revoke_credential
    from certificates.signing.services import chain_of, signer_of
    from tests.cast import make_cast
    from tests.factories.certificates import issued

    cast = make_cast()
    for number, (person, state) in enumerate([(cast.lena, "good"), (cast.omar, "revoked")]):
        credential = issued(person)
        if state == "revoked":
            revoke_credential(credential=credential, reason="error", actor=cast.sam)
        write(folder, f"issued-{state}.pdf", storage.get(credential.pdf_digest, "pdf"))
        badge = storage.get(credential.json_digest, "json")
        write(folder, f"{state}-{number}.json", badge)
        if state == "good":
            write(folder, "good-token.jwt", storage.get(credential.token_digest, "jwt"))
            changed = json.loads(badge)
            changed["credentialSubject"]["result"][0]["value"] = "100"
            write(folder, "tampered-result.json", json.dumps(changed))
            _expired(folder, credential)
            write(folder, "url.txt", f"{place().site}/v/{credential.public_id}".upper())
    stamped_file(folder, cast.ines)
    write(folder, "did.json", json.dumps(issuer_document()))
    for listed in StatusList.objects.exclude(document=""):
        write(folder, f"status-{listed.purpose}-{listed.number}.json", listed.document)
    chain = chain_of(signer_of("pdf").row)
    write(folder, "root.pem", chain[-1].public_bytes(Encoding.PEM))
    write(folder, "issuing.pem", chain[1].public_bytes(Encoding.PEM))


def stamped_file(folder: Path, person: object) -> None:
    """One with its time stamp (PAdES B-T), from an authority of this process."""
    from django.test import override_settings
    from django.utils import timezone

    from certificates.credentials import storage
    from certificates.credentials.stamping import stamp_waiting
    from tests.factories.certificates import issued
    from tests.factories.timestamps import make_authority

    with override_settings(TIMESTAMP_URL="https://time.example/tsa"):
        credential = issued(person)
    stamp_waiting(make_authority(timezone.now().replace(microsecond=0)))
    credential.refresh_from_db()
    assert credential.stamped_digest
    write(folder, "issued-stamped.pdf", storage.get(credential.stamped_digest, "pdf"))


def _expired(folder: Path, credential: object) -> None:
    from django.utils import timezone

    from certificates.badges.engine.achievement import credential_document
    from certificates.badges.services import place, rfc3339, sign_badge
    from certificates.signing.services import signer_of

    facts = json.loads(credential.facts)  # type: ignore[attr-defined]
    then = timezone.now() - timedelta(days=900)
    facts |= {"issued_at": rfc3339(then), "valid_until": rfc3339(then + timedelta(days=700))}
    entry = credential.status_entries.get(status_list__purpose="revocation")  # type: ignore[attr-defined]
    document = credential_document(
        facts, place=place(), status_number=entry.status_list.number, status_index=entry.index
    )
    signed = sign_badge(document, signer=signer_of("badge"), created=facts["issued_at"])
    write(folder, "expired-badge.json", json.dumps(signed))


def extract(folder: Path) -> None:
    """The badge as it lies inside each PDF, and the QR code as a camera would read it."""
    import pikepdf

    for path in sorted(folder.glob("*.pdf")):
        with pikepdf.open(path) as document:
            inside = bytes(document.attachments["credential.json"].get_file().read_bytes())
        kind = "revoked" if "revoked" in path.stem else "good"
        write(folder, f"{kind}-inside-{path.stem}.json", inside)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    issued_files(folder)
    specimens(folder)
    extract(folder)


if __name__ == "__main__":
    main()
