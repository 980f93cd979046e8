"""How much of a name is shown, and whether a typed name is the same one."""

from __future__ import annotations

import unicodedata


def initials_of(name: str) -> str:
    """`Dalia Abena Mensah` → `D. A. M.`"""
    return " ".join(f"{part[0].upper()}." for part in name.split() if part)


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(sign for sign in folded if not unicodedata.combining(sign)).split())


def is_same_name(typed: str, name: str) -> bool:
    """Case, accents and spaces do not matter; a missing or other word does."""
    return bool(_plain(name)) and _plain(typed) == _plain(name)
