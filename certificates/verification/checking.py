"""Checks a PDF, a badge or a token against our keys and our register, step by step."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.badges.engine.achievement import CONTEXTS, token_claims
from certificates.badges.services import pinned_contexts
from certificates.credentials.models import Credential, State
from certificates.signing.engine.proofs import (
    ProofError,
    check_jws,
    check_proof,
    jws_header,
    key_from_multibase,
)
from certificates.signing.engine.quads import NotLinkedData
from certificates.signing.models import SigningKey
from certificates.signing.services import chain_of, public_key
from certificates.verification.engine.pdf_signature import NotSigned, read_signature
from certificates.verification.engine.report import Check, Report, combined

MAX_BADGE = 256 * 1024
MAX_DEPTH = 40
PDF_DIGESTS = ("pdf_digest", "stamped_digest")


def check_file(data: bytes, now: dt.datetime | None = None) -> Report:
    """Every check that fits `data`. Never raises for what a stranger may send."""
    moment = now or timezone.now()
    head = data[:1024].lstrip()
    if head.startswith(b"%PDF-") or b"%PDF-" in head:
        return _check_pdf(data, moment)
    if len(data) <= MAX_BADGE:
        try:
            text = data.decode("utf-8").strip().lstrip("\ufeff")
        except UnicodeDecodeError:
            text = ""
        if text.startswith("{"):
            return _check_badge(text, data, moment)
        if text.startswith("ey") and text.count(".") == 2:
            return _check_token(text, moment)
    return Report("unknown", (Check("format", False, _("This is not a PDF, a badge or a badge token.")),))


# PDF ---------------------------------------------------------------------------------------------------------------


def _check_pdf(data: bytes, now: dt.datetime) -> Report:
    checks = [Check("format", True, "PDF")]
    try:
        signature = read_signature(data)
    except NotSigned as error:
        return Report("pdf", (*checks, Check("signature", False, _(str(error)))))
    whole = signature.is_intact and signature.covers_all
    added = "" if signature.covers_all else _("Something was added after it was signed.")
    checks.append(Check("signature", whole, _(signature.detail) if signature.detail else added))
    if signature.stamp is not None:
        checks.append(
            Check(
                "timestamp",
                signature.stamp.fits,
                f"{signature.stamp.at:%Y-%m-%d %H:%M} UTC, {signature.stamp.by}",
            )
        )
    row = _pdf_key(signature.certificate.public_bytes(Encoding.DER))
    if row is None:
        name = signature.certificate.subject.rfc4514_string()[:120]
        checks.append(Check("signer", False, _("Signed by somebody else: %(name)s") % {"name": name}))
        return Report("pdf", tuple(checks))
    digest = hashlib.sha256(data).hexdigest()
    checks.append(_key_holds(row, PDF_DIGESTS, digest))
    if not whole:
        return Report("pdf", tuple(checks))
    inside = _badge_inside(data)
    if inside is None:
        checks.append(Check("badge", False, _("The digital badge is missing from the file.")))
        return Report("pdf", tuple(checks))
    badge = _check_badge(inside.decode("utf-8", "replace"), inside, now)
    told = [
        Check("badge-signature" if check.name == "signature" else check.name, check.passed, check.detail)
        for check in badge.checks
        if check.name not in ("format", "signer", "register")
    ]
    register = _in_register(PDF_DIGESTS, digest)
    return combined("pdf", [checks, told, register], badge.public_id)


def _pdf_key(certificate: bytes) -> SigningKey | None:
    for row in SigningKey.objects.filter(kind=SigningKey.Kind.PDF):
        if row.certificates_pem and chain_of(row)[0].public_bytes(Encoding.DER) == certificate:
            found: SigningKey = row
            return found
    return None


def _badge_inside(data: bytes) -> bytes | None:
    """Only called for a file whose every byte we signed."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as document:
        if "credential.json" not in document.attachments:
            return None
        return bytes(document.attachments["credential.json"].get_file().read_bytes())


# Badge and token ---------------------------------------------------------------------------------------------------


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and _depth_is_sane(found) else None


def _depth_is_sane(value: Any, depth: int = 0) -> bool:
    if depth > MAX_DEPTH:
        return False
    if isinstance(value, dict):
        return all(_depth_is_sane(item, depth + 1) for item in value.values())
    if isinstance(value, list):
        return all(_depth_is_sane(item, depth + 1) for item in value)
    return True


def _check_badge(text: str, data: bytes, now: dt.datetime) -> Report:
    document = _parsed(text)
    if document is None or "credentialSubject" not in document:
        return Report("badge", (Check("format", False, _("This is not a badge: the file cannot be read.")),))
    checks = [Check("format", True, "Open Badges 3.0")]
    if document.get("@context") != CONTEXTS:
        checks.append(Check("signature", False, _("The badge uses contexts that are not known here.")))
        return Report("badge", tuple(checks))
    used: dict[str, SigningKey] = {}
    try:
        method = check_proof(
            document, find_key=lambda name: _find_key(name, used), contexts=pinned_contexts()
        )
    except (ProofError, NotLinkedData, AttributeError, TypeError, KeyError) as error:
        checks.append(Check("signature", False, _(str(error)) if isinstance(error, ValueError) else ""))
        return Report("badge", tuple(checks))
    checks.append(Check("signature", True))
    ours = used.get(method)
    digest = hashlib.sha256(data).hexdigest()
    checks.append(_signer_check(document, method, ours, ("json_digest",), digest))
    if ours is None:
        return combined("badge", [checks, _validity(document, now)])
    register = _in_register(("json_digest",), digest)
    row = _record_of(document)
    return combined(
        "badge", [checks, _validity(document, now), _state(row), register], row.public_id if row else ""
    )


