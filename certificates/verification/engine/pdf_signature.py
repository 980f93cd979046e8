"""Checks a PDF's signature from its raw bytes, without reading the PDF: a hostile file is only hashed.

The file is opened as a PDF later, and only when the signature is ours and covers every byte of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
MAX_CMS = 64 * 1024
_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


class NotSigned(ValueError):
    """There is no signature that could be checked; the message says what is there instead."""


@dataclass(frozen=True)
class Stamp:
    """What a time stamp says. Whether its authority is trusted is the reader's question; whether it fits is ours."""

    at: dt.datetime
    by: str
    fits: bool


@dataclass(frozen=True)
class PdfSignature:
    """What the last signature of a file says."""

    covers_all: bool
    is_intact: bool
    certificate: x509.Certificate
    detail: str = ""
    stamp: Stamp | None = None


def _signature_bytes(data: bytes) -> tuple[tuple[int, int, int], bytes]:
    found = list(_RANGE.finditer(data[-16_000_000:]))
    if not found:
        raise NotSigned("There is no signature in this file.")
    first, length, start, rest = (int(part) for part in found[-1].groups())
    if first != 0 or not 0 < length < start <= len(data) or start + rest > len(data):
        raise NotSigned(
            "The signature says that it covers bytes that are not there: the file was cut or changed."
        )
    hexed = data[length:start].strip(b"<> \r\n\t")
    if len(hexed) > 2 * MAX_CMS:
        raise NotSigned("The signature is too long to be one.")
    try:
        return (length, start, rest), bytes.fromhex(hexed.decode("ascii"))
    except ValueError as error:
        raise NotSigned("The signature is damaged.") from error


def read_signature(data: bytes) -> PdfSignature:
    """Checks the last signature of `data` against its own certificate. Raises NotSigned."""
    from asn1crypto import cms

    (length, start, rest), raw = _signature_bytes(data)
    try:
        signed = cms.ContentInfo.load(raw)["content"]
        signer = signed["signer_infos"][0]
        attributes = signer["signed_attrs"]
        serial = signer["sid"].chosen["serial_number"].native
        inside = [item.chosen for item in signed["certificates"]]
        holder = next(item for item in inside if item.serial_number == serial)
        certificate = x509.load_der_x509_certificate(holder.dump())
        stated = next(
            item["values"][0].native for item in attributes if item["type"].native == "message_digest"
        )
        value = signer["signature"].native
        signed_bytes = attributes.untag().dump()
        algorithm = signer["digest_algorithm"]["algorithm"].native
        stamp = _stamp(signer, value)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        StopIteration,
        AttributeError,
        RecursionError,
    ) as error:
        raise NotSigned("The signature is damaged.") from error
    if algorithm != "sha256":
        raise NotSigned("The signature uses a kind of digest that is not checked here.")
    digest = hashlib.sha256(data[:length])
    digest.update(data[start : start + rest])
    covers_all = start + rest == len(data)
    if digest.digest() != stated:
        return PdfSignature(covers_all, False, certificate, "The bytes are not those that were signed.")
    return PdfSignature(covers_all, _holds(certificate, value, signed_bytes), certificate, stamp=stamp)


def _stamp(signer: Any, value: bytes) -> Stamp | None:
    """The time stamp on the signature: signed by the certificate that it carries, over the digest of this very signature."""
    for attribute in signer["unsigned_attrs"] or []:
        if attribute["type"].native != "signature_time_stamp_token":
            continue
        token = attribute["values"][0]["content"]
        told = token["encap_content_info"]["content"].parsed
        imprint = told["message_imprint"]
        inner = token["signer_infos"][0]
        serial = inner["sid"].chosen["serial_number"].native
        holder = next(item.chosen for item in token["certificates"] if item.chosen.serial_number == serial)
        authority = x509.load_der_x509_certificate(holder.dump())
        stated = next(
            item["values"][0].native
            for item in inner["signed_attrs"]
            if item["type"].native == "message_digest"
        )
        body = token["encap_content_info"]["content"].contents
        method = inner["digest_algorithm"]["algorithm"].native
        fits = (
            imprint["hash_algorithm"]["algorithm"].native == "sha256"
            and imprint["hashed_message"].native == hashlib.sha256(value).digest()
            and method in _HASHES
            and hashlib.new(method, body).digest() == stated
            and _holds(
                authority, inner["signature"].native, inner["signed_attrs"].untag().dump(), _HASHES[method]
            )
        )
        return Stamp(told["gen_time"].native, authority.subject.rfc4514_string()[:120], fits)
    return None


def _holds(
    certificate: x509.Certificate, value: bytes, signed: bytes, method: hashes.HashAlgorithm | None = None
) -> bool:
    key, method = certificate.public_key(), method or hashes.SHA256()
    try:
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(value, signed, ECDSA(method))
        elif isinstance(key, RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), method)
        else:
            return False
    except InvalidSignature:
        return False
    return True
