"""Canonical JSON (the part of RFC 8785 that whole numbers, text and lists need) and digests over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"


class NotCanonical(ValueError):
    """The value has no single canonical form here: a float, a key that is not text, a lone surrogate."""


def _checked(value: object, path: str) -> object:
    if value is None or isinstance(value, bool | int):
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1:
            raise NotCanonical(f"{path or 'value'} is a number too large for JSON.")
        return value
    if isinstance(value, str):
        if any(0xD800 <= ord(sign) <= 0xDFFF for sign in value):
            raise NotCanonical(f"{path or 'value'} holds half of a character.")
        return value
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise NotCanonical(f"{path or 'value'} has a key that is not text.")
        ordered = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {_checked(key, path): _checked(value[key], f"{path}.{key}".lstrip(".")) for key in ordered}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_checked(item, f"{path}[{index}]") for index, item in enumerate(value)]
    raise NotCanonical(f"{path or 'value'} is a {type(value).__name__}; write it as text or a whole number.")


def canonical_json(value: Json) -> bytes:
    """The one UTF-8 spelling of `value`. Raises NotCanonical for anything that has more than one."""
    return json.dumps(_checked(value, ""), ensure_ascii=False, separators=(",", ":")).encode()


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def digest_json(value: Json) -> str:
    """SHA-256 over the canonical spelling of `value`."""
    return digest(canonical_json(value))
