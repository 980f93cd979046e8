"""Reads the folders of content/designs: specs, digests, and the files a renderer draws with."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings

from certificates.designs.engine.colour import COLOUR
from certificates.designs.engine.zones import WORDS
from certificates.designs.logos import stored
from certificates.rendering.fonts import Face, NameRules, TextRules
from certificates.rendering.sheet import Art, DesignFiles
from certificates.signing.engine.canonical import canonical_json, digest_json

if TYPE_CHECKING:
    from certificates.designs.engine.layout import DesignSpec

POINTS = 72 / 25.4
LOGO_MM = 8.0


class BrokenDesign(ValueError):
    """A design folder that cannot be used; the message says which file and why."""


def folder() -> Path:
    return Path(settings.CONTENT_DIR) / "designs"


def fonts_folder() -> Path:
    return Path(settings.ROOT) / "static" / "fonts"


def slugs() -> list[str]:
    """The designs that ship or were added."""
    return sorted(path.parent.name for path in folder().glob("*/design.yaml"))


@lru_cache(maxsize=32)
def _read(path: Path, _changed: float) -> DesignSpec:
    from pydantic import ValidationError

    from certificates.designs.engine.layout import DesignSpec

    try:
        spec = DesignSpec.model_validate(yaml.safe_load((path / "design.yaml").read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BrokenDesign(f"{path.name}/design.yaml: {error}") from error
    named = [*spec.art, *(paper.frame for paper in spec.papers.values() if paper.frame)]
    for name in [*named, "certificate.html", "certificate.css"]:
        if "/" in name or not (path / name).is_file():
            raise BrokenDesign(f"{path.name}/design.yaml names {name}, which is not in the folder.")
    return spec


def spec_of(slug: str) -> DesignSpec:
    """The spec of one design. Raises BrokenDesign."""
    if slug not in slugs():
        raise BrokenDesign(f"There is no design {slug[:60]!r} in content/designs.")
    path = folder() / slug
    return _read(path, (path / "design.yaml").stat().st_mtime)


def files_digest(slug: str) -> str:
    """One digest over every file of the folder, by name and content; computed anew when a file changes."""
    with os.scandir(folder() / slug) as entries:
        seen = [
            (entry.name, entry.stat().st_mtime_ns, entry.stat().st_size)
            for entry in entries
            if entry.is_file()
        ]
    return _files_digest(folder() / slug, tuple(sorted(seen)))


@lru_cache(maxsize=32)
def _files_digest(place: Path, seen: tuple[tuple[str, int, int], ...]) -> str:
    named = [(name, (place / name).read_bytes()) for name, _changed, _size in seen]
    return digest_json([[name, hashlib.sha256(data).hexdigest()] for name, data in named])


def version_digest(slug: str, paper: str, zones: Mapping[str, Any]) -> str:
    """What a credential names: files, paper and zones together."""
    return digest_json({"files": files_digest(slug), "paper": paper, "zones": dict(zones)})


def design_files(slug: str, paper: str, zones: Mapping[str, Any]) -> DesignFiles:
    """Everything a renderer needs to draw `slug` on `paper` with a partner's zones. Raises BrokenDesign."""
    return _design_files(slug, paper, canonical_json(dict(zones)).decode(), files_digest(slug))


def _wording(spec: DesignSpec, zones: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The design's words, with a partner's own where it chose some. A percent sign of theirs is a sign, not a place."""
    own = zones.get("wording") or {}
    return {
        lang: words.model_dump()
        | {key: str(text).replace("%", "%%") for key, text in (own.get(lang) or {}).items() if key in WORDS}
        for lang, words in spec.wording.items()
    }


@lru_cache(maxsize=32)
def _design_files(slug: str, paper: str, zones_text: str, changed: str) -> DesignFiles:
    zones = json.loads(zones_text)
    accent = str(zones.get("accent", ""))
    spec, place, fonts = spec_of(slug), folder() / slug, fonts_folder()
    size = next((item for name, item in spec.papers.items() if name == paper), None)
    if size is None:
        raise BrokenDesign(f"The design {slug} has no paper {paper[:20]!r}.")
    colour = accent if COLOUR.fullmatch(accent) else spec.accent
    box = spec.name_box
    art = {name: Art(place / name, item.width_mm, item.height_mm) for name, item in spec.art.items()}
    if size.frame:
        art["frame"] = Art(place / size.frame, size.width_mm, size.height_mm)
    if zones.get("logo"):
        wide, high = int(zones["logo"]["width"]), int(zones["logo"]["height"])
        art["logo"] = Art(
            None, LOGO_MM * wide / high, LOGO_MM, data=stored(str(zones["logo"]["digest"])), kind="image/png"
        )
    key = hashlib.sha256(f"{slug} {paper} {zones_text} {changed}".encode()).hexdigest()
    return DesignFiles(
        key=key,
        html=(place / "certificate.html").read_text(encoding="utf-8"),
        css=(place / "certificate.css").read_text(encoding="utf-8").replace("ACCENT", colour),
        width_mm=size.width_mm,
        height_mm=size.height_mm,
        name=NameRules(
            width=box.width_mm[paper] * POINTS,
            size=box.size_pt,
            floor=box.floor_pt,
            floor_two_lines=box.two_lines_floor_pt,
            house=tuple(Face(face.family, str(fonts / face.file)) for face in spec.name_faces),
            spacing=box.spacing_pt,
        ),
        art=art,
        fonts=fonts,
        wording=_wording(spec, zones),
        text_faces=tuple(Face(face.family, str(fonts / face.file)) for face in spec.text_faces),
        places={
            name: TextRules(place.width_mm[paper] * POINTS, place.size_pt, place.lines)
            for name, place in spec.places.items()
        },
    )
