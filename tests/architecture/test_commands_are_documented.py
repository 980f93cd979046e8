"""Each command of ours has its row in docs/operating/commands.md."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
IN_MANAGE_PY = {"test"}


def test_each_command_has_a_row_and_each_row_a_command():
    ours = {
        path.stem
        for app in ("config", "accounts", "courses", "labs", "certificates", "portal")
        for path in (ROOT / app).glob("**/management/commands/*.py")
        if path.stem != "__init__"
    }
    page = (ROOT / "docs/operating/commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)", page, re.M)) == ours | IN_MANAGE_PY
