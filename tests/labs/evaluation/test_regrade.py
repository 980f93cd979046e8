"""A newer rubric reads old runs again: both results stay, a pass stays a pass."""

from __future__ import annotations

import copy
from typing import Any

from courses.api import get_activity_for
from courses.models import Mark
from labs.api import play_run
from labs.debrief.selectors import standing_evaluation
from labs.evaluation.models import Evaluation
from labs.evaluation.regrade import regrade
from labs.reviews.services import Verdict, review_run
from labs.scenarios.models import ScenarioVersion
from labs.scenarios.services import publish_scenario
from labs.sessions.models import Mode
from tests.cast import Cast
from tests.factories.courses import enrol_directly
from tests.factories.labs import make_lab_activity, s1_package


def played(cast: Cast, conduct: str) -> Evaluation:
    activity = make_lab_activity()
    enrol_directly(cast.lena, activity.version)
    place = get_activity_for(cast.lena, activity.public_id, "lab")
    made = play_run(
        place=place, learner=cast.lena, mode=Mode.ASSESSED, conduct=conduct, key="regrade-run", self_rating=5
    )
    assert made is not None
    return made


def newer(**changes: Any) -> ScenarioVersion:
    """The same lab with another rubric, published later."""
    package = copy.deepcopy(s1_package())
    package["lab"] = {**package["lab"], "version": "1.1.0", **changes}
    return publish_scenario(package=package)


def what(version: ScenarioVersion, *, apply: bool = True) -> list[tuple[int, int, str]]:
    return [(one.was, one.now, one.what) for one in regrade(version=version, apply=apply)]


def test_a_milder_rubric_moves_the_mark_and_keeps_the_old_one(cast: Cast) -> None:
    old = played(cast, "poor")
    version = newer(
        costs=[], criteria=[{**one, "full": one["part"]} for one in s1_package()["lab"]["criteria"]]
    )
    assert [row[2] for row in what(version, apply=False)] == ["moved"]
    assert Evaluation.objects.count() == 1
    moved = what(version)
    assert moved[0][1] > moved[0][0]
    assert set(Evaluation.objects.values_list("pk", flat=True)) >= {old.pk}
    assert Mark.objects.count() == 2
    assert Mark.objects.get(replaces__isnull=False).reason == "Graded again with a newer rubric."
    standing = standing_evaluation(old.session)
    assert standing is not None
    assert standing.points == moved[0][1]
    assert what(version) == []


def test_a_pass_stays_a_pass_under_a_stricter_rubric(cast: Cast) -> None:
    old = played(cast, "adequate")
    assert old.passed
    rows = what(newer(**{"pass": 10}))
    assert [row[2] for row in rows] == ["kept"]
    assert Mark.objects.count() == 1
    assert standing_evaluation(old.session) == old
    assert Evaluation.objects.filter(session=old.session).count() == 2


def test_a_persons_verdict_stays(cast: Cast) -> None:
    old = played(cast, "poor")
    verdicts = {one["k"]: Verdict(one["points"]) for one in old.criteria}
    review_run(evaluation=old, reviewer=cast.ines, verdicts=verdicts)
    marks = Mark.objects.count()
    assert [row[2] for row in what(newer(costs=[]))] == ["person"]
    assert Mark.objects.count() == marks
