"""The Bitstring Status List: one bit a credential, packed, and read back."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable
from typing import Any

from certificates.badges.engine.achievement import CREDENTIALS_V2


class BrokenList(ValueError):
    """The list cannot be read."""


def encode(set_bits: Iterable[int], size: int) -> str:
    """Multibase (base64url) over gzip over the bits; the first bit is the highest of the first byte."""
    bits = bytearray(size // 8)
    for index in set_bits:
        if not 0 <= index < size:
            raise BrokenList(f"Bit {index} is outside of a list of {size}.")
        bits[index // 8] |= 0x80 >> (index % 8)
    packed = gzip.compress(bytes(bits), 9, mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def is_set(encoded: str, index: int, size: int) -> bool:
    """Whether bit `index` is set. Raises BrokenList for anything that is not a list of `size` bits."""
    if not encoded.startswith("u") or not 0 <= index < size:
        raise BrokenList("The status list cannot be read.")
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
        unpacker = zlib.decompressobj(31)
        bits = unpacker.decompress(packed, size // 8 + 1)
    except (binascii.Error, ValueError, zlib.error) as error:
        raise BrokenList("The status list cannot be read.") from error
    if len(bits) != size // 8:
        raise BrokenList("The status list has another length than it should.")
    return bool(bits[index // 8] & (0x80 >> (index % 8)))


def list_document(
    *, address: str, issuer: dict[str, Any], purpose: str, encoded: str, valid_from: str, valid_until: str
) -> dict[str, Any]:
    """The unsigned list as a credential of its own."""
    return {
        "@context": [CREDENTIALS_V2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer["id"],
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded,
        },
    }
