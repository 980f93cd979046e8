"""How far a long job of this machine is, in a small file that pages can show."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Progress:
    """Written whole each time: a reader never sees half a file."""

    path: Path

    @property
    def is_finished(self) -> bool:
        try:
            return bool(json.loads(self.path.read_text(encoding="utf-8"))["finished"])
        except (OSError, ValueError, KeyError):
            return False

    def report(self, label: str, done: int, total: int) -> None:
        self._write({"label": label, "done": done, "total": total, "finished": False})

    def finish(self) -> None:
        self._write({"label": "", "done": 1, "total": 1, "finished": True})

    def _write(self, facts: dict[str, object]) -> None:
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(facts), encoding="utf-8")
        os.replace(part, self.path)
