"""Fills author texts from a variant: {{path}} as it is, {{path|n}} with thousands marked; a lone {{path}} keeps its type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

LONE = re.compile(r"\{\{([\w.]+)\}\}")
ANY = re.compile(r"\{\{([\w.]+)(\|n)?\}\}")
CANARY = re.compile(r"\{\{canary:([a-z_]+)\}\}")


def look_up(path: str, names: Any) -> Any:
    """Follow a dotted path; raises KeyError where it leads nowhere."""
    for part in path.split("."):
        try:
            names = names[int(part)] if part.isdigit() else names[part]
        except (KeyError, IndexError, TypeError):
            raise KeyError(path) from None
    return names


def _shown(match: re.Match[str], names: Mapping[str, Any]) -> str:
    value = look_up(match[1], names)
    return f"{value:,}" if match[2] else str(value)


def render(value: Any, names: Mapping[str, Any]) -> Any:
    """A copy of an author's value with all paths filled; canaries stay as they are."""
    if isinstance(value, dict):
        return {render(k, names) if isinstance(k, str) else k: render(v, names) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [render(v, names) for v in value]
    if not isinstance(value, str):
        return value
    if lone := LONE.fullmatch(value):
        return look_up(lone[1], names)
    return ANY.sub(lambda match: _shown(match, names), value)


def canary_token(name: str, salt: str) -> str:
    """The token of one session for one planted secret: sixteen letters and digits that mean nothing."""
    raw = sha256(f"canary\n{name}\n{salt}".encode()).hexdigest().upper()
    return f"{raw[:4]}-{raw[4:8]}-{raw[8:12]}-{raw[12:16]}"


def fill_canaries(text: str, salt: str) -> str:
    """The text as one session sees it."""
    return CANARY.sub(lambda match: canary_token(match[1], salt), text)
