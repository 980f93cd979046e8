"""Lines that other rooms and apps add to the checklists of a cohort, registered once when the app is ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort


class LineState(StrEnum):
    DONE = "done"
    BLOCKS = "blocks"  # the cohort cannot open
    OPEN = "open"  # worth doing, keeps nobody


class Moment(StrEnum):
    OPENING = "opening"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class CheckLine:
    """`why` and `who` for people to read; `url` with its `label` leads to where it is mended."""

    code: str
    state: LineState
    what: str
    why: str = ""
    who: str = ""
    url: str = ""
    label: str = ""


CohortCheck = Callable[["Cohort"], Iterable[CheckLine]]
_checks: dict[Moment, dict[str, CohortCheck]] = {moment: {} for moment in Moment}


def register_cohort_check(name: str, moment: Moment, check: CohortCheck) -> None:
    """`check(cohort)` gives the lines of one room in a fixed number of queries."""
    if name in _checks[moment]:
        raise ValueError(f"The check {name!r} is registered twice.")
    _checks[moment][name] = check


def checks_at(moment: Moment) -> tuple[CohortCheck, ...]:
    return tuple(_checks[moment].values())


def counted_line(code: str, count: int, what: str, why: str, who: str, url: str, label: str) -> CheckLine:
    """Done when nothing is left; else `why`, in which `%(n)s` is the count."""
    if not count:
        return CheckLine(code, LineState.DONE, what)
    return CheckLine(code, LineState.OPEN, what, why % {"n": count}, who, url, label)
