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
    points = []
    for place, day in enumerate(days):
        level += steps.get(day, 0)
        share = min(level / required, 1.0)
        points.append(f"{place * WIDTH / (DAYS - 1):.1f},{HEIGHT - 1 - share * (HEIGHT - 2):.1f}")
    return " ".join(points)
