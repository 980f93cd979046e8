"""How long what is kept: one table of clocks, run by one task. Each belongs to a part of the data map.

A part without a clock of its own is kept until its person is erased; the page about clocks says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.audit.services import record_audit
from accounts.privacy.registry import personal_data_parts

if TYPE_CHECKING:
    from django.utils.functional import Promise

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Clock:
    """`part` is a part of the data map. `days()` of 0 stops the clock. `run(most)` forgets up to so many rows, and says how many.

    `what` goes after `days()` from `since`; `stays` says what is kept all the same.
    """

    name: str
    part: str
    what: str | Promise
    since: str | Promise
    stays: str | Promise
    days: Callable[[], int]
    run: Callable[[int], int]


_clocks: dict[str, Clock] = {}


def register_clock(clock: Clock) -> None:
    """Once, in `AppConfig.ready`."""
    if clock.name in _clocks:
        raise ValueError(f"The clock {clock.name!r} is registered twice.")
    _clocks[clock.name] = clock


def clocks() -> tuple[Clock, ...]:
    return tuple(_clocks[name] for name in sorted(_clocks))


def run_clocks() -> dict[str, int]:
    """Let every clock forget what is due; what was forgotten is written down as counts. Safe to run again."""
    done = {clock.name: clock.run(AT_ONCE) for clock in clocks() if clock.days() > 0}
    done = {name: count for name, count in done.items() if count}
    if done:
        record_audit(actor=None, verb="retention.forgotten", detail=dict(done))
    return done


@dataclass(frozen=True, slots=True)
class ClockLine:
    part: str
    what: str
    after: str
    stays: str


def clock_lines() -> list[ClockLine]:
    """A line for each clock, and one for each part of the data map that has none. No query."""
    labels = {part.name: str(part.label) for part in personal_data_parts()}
    lines = [
        ClockLine(
            labels[clock.part],
            str(clock.what),
            _("%(days)s days after %(since)s") % {"days": clock.days(), "since": clock.since}
            if clock.days() > 0
            else _("not forgotten on this site"),
            str(clock.stays),
        )
        for clock in clocks()
    ]
    timed = {clock.part for clock in clocks()}
    lines += [
        ClockLine(labels[part.name], _("all of it"), _("when you are erased"), _("facts without your name"))
        for part in personal_data_parts()
        if part.name not in timed
    ]
    return sorted(lines, key=lambda line: (line.part, line.what))
