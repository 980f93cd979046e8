"""Written answers made comparable: what a reader would call the same answer folds to the same text."""

from __future__ import annotations

import re
import unicodedata

MAX_ANSWER = 1000
_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_DASHES = re.compile("[\u2010-\u2015\u2212\u00ad]")
_SPACES = re.compile(r"\s+")


def clean(raw: str, limit: int = MAX_ANSWER) -> str:
    """The answer as it is kept: no control characters, no lone surrogates, single spaces, at most `limit` long."""
    shown = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp", "Zs"} else char
        for char in raw[: limit * 4]
        if unicodedata.category(char) not in {"Cs", "Cf", "Cn", "Co"}
    )
    return _SPACES.sub(" ", shown).strip()[:limit]


def folded(raw: str) -> str:
    """Lower case, compatibility forms, plain quotes and dashes, single spaces: the ground patterns search in."""
    text = unicodedata.normalize("NFKC", clean(raw)).translate(_QUOTES)
    return _SPACES.sub(" ", _DASHES.sub("-", text).casefold()).strip()


def skeleton(raw: str) -> str:
    """Only letters and digits, without accents: `KPI-Q2-final` and `kpi q2 Final` have one skeleton."""
    parts = unicodedata.normalize("NFKD", folded(raw))
    return "".join(char for char in parts if unicodedata.category(char)[0] in "LN")


def word_count(raw: str) -> int:
    return len(clean(raw).split())
