"""The shape of design.yaml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


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


class TextPlace(_Strict):
    """Where a partner's own words stand, in the narrowest layout: measured before anything is drawn."""

    width_mm: dict[str, float]
    size_pt: float
    lines: int = Field(1, ge=1, le=5)


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
    text_faces: tuple[FaceSpec, ...] = ()
    places: dict[Literal["signatory", "role", "partner", "awarded", "trained"], TextPlace] = {}
    art: dict[str, ArtSpec]
    zones: tuple[Literal["logo", "signatory", "accent", "wording"], ...]
    accent: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    locked: tuple[str, ...] = ()
    wording: dict[str, Wording]
