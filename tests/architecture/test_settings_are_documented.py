"""docs/operating/settings.md and the code name the same settings, with the same defaults."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = {"text", "flag", "number", "amount", "words", "secret"}
PAGE = (ROOT / "docs/operating/settings.md").read_text(encoding="utf-8")


def read_in_code() -> dict[str, tuple[str, bool]]:
    """Name → (default as text, whether it is a secret), from the settings modules."""
    found: dict[str, tuple[str, bool]] = {}
    for path in sorted((ROOT / "config/settings").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
                and node.func.attr in READERS
            ):
                name = ast.literal_eval(node.args[0])
                default = str(ast.literal_eval(node.args[1])) if len(node.args) > 1 else ""
                found[name] = (default, node.func.attr == "secret")
    return found


def rows() -> dict[str, tuple[str, bool]]:
    table = PAGE.split("## Commands")[0]
    found = {}
    for line in table.splitlines():
        match = re.fullmatch(r"\| `(\w+)` \| (?:`(.*)`)? ?\| (.+) \|", line)
        if match and match[1] != "DJANGO_SETTINGS_MODULE":
            found[match[1]] = (match[2] or "", match[3].startswith("*Secret.*"))
    return found


def test_each_setting_has_a_row_with_its_default_and_says_whether_it_is_secret():
    assert rows() == read_in_code()


def test_the_environment_is_read_in_one_place_alone():
    """`os.environ` and `os.getenv` outside config.env hide a setting from the table."""
    allowed = {
        "config/env.py",
        "config/wsgi.py",
        "config/asgi.py",
        "config/celery.py",
        "config/backups.py",
        "config/group.py",
        "config/management/commands/demo.py",
    }
    readers = {
        str(path.relative_to(ROOT))
        for app in ("config", "accounts", "courses", "labs", "certificates", "portal")
        for path in (ROOT / app).rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }
    assert readers <= allowed
