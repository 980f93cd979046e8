"""A learner's progress over the last weeks as the points of a small line. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

DAYS = 28
WIDTH, HEIGHT = 84, 22


def spark_points(steps: Mapping[date, int], *, today: date, done: int, required: int) -> str:
    """The `points` of an SVG polyline: steps done so far on each of the last 28 days, of all that are required.

    `steps` counts the steps met per day. The line ends at `done`; what was met before the window lifts its start.
    """
    if required <= 0:
        return ""
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    level = max(done - sum(steps.get(day, 0) for day in days), 0)
    points, height = [], _height(level, required)
    for place, day in zip(_PLACES, days, strict=True):
        if day in steps:
            level += steps[day]
            height = _height(level, required)
        points.append(f"{place},{height}")
    return " ".join(points)


_PLACES = tuple(f"{place * WIDTH / (DAYS - 1):.1f}" for place in range(DAYS))


def _height(level: int, required: int) -> str:
    return f"{HEIGHT - 1 - min(level / required, 1.0) * (HEIGHT - 2):.1f}"
