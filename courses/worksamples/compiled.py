"""Published work samples, read once per process: they never change."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.catalogue.models import Activity
    from courses.worksamples.engine.specs import WorkSampleSpec

KEPT = 64
_kept: OrderedDict[int, WorkSampleSpec] = OrderedDict()
_lock = Lock()


def sample_of(activity: Activity) -> WorkSampleSpec:
    """The brief and the rubric of an activity."""
    found = _kept.get(activity.pk)
    if found is None:
        from courses.worksamples.engine.specs import parsed

        found = parsed(activity.spec)
        with _lock:
            _kept[activity.pk] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def forget_samples() -> None:
    """Empty the store; for tests, where a rolled back id may come again."""
    with _lock:
        _kept.clear()
