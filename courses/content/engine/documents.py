"""YAML with line numbers, in the narrow dialect of course files: no anchors, no tags, no doubled keys.

Built from parser events, so deep nesting cannot exhaust the stack and an alias bomb is refused at its first alias.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

import yaml

from courses.content.engine.errors import ContentError

MAX_DEPTH = 24
MAX_NODES = 60_000

Path = tuple[str | int, ...]

_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?([0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18}|[0-9]{1,18})([eE][-+]?[0-9]{1,2})?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TRAP = re.compile(r"(yes|no|on|off|y|n)\Z", re.IGNORECASE)
_CLOCK = re.compile(r"[0-9]{1,2}(:[0-9]{2})+\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0085\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Document:
    """A parsed file: its data, and the line of every key and item."""

    file: str
    data: Mapping[str, Any]
    lines: Mapping[Path, int] = field(default_factory=dict, repr=False, hash=False)
    body: str = ""
    body_line: int = 0

    def line(self, *path: str | int) -> int:
        """The line of `path`, else of the nearest part of it that stands in the file."""
        return line_of(self.lines, path)


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of the longest run of `path` that is known; segments a schema added are skipped."""
    known: Path = ()
    for part in path:
        if (*known, part) in lines:
            known = (*known, part)
    return lines.get(known, 1)


class _Refused(Exception):
    def __init__(self, line: int, rule: str, problem: str, hint: str) -> None:
        self.args = (line, rule, problem, hint)


def decode(file: str, raw: bytes) -> str | ContentError:
    """The text of a file, or the finding that says why it is none."""
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return ContentError(file, line, "encoding", "This is not UTF-8 text.", "Save the file as UTF-8.")
    text = text.replace("\r\n", "\n")
    bad = _CONTROL.search(text)
    if bad is not None:
        line = text.count("\n", 0, bad.start()) + 1
        code = f"U+{ord(bad[0]):04X}"
        return ContentError(
            file, line, "encoding", f"There is a control character ({code}) in the text.", "Remove it."
        )
    return text


def parse_yaml(file: str, text: str, *, first_line: int = 1) -> Document | ContentError:
    """Read one YAML mapping; `first_line` is where `text` starts in its file."""
    try:
        data, lines = _build(text, first_line)
    except _Refused as refused:
        line, rule, problem, hint = refused.args
        return ContentError(file, line, rule, problem, hint)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark is not None else 0) + first_line
        said = str(getattr(error, "problem", None) or "cannot be read").rstrip(".")
        return ContentError(
            file, line, "yaml", f"The YAML is broken: {said}.", "Check indents, quotes, colons."
        )
    if not isinstance(data, dict):
        return ContentError(
            file, first_line, "yaml", "The file does not start with keys.", "Begin with “format: …”."
        )
    return Document(file, MappingProxyType(data), MappingProxyType(lines))


def parse_front_matter(file: str, text: str) -> Document | ContentError:
    """Read a Markdown file that opens with a `---` block of YAML."""
    if not text.startswith("---\n"):
        return ContentError(
            file, 1, "front-matter", "The lesson has no front matter.", "Begin the file with a line “---”."
        )
    end = text.find("\n---\n", 3)
    if end < 0:
        return ContentError(
            file, 1, "front-matter", "The front matter is not closed.", "End it with a line “---”."
        )
    found = parse_yaml(file, text[4 : end + 1], first_line=2)
    if isinstance(found, ContentError):
        return found
    body_line = text.count("\n", 0, end + 5) + 1
    return Document(file, found.data, found.lines, body=text[end + 5 :], body_line=body_line)


@dataclass
class _Frame:
    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None


def _build(text: str, first_line: int) -> tuple[Any, dict[Path, int]]:
    lines: dict[Path, int] = {}
    stack: list[_Frame] = []
    root: list[Any] = []
    nodes = 0
    for event in _events(text):
        line = event.start_mark.line + first_line
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
            continue
        if isinstance(event, yaml.DocumentStartEvent) and root:
            raise _Refused(line, "yaml", "There is a second document in the file.", "Keep one; remove “---”.")
        if not isinstance(event, yaml.NodeEvent):
            continue
        nodes += 1
        _refuse_cleverness(event, line, nodes, len(stack))
        frame = stack[-1] if stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            frame.key = _key(event, frame, line)
            lines[(*frame.path, frame.key)] = line
            continue
        value = _value(event, line)
        path: Path = ()
        if frame is None:
            root.append(value)
        elif isinstance(frame.value, dict):
            key = frame.key or ""
            path = (*frame.path, key)
            frame.value[key], frame.key = value, None
        else:
            path = (*frame.path, len(frame.value))
            frame.value.append(value)
            lines[path] = line
        if isinstance(value, dict | list):
            stack.append(_Frame(value, path))
    return (root[0] if root else None), lines


def _events(text: str) -> Iterator[Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    yield from yaml.parse(text, Loader=loader)


def _refuse_cleverness(event: Any, line: int, nodes: int, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Refused(
            line, "yaml-alias", "Anchors and aliases (& and *) are not used here.", "Write it out."
        )
    if getattr(event, "tag", None) not in (None, "!"):
        raise _Refused(line, "yaml-tag", f"The tag {event.tag} is not used here.", "Remove it.")
    if depth >= MAX_DEPTH:
        raise _Refused(line, "yaml-depth", f"More than {MAX_DEPTH} levels are nested.", "Flatten the file.")
    if nodes > MAX_NODES:
        raise _Refused(line, "yaml-size", f"The file holds more than {MAX_NODES} values.", "Split it.")


def _key(event: Any, frame: _Frame, line: int) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        raise _Refused(line, "yaml-key", "A key must be a plain word.", "Use text before the colon.")
    key = str(event.value)
    if event.implicit[0] and key.lower() in ("true", "false", "null", "~", ""):
        raise _Refused(
            line, "yaml-key", f"“{key}” is not a key but a truth value in YAML.", "Put it in quotes."
        )
    if key in frame.value:
        raise _Refused(line, "duplicate-key", f"“{key}” stands here twice.", "Keep one of them.")
    return key


def _value(event: Any, line: int) -> Any:
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    text = str(event.value)
    return _plain(text, line) if event.implicit[0] else text


def _plain(text: str, line: int) -> Any:
    """What an unquoted scalar means; the ambiguous ones of YAML 1.1 are refused."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if _TRAP.match(text) or _CLOCK.match(text):
        raise _Refused(
            line, "yaml-bare", f"A bare {text} is read differently by different tools.", f'Write "{text}".'
        )
    if _INT.match(text):
        return int(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _Refused(line, "yaml-date", f"{text} is not a day of the calendar.", "Mend it.") from None
    if _FLOAT.match(text) and not text.isdigit():
        return float(text)
    return text
