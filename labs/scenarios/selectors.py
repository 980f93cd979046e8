"""Reads published scenarios; a scenario in one variant is built once per process."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from courses.api import Activity
from labs.scenarios.engine.build import build_scenario
from labs.scenarios.engine.scenario import Scenario
from labs.scenarios.models import ScenarioVersion

_SHELF_SIZE = 64
_shelf: OrderedDict[tuple[str, str], Scenario] = OrderedDict()
_lock = Lock()


def scenario_for_activity(activity: Activity) -> ScenarioVersion:
    """The version that was published with this activity."""
    return ScenarioVersion.objects.get(slug=activity.spec["id"], digest=activity.spec["digest"])


def variants_of(version: ScenarioVersion, mode: str) -> list[str]:
    """Ids of the variants meant for a mode, in the author's order; none while a sensitive lab is off."""
    if version.is_off:
        return []
    variants = version.package["variants"]
    return [v for v in version.package["lab"]["variants"] if mode in variants[v]["modes"]]


def sensitive_scenarios() -> list[ScenarioVersion]:
    """Every version of a lab that needs a clinician's eyes, newest first, with its records."""
    found = ScenarioVersion.objects.filter(package__lab__sensitive__isnull=False).order_by("slug", "-pk")
    return list(found.prefetch_related("safety_reviews__recorded_by"))


def compiled_scenario(version: ScenarioVersion, variant: str) -> Scenario:
    """The scenario in one variant, ready to play. Versions never change, so it is kept."""
    key = (f"{version.slug}:{version.digest}", variant)
    with _lock:
        if key in _shelf:
            _shelf.move_to_end(key)
            return _shelf[key]
    scenario = build_scenario(version.package, variant)
    with _lock:
        _shelf[key] = scenario
        while len(_shelf) > _SHELF_SIZE:
            _shelf.popitem(last=False)
    return scenario
