"""The shape of design.yaml, and colour arithmetic for the contrast check."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PAPER_COLOUR = "#fdfefc"
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PaperSpec(_Strict):
    width_mm: float = Field(gt=50, lt=1000)
    height_mm: float = Field(gt=50, lt=1000)
    frame: str = ""


class NameBox(_Strict):
    width_mm: dict[str, float]
    size_pt: float
    floor_pt: float
    two_lines_floor_pt: float
    spacing_pt: float = 0


class FaceSpec(_Strict):
    family: str
    file: str


class ArtSpec(_Strict):
    width_mm: float
    height_mm: float


class Wording(_Strict):
    awarded: str
    trained: str
    check: str
    scan: str
    seal: str
    qr: str
    specimen: str
    signature: str


class DesignSpec(_Strict):
    """What design.yaml says."""

    format: Literal["readyroom.design/1"]
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str
    papers: dict[Literal["a4", "letter"], PaperSpec]
    name_box: NameBox
    name_faces: tuple[FaceSpec, ...]
    art: dict[str, ArtSpec]
    zones: tuple[Literal["logo", "signatory", "accent"], ...]
    accent: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    locked: tuple[str, ...] = ()
    wording: dict[str, Wording]


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
