"""Personal data out of a text before it leaves, and back in when the answer comes: stable marks, no guessing.

A mark looks like `[[mail-1]]`. Whatever is hidden comes back character by character: `restore` undoes `hide`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mail", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("iban", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")),
    ("card", re.compile(r"\b(?:\d[ -]?){13,19}\b")),
    ("id_number", re.compile(r"\b\d{3}-\d{2}-\d{4}\b|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")),
    (
        "phone",
        re.compile(
            r"(?<![\w.+])(?:\+\d{1,3}(?:[ ./-]?\(?\d{2,4}\)?){2,5}"
            r"|(?:\(0\d{1,4}\)|0\d{1,4})[ ./-]\d{2,4}(?:[ ./-]?\d{2,4}){1,3})(?![\w])"
        ),
    ),
    ("secret", re.compile(r"\b(?:sk|pk|ghp|xox[bp]|AKIA)[-_A-Za-z0-9]{12,}\b")),
)
#: kinds of personal data, as events name them; `typed` is a mark that somebody wrote by hand
PERSONAL = frozenset({"mail", "iban", "card", "id_number", "phone", "secret", "name"})
KINDS = (*sorted(PERSONAL), "typed")
MARK = re.compile(rf"\[\[({'|'.join(KINDS)})-(\d{{1,6}})\]\]")
UNFINISHED = re.compile(r"\[(?:\[(?:[a-z_]{1,9}(?:-(?:\d{1,6}\]?)?)?)?)?\Z")
SHORTEST_NAME = 3


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_card(text: str) -> bool:
    digits = re.sub(r"[^0-9]", "", text)
    return 13 <= len(digits) <= 19 and _passes_luhn(digits)


def names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all names, the longest first; names of one or two letters would hide half of a language."""
    whole = {" ".join(name.split()) for name in names}
    wanted = sorted({n for n in whole if len(n) >= SHORTEST_NAME}, key=lambda n: (-len(n), n))
    if not wanted:
        return None
    choices = "|".join(r"\s+".join(map(re.escape, name.split())) for name in wanted)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)


@dataclass(slots=True)
class Vault:
    """What stands for what within one request. The same value gets the same mark."""

    names: re.Pattern[str] | None = None
    marks: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def mapping(self) -> dict[str, str]:
        """Mark → value."""
        return {mark: value for value, mark in self.marks.items()}

    @property
    def found(self) -> dict[str, int]:
        """How many spans of personal data were hidden, by kind. Never what they were."""
        return {kind: n for kind, n in sorted(self.counts.items()) if kind in PERSONAL}

    def hide(self, text: str) -> str:
        """The text with marks in the place of personal data."""
        parts = [(False, text)]
        parts = self._marked(parts, "typed", MARK)
        before = 0
        while (
            len(parts) != before
        ):  # a mark can bare what stood glued to it: look until nothing more is found
            before = len(parts)
            for kind, pattern in PATTERNS:
                parts = self._marked(parts, kind, pattern)
            if self.names is not None:
                parts = self._marked(parts, "name", self.names)
        return "".join(part for _is_mark, part in parts)

    def hide_all(self, value: Any) -> Any:
        """The same for each string within lists and objects."""
        return _walk(value, self.hide)

    def restore(self, text: str) -> str:
        """Values back in the place of marks; unknown marks stay."""
        return restore(text, self.mapping)

    def restore_json(self, text: str) -> str:
        """The same within the strings of a JSON text; what is no JSON stays as it is."""
        try:
            value = json.loads(text)
        except ValueError:
            return text
        return json.dumps(_walk(value, self.restore), ensure_ascii=False)

    def _marked(
        self, parts: list[tuple[bool, str]], kind: str, pattern: re.Pattern[str]
    ) -> list[tuple[bool, str]]:
        """Looks only at what is not a mark yet, so that no mark is ever cut by a later pattern."""
        out: list[tuple[bool, str]] = []
        for is_mark, part in parts:
            if is_mark:
                out.append((True, part))
                continue
            end = 0
            for match in pattern.finditer(part):
                if not match[0] or (kind == "card" and not _is_card(match[0])):
                    continue
                out += [(False, part[end : match.start()]), (True, self._mark_of(kind, match[0]))]
                end = match.end()
            out.append((False, part[end:]))
        return out

    def _mark_of(self, kind: str, value: str) -> str:
        self.counts[kind] += 1
        if value not in self.marks:
            taken = sum(mark.startswith(f"[[{kind}-") for mark in self.marks.values())
            self.marks[value] = f"[[{kind}-{taken + 1}]]"
        return self.marks[value]


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {change(str(key)): _walk(inner, change) for key, inner in value.items()}
    return [_walk(inner, change) for inner in value] if isinstance(value, list | tuple) else value


def restore(text: str, mapping: Mapping[str, str]) -> str:
    """Put the values back where the marks stand; unknown marks stay."""
    return MARK.sub(lambda match: mapping.get(match[0], match[0]), text)


@dataclass(slots=True)
class StreamRestorer:
    """Restores a text that comes in pieces. Holds back the start of what may become a mark, and nothing else."""

    mapping: Mapping[str, str]
    _rest: str = ""

    def feed(self, piece: str) -> str:
        """What may be shown after this piece."""
        text = self._rest + piece
        held = UNFINISHED.search(text)
        cut = held.start() if held else len(text)
        self._rest = text[cut:]
        return restore(text[:cut], self.mapping)

    def finish(self) -> str:
        """What was held back, once nothing more comes."""
        rest, self._rest = self._rest, ""
        return rest


def hide_messages(messages: Iterable[Mapping[str, Any]], vault: Vault) -> list[dict[str, Any]]:
    """A chat fit to leave. The system message is the author's own and stays as it is."""
    return [_hidden(message, vault) for message in messages]


def _hidden(message: Mapping[str, Any], vault: Vault) -> dict[str, Any]:
    out = dict(message)
    if message.get("role") == "system":
        return out
    if isinstance(message.get("content"), str):
        out["content"] = vault.hide(message["content"])
    if message.get("tool_calls"):
        out["tool_calls"] = [_hidden_call(call, vault) for call in message["tool_calls"]]
    return out


def _hidden_call(call: Mapping[str, Any], vault: Vault) -> dict[str, Any]:
    function = call["function"]
    try:
        arguments = json.dumps(vault.hide_all(json.loads(function["arguments"])), ensure_ascii=False)
    except ValueError:
        arguments = vault.hide(function["arguments"])
    return {**call, "function": {**function, "arguments": arguments}}


def warnings(text: str) -> tuple[str, ...]:
    """Kinds of personal data a text seems to hold: for a word of warning before it is sent."""
    vault = Vault()
    vault.hide(text)
    return tuple(vault.found)
