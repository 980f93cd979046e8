"""Which letters can be drawn with which font, how wide a text is, and how a name is set: the preflight of a certificate."""

from __future__ import annotations

import subprocess
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from certificates.rendering.scripts import direction_of, language_of, script_of

# In this order: serif faces fit the engraved design, DejaVu is there on almost every machine.
PREFERRED = (
    "Noto Serif",
    "Noto Naskh Arabic",
    "Noto Serif Hebrew",
    "Noto Serif Devanagari",
    "Noto Serif Thai",
    "Noto Serif CJK JP",
    "Noto Serif CJK SC",
    "Noto Serif CJK KR",
    "Noto Sans CJK JP",
    "Noto Sans CJK SC",
    "Noto Sans CJK KR",
    "Noto Sans",
    "Noto Sans Arabic",
    "DejaVu Serif",
    "DejaVu Sans",
)
CJK_HINT = "fonts-noto-cjk"
_IGNORED = frozenset("\u200c\u200d\u200e\u200f")  # joiners and direction marks draw nothing


class NoFonts(RuntimeError):
    """The machine has no font that a certificate could be drawn with."""


@dataclass(frozen=True)
class Face:
    """One font file under the family name that the style sheet uses."""

    family: str
    file: str
    index: int = 0


@dataclass(frozen=True)
class NameRules:
    """Where a name stands in a design: the width it may take and the sizes it may have, in points."""

    width: float
    size: float
    floor: float
    floor_two_lines: float
    house: tuple[Face, ...]
    spacing: float = 0.0


@dataclass(frozen=True)
class Setting:
    """How one name is set, and what is wrong with it (nothing, when `problems` is empty)."""

    lines: tuple[str, ...]
    size: float
    families: tuple[str, ...]
    lang: str
    direction: str
    problems: tuple[str, ...] = field(default=())


@cache
def _installed() -> tuple[Face, ...]:
    """Upright regular faces known to fontconfig, one per family."""
    try:
        listed = subprocess.run(
            ["fc-list", "--format", "%{family[0]}\t%{file}\t%{index}\t%{style[0]}\n"],  # noqa: S607 - found on PATH
            check=True,
            capture_output=True,
            text=True,
            timeout=30,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise NoFonts("fontconfig does not answer. Install the Debian package “fontconfig”.") from error
    found: dict[str, Face] = {}
    for line in sorted(listed.splitlines()):
        family, file, index, style = ([*line.split("\t"), "", "", "", ""])[:4]
        if style in ("Regular", "Book", "Roman") and file.endswith((".ttf", ".otf", ".ttc")):
            found.setdefault(family, Face(family, file, int(index or 0) & 0xFFFF))
    ranked = {name: place for place, name in enumerate(PREFERRED)}
    return tuple(sorted(found.values(), key=lambda face: (ranked.get(face.family, 99), face.family)))


@lru_cache(maxsize=96)
def _metrics(file: str, index: int) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    from fontTools.ttLib import TTFont

    font = TTFont(file, fontNumber=index, lazy=True)
    metrics = (dict(font.getBestCmap() or {}), dict(font["hmtx"].metrics), int(font["head"].unitsPerEm))
    font.close()
    return metrics


def _covers(face: Face, signs: frozenset[str]) -> frozenset[str]:
    cmap = _metrics(face.file, face.index)[0]
    return frozenset(sign for sign in signs if ord(sign) in cmap)


def _signs(text: str) -> frozenset[str]:
    return frozenset(text) - _IGNORED - {" ", "\u00a0"}


def _fallbacks() -> list[Face]:
    return [face for face in _installed() if face.family.startswith(("Noto S", "Noto N", "DejaVu S"))]


def fallback_families() -> list[str]:
    """The families that names may fall back to, in order."""
    return [face.family for face in _fallbacks()]


@lru_cache(maxsize=4096)
def choose_faces(signs: frozenset[str], house: tuple[Face, ...]) -> tuple[tuple[Face, ...], frozenset[str]]:
    """The fewest faces that draw all `signs` (the house's own first), and the signs that none can draw."""
    covered = frozenset().union(*(_covers(face, signs) for face in house))
    if covered == signs:
        return house, frozenset()
    chosen: list[Face] = []
    missing = signs
    for face in _fallbacks():
        found = _covers(face, signs)
        if found == signs:
            return (face, *house), frozenset()
        if found & missing and (found & missing) - covered:
            chosen.append(face)
            missing -= found
        if not missing:
            break
    return (*house, *chosen), missing - covered


def width_of(text: str, size: float, faces: tuple[Face, ...], spacing: float = 0.0) -> float:
    """The width of `text` in points by plain advances: an upper bound, since shaping and kerning make it narrower."""
    total = 0.0
    for sign in text:
        if sign in _IGNORED or unicodedata.combining(sign):
            continue
        for face in faces:
            cmap, advances, em = _metrics(face.file, face.index)
            glyph = cmap.get(ord(sign))
            if glyph is not None:
                total += advances[glyph][0] * size / em + spacing
                break
        else:
            total += size
    return total


def _two_lines(name: str) -> tuple[str, str] | None:
    """Cut at the space nearest to the middle."""
    spaces = [place for place, sign in enumerate(name) if sign == " "]
    if not spaces:
        return None
    cut = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return name[:cut], name[cut + 1 :]


def set_name(name: str, rules: NameRules) -> Setting:
    """How `name` is printed: full size, smaller, on two lines, or flagged with the reason."""
    problems = [
        f"U+{ord(sign):04X} cannot be printed in a name."
        for sign in sorted(set(name) - _IGNORED)
        if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
    ]
    faces, missing = choose_faces(_signs(name), rules.house)
    if missing and not problems:
        shown = " ".join(f"{sign} (U+{ord(sign):04X})" for sign in sorted(missing)[:5])
        hint = (
            f" Install {CJK_HINT}."
            if script_of(min(missing)) in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
            else ""
        )
        problems.append(f"No installed font has {shown}.{hint}")
    lines, size = _fitted(name, rules, faces)
    if size == 0:
        problems.append("The name is too wide even on two lines in the smallest size.")
        size = rules.floor_two_lines
    families = tuple(dict.fromkeys(face.family for face in faces))
    return Setting(lines, size, families, language_of(name), direction_of(name), tuple(problems))


def _fitted(name: str, rules: NameRules, faces: tuple[Face, ...]) -> tuple[tuple[str, ...], float]:
    def largest(text: str) -> float:
        wide = width_of(text, rules.size, faces, rules.spacing)
        return rules.size if wide <= rules.width else rules.size * rules.width / wide

    one = largest(name)
    if one >= rules.floor:
        return (name,), round(one - 0.05, 1) if one < rules.size else one
    halves = _two_lines(name)
    two = min(largest(halves[0]), largest(halves[1]), rules.floor) if halves else 0.0
    if halves and two >= rules.floor_two_lines:
        return halves, round(two - 0.05, 1)
    return (name,) if halves is None else halves, 0


@cache
def house_face(family: str, file: Path) -> Face:
    return Face(family, str(file))
