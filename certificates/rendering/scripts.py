"""Scripts, languages and directions of names, by what Unicode says about their letters."""

from __future__ import annotations

import unicodedata

_SUBTAGS = {
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "CYRILLIC": "und-Cyrl",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "BENGALI": "bn",
    "TAMIL": "ta",
}


def script_of(text: str) -> str:
    """The script of the first letter, by its Unicode name: `LATIN`, `ARABIC`, `CJK`…"""
    for sign in text:
        if unicodedata.category(sign).startswith("L"):
            return unicodedata.name(sign, "UNKNOWN").split(" ")[0].split("-")[0]
    return "UNKNOWN"


def language_of(text: str) -> str:
    """A language tag for the script of `text`; empty for Latin, which the document's own language covers."""
    if any(script_of(sign) in ("HIRAGANA", "KATAKANA") for sign in text):
        return "ja"
    return _SUBTAGS.get(script_of(text), "")


def direction_of(text: str) -> str:
    """`rtl` when the first strong character runs from right to left."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"
