"""Labs as the course ships them (S1 unless another is named), and sessions played through the services."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import Any

from courses.api import Package, get_activity_for
from courses.models import Activity
from labs.models import LabSession, ScenarioVersion
from labs.scenarios.reading import read_lab
from labs.scenarios.services import package_digest, publish_scenario
from labs.sessions.models import Mode
from labs.sessions.replies import speak_now
from labs.sessions.services import ActOutcome, start_session, take_act
from tests.factories.courses import enrol_directly, make_version

COURSE = Path(__file__).resolve().parents[2] / "content" / "courses" / "waico"
_keys = itertools.count(1)


@cache
def shipped_package(lab: str) -> dict[str, Any]:
    """A lab's folder and the personas, read as an import reads them."""
    name = next(path.name for path in (COURSE / "labs").iterdir() if path.name.startswith(f"{lab}-"))
    files = {
        str(path.relative_to(COURSE)): path.read_bytes()
        for folder in (f"labs/{name}", "personas")
        for path in (COURSE / folder).rglob("*")
        if path.is_file()
    }
    lab_file = next(path for path in files if path.endswith("/lab.yaml"))
    read, findings = read_lab(Package(files), lab_file)
    assert read is not None, findings
    return read


def s1_package() -> dict[str, Any]:
    return shipped_package("s1")


def publish_s1() -> ScenarioVersion:
    return publish_scenario(package=s1_package())


def make_lab_activity(lab: str = "s1", **fields: Any) -> Activity:
    """A published course with one lab in it."""
    publish_scenario(package=shipped_package(lab))
    package = shipped_package(lab)
    spec = {"id": lab, "digest": package_digest(package), "minutes": package["lab"]["time_limit_min"]}
    version = make_version(steps=[("lab", lab, "m3", {"counts": "assessed", "spec": spec})], **fields)
    return version.activities.get(key=lab)


def start_lab(learner: Any, *, mode: Mode = Mode.GUIDED, activity: Activity | None = None) -> LabSession:
    """The learner enters the lab, enrolling first where needed."""
    activity = activity or make_lab_activity()
    if not learner.enrolments.filter(version=activity.version).exists():
        enrol_directly(learner, activity.version)
    place = get_activity_for(learner, activity.public_id, "lab")
    return start_session(place=place, learner=learner, mode=mode, key=f"start-{next(_keys):08d}")


def play(session: LabSession, *actions: dict[str, Any]) -> ActOutcome:
    """Acts in order, each with its own key; the avatar answers at once."""
    outcome: ActOutcome | None = None
    for action in actions:
        outcome = take_act(session=session, action=action, key=f"act-{next(_keys):08d}")
        speak_now(session=session)
    assert outcome is not None
    return outcome
