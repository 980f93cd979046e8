"""Make, rotate and mark issuer keys; give the one that signs now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.signing import keys
from certificates.signing.engine import pki
from certificates.signing.keys import PrivateKey
from certificates.signing.models import SigningKey

Kind = SigningKey.Kind
BADGE_YEARS = 3


@dataclass(frozen=True)
class Signer:
    """A key that may sign now, with its private half."""

    row: SigningKey
    private: PrivateKey


def _new_private_key(kind: str) -> PrivateKey:
    if kind == Kind.PDF:
        return ec.generate_private_key(ec.SECP256R1())
    if kind == Kind.BADGE:
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, 2048)


def _kid(kind: str, now: dt.datetime) -> str:
    """`badge-2026-1`: the year and a running number, readable in a DID document."""
    number = SigningKey.objects.filter(kind=kind, kid__startswith=f"{kind}-{now.year}-").count() + 1
    while (keys.folder() / f"{kind}-{now.year}-{number}.pem").exists():  # left by a start that was cut off
        number += 1
    return f"{kind}-{now.year}-{number}"


def _authority(name: str, issuer: pki.Authority | None, years: int, now: dt.datetime) -> pki.Authority:
    """The own authority called `name`: read from the key folder, or made once."""
    place = keys.folder() / f"{name}.crt.pem"
    if place.exists():
        key = keys.load(name)
        certificate = x509.load_pem_x509_certificate(place.read_bytes())
    else:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = pki.make_certificate(
            organisation=settings.SITE_NAME,
            common_name=f"{settings.SITE_NAME} {name.replace('-', ' ')} authority",
            key=key,
            issuer=issuer,
            is_authority=True,
            years=years,
            now=now,
            serial=x509.random_serial_number(),
        )
        keys.store(name, key)
        place.write_bytes(certificate.public_bytes(Encoding.PEM))
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise keys.KeyMissing(f"{name}.pem is not a P-256 key.")
    return pki.Authority(certificate=certificate, key=key)


def _pdf_chain(key: ec.EllipticCurvePrivateKey, kid: str, now: dt.datetime) -> str:
    root = _authority("root", None, pki.ROOT_YEARS, now)
    issuing = _authority("issuing", root, pki.ISSUING_YEARS, now)
    signer = pki.make_certificate(
        organisation=settings.SITE_NAME,
        common_name=f"{settings.SITE_NAME} certificate signer {kid}",
        key=key,
        issuer=issuing,
        is_authority=False,
        years=pki.SIGNER_YEARS,
        now=now,
        serial=x509.random_serial_number(),
    )
    chain = [signer, issuing.certificate, root.certificate]
    return "".join(certificate.public_bytes(Encoding.PEM).decode() for certificate in chain)


def _make_key(kind: str, now: dt.datetime) -> SigningKey:
    private, kid = _new_private_key(kind), _kid(kind, now)
    chain, start, end = "", now, now + dt.timedelta(days=round(365.25 * BADGE_YEARS))
    if isinstance(private, ec.EllipticCurvePrivateKey):
        chain = _pdf_chain(private, kid, now)
        certificate = x509.load_pem_x509_certificate(chain.encode())
        start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    keys.store(kid, private)
    return SigningKey.objects.create(
        kid=kid, kind=kind, public_part=public, certificates_pem=chain, not_before=start, not_after=end
    )


def ensure_keys() -> list[SigningKey]:
    """One active key of each kind, made where none is. Safe to call at every start."""
    made = []
    for kind in Kind.values:
        if SigningKey.objects.active().filter(kind=kind).exists():
            continue
        try:
            with transaction.atomic():
                made.append(_make_key(kind, timezone.now()))
        except (IntegrityError, FileExistsError):  # another process was first
            if not SigningKey.objects.active().filter(kind=kind).exists():
                raise
    return made


@transaction.atomic
def rotate_key(*, kind: str, now: dt.datetime | None = None) -> SigningKey:
    """Retire the active key of `kind` and put a new one in its place. What the old one signed stays valid."""
    if kind not in Kind.values:
        raise ValidationError(_("There is no signing key of this kind."))
    moment = now or timezone.now()
    SigningKey.objects.select_for_update().active().filter(kind=kind).update(
        state=SigningKey.State.RETIRED, retired_at=moment
    )
    return _make_key(kind, moment)


@transaction.atomic
def mark_compromised(*, kid: str, since: dt.datetime, now: dt.datetime | None = None) -> SigningKey:
    """Say that nothing signed with `kid` from `since` on can be trusted; a new key takes over at once."""
    key: SigningKey | None = SigningKey.objects.select_for_update().filter(kid=kid).first()
    if key is None:
        raise ValidationError(_("There is no signing key with this name."))
    was_active = key.state == SigningKey.State.ACTIVE
    key.state, key.compromised_from = SigningKey.State.COMPROMISED, since
    key.retired_at = key.retired_at or now or timezone.now()
    key.save(update_fields=["state", "compromised_from", "retired_at"])
    if was_active:
        _make_key(key.kind, now or timezone.now())
    return key


def signer_of(kind: str, now: dt.datetime | None = None) -> Signer:
    """The key that signs now. Makes the first one; raises KeyMissing when its file is gone or its time is over."""
    row = SigningKey.objects.active().filter(kind=kind).first()
    if row is None:
        ensure_keys()
        row = SigningKey.objects.active().get(kind=kind)
    moment = now or timezone.now()
    if not row.not_before <= moment <= row.not_after:
        raise keys.KeyMissing(
            f"The signing key {row.kid} is valid from {row.not_before:%Y-%m-%d} to {row.not_after:%Y-%m-%d}. "
            "Run “manage.py certificates rotate-key” to make a new one."
        )
    return Signer(row=row, private=keys.load(row.kid))


def all_signers(now: dt.datetime | None = None) -> dict[str, Signer]:
    """The keys of every kind that sign now, in one query. Raises KeyMissing as `signer_of` does."""
    rows = {row.kind: row for row in SigningKey.objects.active()}
    moment = now or timezone.now()
    if set(rows) != set(Kind.values) or not all(
        row.not_before <= moment <= row.not_after for row in rows.values()
    ):
        return {kind: signer_of(kind, now) for kind in Kind.values}
    return {kind: Signer(row=row, private=keys.load(row.kid)) for kind, row in rows.items()}


@lru_cache(maxsize=64)
def _public(pem: str) -> object:
    return load_pem_public_key(pem.encode())


def public_key(row: SigningKey) -> object:
    """The public half as a key object."""
    return _public(row.public_part)


def chain_of(row: SigningKey) -> list[x509.Certificate]:
    """A PDF key's certificate and its issuers, signer first."""
    return x509.load_pem_x509_certificates(row.certificates_pem.encode())
