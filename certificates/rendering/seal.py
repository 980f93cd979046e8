"""The PAdES signature: pyHanko makes the CMS once per key, then only its digest and its signature value change.

The attributes that are signed differ from file to file in one place, the digest of the file. ECDSA is used with deterministic
nonces, so the same bytes are signed to the same bytes, and a retry after a crash gives the same file.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Sequence
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey

_HOLES = re.compile(rb"/ByteRange\[0 \*{10} \*{10} \*{10}\]/Contents<(0+)>")


_BLANK = hashlib.sha256(b"template").digest()


class SealError(RuntimeError):
    """The file has no place for a signature, or the signature does not fit."""


def _template(key: EllipticCurvePrivateKey, chain: Sequence[x509.Certificate]) -> Any:
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    loaded = [asn1_x509.Certificate.load(item.public_bytes(serialization.Encoding.DER)) for item in chain]
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's own class has no hints here
    store.register_multiple(loaded[1:])
    private = asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    signer = SimpleSigner(signing_cert=loaded[0], signing_key=private, cert_registry=store)
    made = signer.async_sign(
        _BLANK,
        "sha256",
        use_pades=True,
        signed_attr_settings=PdfCMSSignedAttributes(),
    )
    return asyncio.run(made)


class Sealer:
    """Signs finished PDFs with one key; made once per process and key."""

    def __init__(
        self, key: EllipticCurvePrivateKey, chain: Sequence[x509.Certificate], *, room: int = 8192
    ) -> None:
        self._key, self.room = key, room
        info = cms.ContentInfo.load(_template(key, chain).dump())
        self._template = info.dump()
        signer = info["content"]["signer_infos"][0]
        self._attributes: bytes = signer["signed_attrs"].untag().dump()
        self._at = self._attributes.index(_BLANK)
        self._by_length: dict[int, tuple[bytes, int, int]] = {}

    def _form(self, length: int) -> tuple[bytes, int, int]:
        """The CMS with room for a value of `length` bytes (an ECDSA value has 70 to 72), and where digest and value stand."""
        if length not in self._by_length:
            info = cms.ContentInfo.load(self._template)
            room = b"\xa5" * length
            info["content"]["signer_infos"][0]["signature"] = room
            whole: bytes = info.dump(force=True)
            self._by_length[length] = (whole, whole.index(_BLANK), whole.rindex(room))
        return self._by_length[length]

    def _cms(self, digest: bytes) -> bytes:
        attributes = self._attributes[: self._at] + digest + self._attributes[self._at + len(digest) :]
        value = self._key.sign(attributes, ECDSA(hashes.SHA256(), deterministic_signing=True))
        form, digest_at, value_at = self._form(len(value))
        whole = bytearray(form)
        whole[digest_at : digest_at + len(digest)] = digest
        whole[value_at : value_at + len(value)] = value
        return bytes(whole)

    def seal(self, pdf: bytes) -> bytes:
        """The same file with its byte range and signature filled in. Raises SealError."""
        found = _HOLES.search(pdf)
        if found is None:
            raise SealError("The PDF has no empty signature field.")
        start, end = found.start(1) - 1, found.end(1) + 1
        span = b"/ByteRange[0 %d %d %d]" % (start, end, len(pdf) - end)
        hole = found.start(1) - 1 - len(b"/Contents") - found.start()
        pdf = pdf[: found.start()] + span.ljust(hole) + pdf[found.start() + hole :]
        digest = hashlib.sha256(pdf[:start])
        digest.update(pdf[end:])
        signature = self._cms(digest.digest()).hex().encode()
        if len(signature) > end - start - 2:
            raise SealError("The signature is longer than its place in the file.")
        return pdf[: start + 1] + signature.ljust(end - start - 2, b"0") + pdf[end - 1 :]
