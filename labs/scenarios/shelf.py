"""Finds labs in the course folders that ship with the project, for the commands and the suite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses.api import ContentError, Package
from labs.scenarios.reading import read_lab

LAB_FILE = "lab.yaml"


class NoSuchLab(LookupError):
    """No lab in the course folders goes by this name."""


@dataclass(frozen=True)
class ShippedLab:
    """A lab's file in a course folder, with the package it belongs to."""

    name: str  # the folder's name
    file: str
    package: Package

    def read(self) -> tuple[dict[str, Any] | None, list[ContentError]]:
        """The lab as one dict, with everything that is wrong with it."""
        return read_lab(self.package, self.file)


def shipped_labs(root: Path) -> Iterator[ShippedLab]:
    """Every lab below a folder of courses, by name."""
    for course in sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else ():
        wanted = [*course.glob("labs/**/*"), *course.glob("personas/*")]
        files = {p.relative_to(course).as_posix(): p.read_bytes() for p in sorted(wanted) if p.is_file()}
        package = Package(files)
        for path in sorted(files):
            parts = path.split("/")
            if len(parts) == 3 and parts[0] == "labs" and parts[2] == LAB_FILE:
                yield ShippedLab(parts[1], path, package)


def find_lab(root: Path, name: str) -> ShippedLab:
    """The lab whose folder is called so, or starts with this id ("s1")."""
    wanted = name.casefold()
    labs = list(shipped_labs(root))
    for lab in labs:
        if wanted in (lab.name.casefold(), lab.name.split("-")[0].casefold()):
            return lab
    raise NoSuchLab(f"No lab is called {name}; known: {', '.join(lab.name for lab in labs)}.")