def _find_key(method: str, used: dict[str, SigningKey]) -> Ed25519PublicKey | None:
    """One of our keys by its name in our did:web document, or a key that carries itself (did:key)."""
    did, _hash, fragment = method.partition("#")
    if did.startswith("did:web:") and "\x00" not in fragment:
        # By the key's name alone, so that what was signed before the site moved to another host can still be checked:
        # the signature itself is what proves that we made it.
        row = SigningKey.objects.filter(kid=fragment[:40], kind=SigningKey.Kind.BADGE).first()
        if row is None:
            return None
        used[method] = row
        key = public_key(row)
        return key if isinstance(key, Ed25519PublicKey) else None
    if did == f"did:key:{fragment}":
        return key_from_multibase(fragment)
    return None


def _signer_check(
    document: Mapping[str, Any], method: str, ours: SigningKey | None, fields: Sequence[str], digest: str
) -> Check:
    issuer = document.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(named, str) or not method.startswith(f"{named}#"):
        return Check("signer", False, _("The badge names another issuer than the one that signed it."))
    if ours is None:
        told = _("Signed by an issuer that is not known here: %(name)s") % {"name": named[:120]}
        return Check("signer", False, told)
    return _key_holds(ours, fields, digest)


def _key_holds(key: SigningKey, fields: Sequence[str], digest: str) -> Check:
    """A thief writes any date: of a stolen key only those bytes count that the register had before the theft."""
    if key.compromised_from is None:
        return Check("signer", True, key.kid)
    if _registered(fields, digest).filter(sealed_at__lt=key.compromised_from).exists():
        return Check("signer", True, key.kid)
    told = _("The key %(kid)s is not to be trusted any more, and this file was not registered before.")
    return Check("signer", False, told % {"kid": key.kid})


def _moment(value: object) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=dt.UTC)


def _validity(document: Mapping[str, Any], now: dt.datetime) -> list[Check]:
    start, end = _moment(document.get("validFrom")), _moment(document.get("validUntil"))
    if start is None or ("validUntil" in document and end is None):
        return [Check("period", False, _("The badge does not say from when it is valid."))]
    if now < start:
        return [Check("period", False, _("It is not valid yet."))]
    if end is not None and now > end:
        return [Check("period", False, _("It expired on %(day)s.") % {"day": f"{end:%Y-%m-%d}"})]
    return [Check("period", True, f"{start:%Y-%m-%d} – {end:%Y-%m-%d}" if end else f"{start:%Y-%m-%d}")]


def _record_of(document: Mapping[str, Any]) -> Credential | None:
    subject = document.get("credentialSubject")
    serial = subject.get("licenseNumber") if isinstance(subject, dict) else None
    if not isinstance(serial, str) or "\x00" in serial or len(serial) > 40:
        return None
    found: Credential | None = Credential.objects.published().filter(serial=serial).first()
    return found


def _state(row: Credential | None) -> list[Check]:
    if row is None:
        return [Check("status", None, _("This installation has no record of it."))]
    words = {
        State.ISSUED: (True, _("In force")),
        State.SUSPENDED: (False, _("Suspended")),
        State.REVOKED: (False, _("Revoked: %(reason)s") % {"reason": row.get_reason_display()}),
        State.SUPERSEDED: (False, _("Replaced by a newer certificate")),
    }
    passed, detail = words[State(row.state)]
    return [Check("status", passed, detail)]


def _registered(fields: Sequence[str], digest: str) -> QuerySet[Credential]:
    found: QuerySet[Credential] = Credential.objects.published().filter(
        reduce(or_, (Q(**{field: digest}) for field in fields))
    )
    return found


def _in_register(fields: Sequence[str], digest: str) -> list[Check]:
    known = _registered(fields, digest).exists()
    return [
        Check(
            "register",
            True if known else None,
            digest if known else _("These exact bytes are not in the register."),
        )
    ]


def _check_token(text: str, now: dt.datetime) -> Report:
    from joserfc.jwk import RSAKey

    checks = [Check("format", True, "VC-JWT")]
    try:
        kid = str(jws_header(text).get("kid", ""))
        did, _hash, fragment = kid.partition("#")
        row = (
            SigningKey.objects.filter(kid=fragment[:40], kind=SigningKey.Kind.TOKEN).first()
            if did.startswith("did:web:") and "\x00" not in fragment
            else None
        )
        if row is None:
            detail = _("Signed by an issuer that is not known here: %(name)s") % {"name": did[:120]}
            return Report("token", (*checks, Check("signer", False, detail)))
        payload = check_jws(text, key=RSAKey.import_key(row.public_part), algorithm="RS256")
    except ProofError as error:
        return Report("token", (*checks, Check("signature", False, _(str(error)))))
    checks.append(Check("signature", True))
    document = {
        key: value for key, value in payload.items() if key not in ("iss", "jti", "sub", "nbf", "exp")
    }
    try:
        agrees = token_claims(document) == payload
    except (KeyError, TypeError, ValueError):
        agrees = False
    checks.append(Check("claims", agrees, "" if agrees else _("The token says two different things.")))
    record = _record_of(document)
    digest = hashlib.sha256(text.encode()).hexdigest()
    checks.append(_signer_check(document, kid, row, ("token_digest",), digest))
    register = _in_register(("token_digest",), digest)
    return combined(
        "token",
        [checks, _validity(document, now), _state(record), register],
        record.public_id if record else "",
    )
