"""A package in memory: its files, its parsed course, and what a kind of activity needs to check its part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.content.engine.documents import Document, decode, line_of, parse_front_matter, parse_yaml
from courses.content.engine.errors import BrokenPackage, ContentError


@dataclass(frozen=True)
class ActivitySource:
    """What an author wrote for one activity. `data` is the whole file (of a lesson: its front matter)."""

    kind: str
    key: str
    file: str
    module: str
    title: str
    data: Mapping[str, Any]
    lines: Mapping[tuple[str | int, ...], int] = field(repr=False, hash=False)
    body: str = ""
    body_line: int = 0
    minutes: int = 0
    is_required: bool = True
    counts: str = ""
    competency: str = ""
    level: str = ""

    def line(self, *path: str | int) -> int:
        """The line in `file` of a key, such as `source.line("items", 3, "stem")`."""
        return line_of(self.lines, path)

    def error(self, rule: str, problem: str, hint: str, *path: str | int) -> ContentError:
        """A finding at the line of `path`."""
        return ContentError(self.file, self.line(*path), rule, problem, hint)


@dataclass(frozen=True)
class Package:
    """The files of a package by their path, and the shared parts already parsed (raw, as written)."""

    files: Mapping[str, bytes] = field(repr=False)
    course: Mapping[str, Any] = field(default_factory=dict)
    competencies: Mapping[str, Any] = field(default_factory=dict)
    evidence: Mapping[str, Any] = field(default_factory=dict)
    glossary: Mapping[str, Any] = field(default_factory=dict)
    law: Mapping[str, Any] = field(default_factory=dict)
    personas: Mapping[str, Any] = field(default_factory=dict)
    lesson_keys: frozenset[str] = frozenset()

    def text(self, path: str) -> str:
        """The decoded text of a file; BrokenPackage when it is missing or no text."""
        if path not in self.files:
            raise BrokenPackage([ContentError(path, 0, "missing-file", "This file is missing.", "Add it.")])
        found = decode(path, self.files[path])
        if isinstance(found, ContentError):
            raise BrokenPackage([found])
        return found

    def yaml(self, path: str) -> Document:
        """A parsed YAML file; BrokenPackage with a located finding when it cannot be read."""
        found = parse_yaml(path, self.text(path))
        if isinstance(found, ContentError):
            raise BrokenPackage([found])
        return found

    def markdown(self, path: str) -> Document:
        """A parsed Markdown file with front matter."""
        found = parse_front_matter(path, self.text(path))
        if isinstance(found, ContentError):
            raise BrokenPackage([found])
        return found

    def under(self, folder: str) -> Iterator[str]:
        """Paths of the files below `folder`, sorted."""
        prefix = folder.rstrip("/") + "/"
        return iter(sorted(path for path in self.files if path.startswith(prefix)))


def digest_of(files: Mapping[str, bytes]) -> str:
    """One SHA-256 over every path and every byte; the order of the files does not matter."""
    whole = hashlib.sha256()
    for path in sorted(files):
        name = path.encode("utf-8")
        whole.update(len(name).to_bytes(4, "big") + name)
        whole.update(hashlib.sha256(files[path]).digest())
    return whole.hexdigest()
