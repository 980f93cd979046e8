"""What a partner may change in a design, and what is wrong with a wish. The rest of a design is locked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certificates.designs.engine.colour import COLOUR, contrast, darkened

LEAST_CONTRAST = 4.5
WORDS = ("awarded", "trained")  # the two lines of a design that are not facts
LONGEST_WORDS = 60
LONGEST_SIGNATORY = 60
_LINE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True)
class Problem:
    """`field` is the form's name of it; `code` and `detail` become words outside."""

    field: str
    code: str
    detail: Mapping[str, Any]


def problems_of(zones: Mapping[str, Any], allowed: tuple[str, ...]) -> list[Problem]:
    """Everything that keeps these zones from being printed."""
    found = []
    accent = str(zones.get("accent") or "")
    if accent and not COLOUR.fullmatch(accent):
        found.append(Problem("accent", "colour", {}))
    elif accent and contrast(accent) < LEAST_CONTRAST:
        told = {"ratio": f"{contrast(accent):.1f}", "least": str(LEAST_CONTRAST), "instead": darkened(accent)}
        found.append(Problem("accent", "contrast", told))
    for zone in zones:
        if zones[zone] and zone not in allowed:
            found.append(Problem(zone, "locked", {"zone": zone}))
    person = zones.get("signatory") or {}
    for part in ("name", "role"):
        found += _text(f"signatory_{part}", str(person.get(part) or ""), LONGEST_SIGNATORY)
    if person.get("role") and not person.get("name"):
        found.append(Problem("signatory_name", "missing", {}))
    for language, words in (zones.get("wording") or {}).items():
        for word in WORDS:
            found += _text(f"{word}_{language}", str(words.get(word) or ""), LONGEST_WORDS)
    return found


def _text(field: str, text: str, longest: int) -> list[Problem]:
    if len(text) > longest:
        return [Problem(field, "long", {"most": longest})]
    if _LINE.search(text):
        return [Problem(field, "signs", {})]
    return []


def words_of(zones: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Every text of a wish: the place it stands in, the form's field and the words."""
    person = zones.get("signatory") or {}
    found = [("signatory", "signatory_name", str(person.get("name") or ""))]
    found.append(("role", "signatory_role", str(person.get("role") or "")))
    for language, words in (zones.get("wording") or {}).items():
        found += [(word, f"{word}_{language}", str(words.get(word) or "")) for word in WORDS]
    return found


def tidy(zones: Mapping[str, Any]) -> dict[str, Any]:
    """The same wish without empty parts and needless spaces, so that one wish has one digest."""

    def text(value: object) -> str:
        return " ".join(str(value or "").split())

    told: dict[str, Any] = {}
    if text(zones.get("accent")):
        told["accent"] = text(zones["accent"]).lower()
    if zones.get("logo"):
        told["logo"] = dict(zones["logo"])
    person = {key: text((zones.get("signatory") or {}).get(key)) for key in ("name", "role")}
    if any(person.values()):
        told["signatory"] = {key: value for key, value in person.items() if value}
    wording = {
        language: {key: text(words.get(key)) for key in WORDS if text(words.get(key))}
        for language, words in sorted((zones.get("wording") or {}).items())
    }
    if any(wording.values()):
        told["wording"] = {language: words for language, words in wording.items() if words}
    return told
