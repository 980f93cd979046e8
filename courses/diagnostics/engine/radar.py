"""The profile as a drawing: eight axes from 0 to 100, a band instead of a line, marks for the levels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.diagnostics.engine.scoring import Band

RADIUS = 88.0
LABEL = 94.6


@dataclass(frozen=True, slots=True)
class Text:
    x: str
    y: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Radar:
    """Paths in a box of -160 -114 320 228, and the texts around them."""

    rings: tuple[str, ...]
    spokes: tuple[str, ...]
    edge: str
    band: str
    before: str
    labels: tuple[Text, ...]
    marks: tuple[Text, ...]


def radar(
    bands: Sequence[Band],
    names: Mapping[str, str],
    levels: Mapping[str, float],
    before: Sequence[Band] = (),
) -> Radar | None:
    """None for fewer than three axes, which make no area."""
    if len(bands) < 3:
        return None
    count = len(bands)
    earlier = {band.name: band.score for band in before}
    has_all = all(band.name in earlier for band in bands)
    return Radar(
        rings=tuple(_closed([mark] * count) for mark in levels.values()),
        spokes=tuple(f"M0 0L{_point(100, n, count)}" for n in range(count)),
        edge=_closed([100.0] * count),
        band=_closed([band.high for band in bands]) + _closed([band.low for band in bands]),
        before=_closed([earlier[band.name] for band in bands]) if before and has_all else "",
        labels=tuple(_label(names.get(band.name, band.name), n, count) for n, band in enumerate(bands)),
        marks=tuple(
            Text("-6", _number(-RADIUS * mark / 100 + 4), "end", name) for name, mark in levels.items()
        ),
    )


def _angle(number: int, count: int) -> float:
    return 2 * math.pi * number / count


def _number(value: float) -> str:
    return f"{value + 0.0:.1f}".replace("-0.0", "0.0")


def _point(score: float, number: int, count: int) -> str:
    far = RADIUS * score / 100
    angle = _angle(number, count)
    return f"{_number(far * math.sin(angle))} {_number(-far * math.cos(angle))}"


def _closed(scores: Sequence[float]) -> str:
    points = [_point(score, number, len(scores)) for number, score in enumerate(scores)]
    return "M" + "L".join(points) + "z"


def _label(name: str, number: int, count: int) -> Text:
    angle = _angle(number, count)
    x, y = LABEL * math.sin(angle), -LABEL * math.cos(angle)
    anchor = "middle" if abs(x) < 1 else "start" if x > 0 else "end"
    drop = 0.0 if y < -LABEL * 0.9 else 8.0 if y > LABEL * 0.9 else 4.0
    return Text(_number(x), _number(y + drop), anchor, name)


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    label_y: str
    sure: int
    best: int
    count: int


@dataclass(frozen=True, slots=True)
class Plot:
    """Confidence from `start` to 100 across, best acts of 100 upwards, in a box of -40 0 380 214."""

    ideal: str
    line: str
    dots: tuple[Dot, ...]


def plot(points: Sequence[tuple[int, int, int]], start: int = 50) -> Plot:
    """`points` are (how sure, how many answers, how many best acts)."""
    dots = []
    for sure, count, best in points:
        share = round(100 * best / count)
        x, y = 20 + 260 * (sure - start) / (100 - start), 180 - 1.6 * share
        below = y + 18 if y < 150 else y - 10
        dots.append(Dot(_number(x), _number(y), _number(below), sure, share, count))
    line = "M" + "L".join(f"{dot.x} {dot.y}" for dot in dots) if len(dots) > 1 else ""
    return Plot(f"M20 {_number(180 - 1.6 * start)}L280 20", line, tuple(dots))
