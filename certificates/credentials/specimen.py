"""A certificate about nobody, to look at: marked as a specimen, signed by keys that are thrown away."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from certificates.badges.engine.achievement import Place, credential_document
from certificates.badges.services import pinned_contexts, rfc3339
from certificates.credentials.engine.facts import Line, Subject, build_facts
from certificates.credentials.printing import renderer_of, sheet_of
from certificates.designs.models import DesignVersion
from certificates.rendering.scripts import language_of
from certificates.rendering.seal import Sealer
from certificates.signing.engine import pki
from certificates.signing.engine.proofs import add_proof, multibase

NUMBER = "RR-0000-SPEC1-MEN00"
_SPEC: dict[str, Any] = {
    "id": "specimen",
    "version": "1.0.0",
    "name": {"en": "Foundations: Meet and verify", "de": "Grundlagen: Kennenlernen und prüfen"},
    "type": "Certificate",
    "confirm": "sampled",
    "criteria_narrative": {
        "en": "The holder read modules 1 and 3, passed quiz 3, and passed one workplace simulation in which an AI "
        "avatar of a leader offered figures, some of which could be wrong. This is a specimen.",
        "de": "Die Inhaberin oder der Inhaber hat die Module 1 und 3 gelesen, den Test 3 bestanden und eine "
        "Arbeitssituation mit einem KI-Avatar gemeistert. Dies ist ein Muster.",
    },
    "attests": ["opened the source before using a figure"],
    "does_not_attest": ["anything: it is a specimen"],
}


def _test_authority(now: dt.datetime) -> tuple[ec.EllipticCurvePrivateKey, list[x509.Certificate]]:
    def made(name: str, issuer: pki.Authority | None, is_authority: bool) -> pki.Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = pki.make_certificate(
            organisation="Specimen, not valid",
            common_name=name,
            key=key,
            issuer=issuer,
            is_authority=is_authority,
            years=1,
            now=now,
            serial=x509.random_serial_number(),
        )
        return pki.Authority(certificate, key)

    root = made("Test root", None, True)
    signer = made("Test signer", root, False)
    return signer.key, [signer.certificate, root.certificate]


def specimen_facts(
    *, name: str, language: str, now: dt.datetime, partner: str, site: str, did: str, issuer: str
) -> dict[str, Any]:
    """What a specimen states."""
    subject = Subject(
        public_id="SPECIMENSPECIMENSPECIMEN22",
        serial=NUMBER,
        holder=name,
        holder_lang=language_of(name),
        partner={"name": partner, "slug": "specimen", "state": "active"},
        course={"title": "Working with AI Co-workers", "number": "1.0.0", "digest": "0" * 64},
        started_at=rfc3339(now - dt.timedelta(days=30)),
        ended_at=rfc3339(now),
        issued_at=rfc3339(now),
        valid_until=rfc3339(now + dt.timedelta(days=730)),
        confirmed_by=("Ruben Oyelaran",),
        language=language,
    )
    lines = [
        Line("lessons:m1", "Lessons of module 1 read", True, {"module": "m1", "done": 5, "of": 5}),
        Line("quiz:m3", "Quiz of module 3", True, {"module": "m3", "best": "83", "at_least": "70"}),
        Line(
            "lab:s1",
            "Lab passed",
            True,
            {"lab": "The number in the town hall", "points": "8", "possible": "10"},
        ),
    ]
    return build_facts(_SPEC, lines, subject, digest="0" * 64, site=site, issuer=issuer, did=did)


def draw_specimen(
    *,
    design: DesignVersion,
    name: str,
    language: str,
    now: dt.datetime,
    partner: str = "Kestrel Learning",
    site: str,
    issuer: str,
) -> bytes:
    """The real thing in every step but the keys, and with "specimen" across it."""
    badge_key = ed25519.Ed25519PrivateKey.generate()
    spelled = multibase(badge_key.public_key())
    did = f"did:key:{spelled}"
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    facts = specimen_facts(
        name=name, language=language, now=moment, partner=partner, site=site, did=did, issuer=issuer
    )
    place = Place(site=site, did=did, issuer_name=issuer)
    document = credential_document(facts, place=place, status_number=0, status_index=0)
    document.pop("credentialStatus")  # nobody keeps a list of specimens
    document["credentialSubject"].pop("source", None)
    signed = add_proof(
        document,
        key=badge_key,
        verification_method=f"{did}#{spelled}",
        created=facts["issued_at"],
        contexts=pinned_contexts(),
    )
    badge = json.dumps(signed, ensure_ascii=False, separators=(",", ":")).encode()
    key, chain = _test_authority(moment)
    sheet = sheet_of(facts, design=design, is_specimen=True)
    return renderer_of(design).draw(sheet, badge=badge, sealer=Sealer(key, chain))
