"""What must hold on a machine that draws certificates."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register


@register("ready_room", deploy=True)
def check_drawing(**_: Any) -> list[CheckMessage]:
    """A page is drawn for trial, in a process of its own."""
    from certificates.rendering.fonts import NoFonts
    from certificates.rendering.pdf import check_machine  # heavy: only `check --deploy` pays it

    try:
        check_machine()
    except NoFonts as error:
        return [Error("No certificate can be drawn on this machine.", hint=str(error), id="ready_room.E006")]
    return []
