"""Colour arithmetic: may this accent be read on the paper?"""

from __future__ import annotations

import re

PAPER_COLOUR = "#fdfefc"
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, ground: str = PAPER_COLOUR) -> float:
    """The WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: str, *, least: float = 4.5) -> str:
    """The same hue, darkened until it stands out enough on the paper."""
    shade = colour
    for step in range(100, -1, -2):
        parts = [round(int(colour[at : at + 2], 16) * step / 100) for at in (1, 3, 5)]
        shade = "#" + "".join(f"{part:02X}" for part in parts)
        if contrast(shade) >= least:
            break
    return shade
