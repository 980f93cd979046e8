"""Questions on their way in and out: ids, reasons that are missing, what a format cannot say, and the final check.

What other programs cannot hold travels as one line of JSON beside the question (`rest`), so that a file of ours comes
back whole; the report says all the same that others do not see it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from courses.exchange.engine.report import Change, Imported
from courses.quizzes.engine.types.registry import ITEM

MARK = "readyroom "
NO_REASON = "No reason was given."
LABELS = ("competency", "cognitive", "level", "difficulty", "lesson")
_ID = re.compile(r"[^a-z0-9._-]+")


def plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """The question as an author would write it: valid, and without what is left at its default."""
    made = ITEM.validate_python(dict(item))
    plain: dict[str, Any] = made.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return plain | {"type": made.type}


def number_of(text: str) -> int | float | None:
    """A decimal number as a whole one where it is one; None for anything else."""
    try:
        value = float(text.strip())
    except ValueError:
        return None
    if value != value or abs(value) > 1e15:
        return None
    return int(value) if value == int(value) else float(f"{value:.12g}")


def rest_line(rest: Mapping[str, Any]) -> str:
    return MARK + json.dumps(rest, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def read_rest(text: str) -> dict[str, Any]:
    """What `rest_line` wrote; nothing for a line of anybody else."""
    if not text.startswith(MARK) or len(text) > 20_000:
        return {}
    try:
        found = json.loads(text[len(MARK) :])
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


class Collector:
    """Gathers the questions of one file: gives ids, fills missing reasons, checks each, and keeps the report."""

    def __init__(self) -> None:
        self.made = Imported()
        self._ids: set[str] = set()

    def take(
        self,
        item: dict[str, Any],
        changes: list[Change],
        *,
        name: str,
        rest: Mapping[str, Any] | None = None,
        line: int = 0,
        file: str = "",
    ) -> None:
        """Keep a question if it is sound; drop it with the reason if it is not."""
        merged = _merged(item, rest or {}, changes)
        key = self._key(str((rest or {}).get("id") or name))
        filled = _with_reasons(merged | {"id": key}, changes)
        try:
            plain = plain_item(filled)
        except ValidationError as error:
            self.made.report.drop(name or key, _problem(error), line=line, file=file)
            return
        self._ids.add(key)
        self.made.items.append(plain)
        self.made.report.taken(key, changes, line=line, file=file)

    def drop(self, name: str, reason: str, *, line: int = 0, file: str = "") -> None:
        self.made.report.drop(name, reason, line=line, file=file)

    def _key(self, name: str) -> str:
        folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        base = _ID.sub("-", folded).strip("-._")[:56] or f"q{len(self._ids) + 1}"
        key, number = base, 2
        while key in self._ids:
            key, number = f"{base}-{number}", number + 1
        return key


def _merged(item: dict[str, Any], rest: Mapping[str, Any], changes: list[Change]) -> dict[str, Any]:
    """The question with what travelled beside it; reasons of parts only where the parts are still as many."""
    made = dict(item)
    for field, value in rest.items():
        if field in ("stem", "options", "id"):
            continue
        if field == "whys" and isinstance(value, list):
            parts = made.get("pairs") or made.get("steps") or made.get("gaps") or made.get("options") or []
            if len(parts) == len(value):
                for part, own in zip(parts, value, strict=True):
                    if isinstance(own, dict):
                        part.update(own)
            else:
                changes.append(Change("why", "The reasons no longer fit the parts and were left out."))
            continue
        if field == "gap_whys" and isinstance(value, list):
            _put_gap_whys(made.get("gaps") or [], value)
            continue
        if field == "accepted" and isinstance(value, list):
            for number in value:
                if isinstance(number, int) and 0 <= number < len(made.get("options", [])):
                    made["options"][number]["accepted"] = True
            continue
        if field == "sides" and isinstance(value, list) and made.get("type") == "truefalse":
            whys = {side["value"]: side.get("why", "") for side in made["options"]}
            named = [
                one for one in value if isinstance(one, list) and len(one) == 2 and isinstance(one[1], bool)
            ]
            made["options"] = [{"t": name, "value": side, "why": whys.get(side, "")} for name, side in named]
            continue
        made[field] = value
    if rest.get("type") == "spot" and "options" in made:
        options = made.pop("options")
        made["sentences"] = [
            {"t": one["t"], "why": one.get("why", "")} | ({"error": True} if one.get("key") else {})
            for one in options
        ]
    return made


def _put_gap_whys(gaps: list[dict[str, Any]], whys: list[Any]) -> None:
    for gap, own in zip(gaps, whys, strict=False):
        options = gap.get("options") or []
        if isinstance(own, list) and len(own) == len(options):
            for option, why in zip(options, own, strict=True):
                option["why"] = str(why)


def _with_reasons(item: dict[str, Any], changes: list[Change]) -> dict[str, Any]:
    missing = 0
    groups = [item.get("options") or [], item.get("sentences") or [], item.get("near") or []]
    groups += [gap.get("options") or [] for gap in item.get("gaps") or [] if isinstance(gap, dict)]
    for group in groups:
        for part in group:
            if isinstance(part, dict) and not part.get("why"):
                part["why"], missing = NO_REASON, missing + 1
    if missing:
        changes.append(Change("why", f"Choices without a reason: {missing}. Write one for each."))
    return item


def _problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or "question"
    return f"{place}: {str(first['msg']).removeprefix('Value error, ')}"
