"""Which letters can be drawn with which font, how wide a text is, and how a name is set: the preflight of a certificate."""

from __future__ import annotations

import subprocess
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
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


class CannotDraw(RuntimeError):
    """This must not be printed as it is; `problems` says why."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class NoFonts(CannotDraw):
    """The machine has no font that a certificate could be drawn with: nothing is wrong with the certificate."""


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
class TextRules:
    """The place of any other text: its width and size in points, and how many lines it has."""

    width: float
    size: float
    lines: int


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
def _charsets() -> dict[Face, tuple[range, ...]]:
    """Upright regular faces known to fontconfig, one per family, and the code points that each draws, in order."""
    wanted = "%{family[0]}\t%{file}\t%{index}\t%{style[0]}\t%{charset}\n"
    try:
        listed = subprocess.run(  # noqa: S603 - our own words
            ["fc-list", "--format", wanted],  # noqa: S607 - found on PATH
            check=True,
            capture_output=True,
            text=True,
            timeout=30,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise NoFonts("fontconfig does not answer. Install the Debian package “fontconfig”.") from error
    found: dict[str, tuple[Face, str]] = {}
    for line in sorted(listed.splitlines()):
        family, file, index, style, charset = ([*line.split("\t"), "", "", "", ""])[:5]
        if style in ("Regular", "Book", "Roman") and file.endswith((".ttf", ".otf", ".ttc")):
            found.setdefault(family, (Face(family, file, int(index or 0) & 0xFFFF), charset))
    return {face: tuple(_ranges(charset)) for face, charset in found.values()}


def _ranges(charset: str) -> Iterator[range]:
    """fontconfig writes `20-7e a0`: hexadecimal, both ends included."""
    for part in charset.split():
        first, _dash, last = part.partition("-")
        yield range(int(first, 16), int(last or first, 16) + 1)


@cache
def _installed() -> tuple[Face, ...]:
    ranked = {name: place for place, name in enumerate(PREFERRED)}
    return tuple(sorted(_charsets(), key=lambda face: (ranked.get(face.family, 99), face.family)))


@lru_cache(maxsize=32)
def _metrics(file: str, index: int) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    from fontTools.ttLib import TTFont

    font = TTFont(file, fontNumber=index, lazy=True)
    metrics = (dict(font.getBestCmap() or {}), dict(font["hmtx"].metrics), int(font["head"].unitsPerEm))
    font.close()
    return metrics


def _covers(face: Face, signs: frozenset[str]) -> frozenset[str]:
    """Which of `signs` the face draws. fontconfig knows it of its own faces: a hundred files need not be opened for a rare letter."""
    ranges = _charsets().get(face)
    if ranges is None:
        cmap = _metrics(face.file, face.index)[0]
        return frozenset(sign for sign in signs if ord(sign) in cmap)
    return frozenset(sign for sign in signs if _is_in(ord(sign), ranges))


def _is_in(code: int, ranges: tuple[range, ...]) -> bool:
    place = bisect_right(ranges, code, key=lambda span: span.start)
    return place > 0 and code in ranges[place - 1]


def signs_of(text: str) -> frozenset[str]:
    """The letters of `text` that a font must have."""
    return frozenset(text) - _IGNORED - {" ", "\u00a0"}


def unprintable(text: str, missing: frozenset[str]) -> tuple[str, ...]:
    """Why `text` cannot be printed: signs that are no letters, or the ones of it that are `missing` in every font."""
    odd = tuple(
        f"U+{ord(sign):04X} cannot be printed."
        for sign in sorted(set(text) - _IGNORED)
        if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
    )
    if odd or not missing:
        return odd
    shown = " ".join(f"{sign} (U+{ord(sign):04X})" for sign in sorted(missing)[:5])
    asks_cjk = script_of(min(missing)) in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
    return (f"No installed font has {shown}." + (f" Install {CJK_HINT}." if asks_cjk else ""),)


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
    faces, missing = choose_faces(signs_of(name), rules.house)
    problems = unprintable(name, missing)
    lines, size = _fitted(name, rules, faces)
    if size == 0:
        problems += ("The name is too wide even on two lines in the smallest size.",)
        size = rules.floor_two_lines
    families = tuple(dict.fromkeys(face.family for face in faces))
    return Setting(lines, size, families, language_of(name), direction_of(name), problems)


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
