"""How far the seeding of the demo world has come; the seeding process writes it, the pages read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class SeedProgress:
    """`label` says what is made just now; `problem` why it stopped, if it did."""

    label: str
    done: int
    total: int
    is_finished: bool
    problem: str = ""


def _path() -> Path:
    return Path(settings.DATA_DIR) / "seed.json"


def seed_progress() -> SeedProgress | None:
    """The last word of the seeding process; None when there is none."""
    try:
        held = json.loads(_path().read_text(encoding="utf-8"))
        return SeedProgress(
            str(held["label"]),
            int(held["done"]),
            int(held["total"]),
            bool(held["finished"]),
            str(held.get("problem", "")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
