"""Serial numbers and public ids: random, easy to read aloud, with a check character against slips."""

from __future__ import annotations

import base64
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_VALUE = {sign: index for index, sign in enumerate(ALPHABET)}
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
PUBLIC_ID = re.compile(r"[A-Z2-7]{26}")


def _doubled(value: int) -> int:
    """Multiplication by x in the field of 32 elements (x⁵ + x² + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def check_character(body: str) -> str:
    """A check over the field of 32 elements: every single slip and every swap of two neighbours changes it."""
    total = 0
    for sign in body:
        total = _doubled(total ^ _VALUE[sign])
    return ALPHABET[total]


def serial_number(*, organisation: str, year: int, randomness: bytes) -> str:
    """`RR-2026-7F3KQ-29QDX`: nine random signs (45 bits) and a check character. Needs 6 bytes."""
    number = int.from_bytes(randomness[:6], "big")
    body = "".join(ALPHABET[number >> shift & 31] for shift in range(0, 45, 5))
    last = check_character(f"{_letters(organisation)}{year}{body}")
    return f"{organisation}-{year}-{body[:5]}-{body[5:]}{last}"


def _letters(organisation: str) -> str:
    return organisation.translate(_ALIKE).replace("U", "V")


def read_serial(text: str) -> str | None:
    """The serial that a person meant, in its one spelling; None when it cannot be one (length, signs, check character)."""
    squeezed = re.sub(r"[\s–—_.-]+", "", text.strip().upper())
    found = re.fullmatch(r"([A-Z]{2,5}?)([0-9OIL]{4})([0-9A-Z]{10})", squeezed)
    if found is None:
        return None
    year, body = found[2].translate(_ALIKE), found[3].translate(_ALIKE)
    if any(sign not in _VALUE for sign in body):
        return None
    if check_character(f"{_letters(found[1])}{year}{body[:9]}") != body[9]:
        return None
    return f"{found[1]}-{year}-{body[:5]}-{body[5:]}"


def public_id(randomness: bytes) -> str:
    """128 random bits in upper-case base 32 (26 signs): unguessable, and small in a QR code's alphanumeric mode."""
    return base64.b32encode(randomness[:16]).decode().rstrip("=")
