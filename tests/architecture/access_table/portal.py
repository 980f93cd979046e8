"""Who may open the pages of portal."""

from __future__ import annotations

from tests.architecture.access_table import row
from tests.cast import Cast


def make_world(cast: Cast) -> Cast:
    return cast


ROWS = [
    row("portal:home", None, "200"),
    row("portal:help", None, "200"),
    row("portal:accessibility", None, "200"),
    row("portal:privacy", None, "200"),
    row("portal:dashboard", None, "302 200 200 200 200 200 200"),
    row("portal:desk", None, "302 404 404 200 200 200 404"),
    row("portal:programme", None, "302 404 404 404 404 404 200"),
    row("portal:tours", None, "404"),
    row("portal:tour", lambda _world: ["admin"], "404"),
]
