"""Pages for machines: alive, ready, measured."""

from __future__ import annotations

from tests.architecture.access_table import row
from tests.cast import Cast


def make_world(cast: Cast) -> Cast:
    return cast


ROWS = [
    row("health", None, "200"),
    row("ready", None, "200"),
    row("metrics", None, "200"),
]
