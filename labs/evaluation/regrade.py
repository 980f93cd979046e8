"""Grade stored runs again with the rubric of a newer version. The old result stays beside it; a pass that was earned stays a pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from labs.evaluation.engine.rubric import Result, score
from labs.evaluation.models import Evaluation
from labs.evaluation.services import keep_result, record_evaluation
from labs.scenarios.models import ScenarioVersion
from labs.scenarios.selectors import compiled_scenario
from labs.sessions import log
from labs.sessions.models import LabSession


@dataclass(frozen=True)
class Regraded:
    """What a newer rubric makes of one run. `what`: same, moved, kept (a pass stays), person (a person's verdict stays)."""

    session: str
    variant: str
    was: int
    now: int
    passed_was: bool
    passed_now: bool
    what: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def newest_version(slug: str) -> ScenarioVersion | None:
    """The version that was published last."""
    return ScenarioVersion.objects.filter(slug=slug).order_by("-pk").first()


def regrade(*, version: ScenarioVersion, apply: bool) -> Iterator[Regraded]:
    """Every counted run of older versions in a variant that the newer one still has. Safe to repeat: a rubric grades once."""
    variants = list(version.lab["variants"])
    runs = (
        LabSession.objects.counted()
        .filter(scenario__slug=version.slug, variant__in=variants, killed_at=None, withdrawn_at=None)
        .exclude(scenario=version)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for session_id in list(runs):
        with transaction.atomic():
            found = _regrade_one(session_id, version, apply=apply)
        if found is not None:
            yield found


def _regrade_one(session_id: int, version: ScenarioVersion, *, apply: bool) -> Regraded | None:
    session = (
        LabSession.objects.select_for_update(of=("self",))
        .select_related("scenario", "enrolment", "activity")
        .get(pk=session_id)
    )
    scenario = compiled_scenario(version, session.variant)
    results = list(Evaluation.objects.filter(session=session).order_by("-counts", "-pk"))
    if not results or any(one.rubric_sha == scenario.rubric.sha for one in results):
        return None
    standing = results[0]
    result = score(scenario, log.events_of(session))
    what = _what(standing, result)
    if apply:
        made = keep_result(session, result, counts=what in ("moved", "same"))
        if made.counts:
            record_evaluation(made, result, reason=_("Graded again with a newer rubric."))
    return Regraded(
        str(session.public_id),
        session.variant,
        standing.points,
        result.score,
        standing.passed,
        result.passed,
        what,
    )


def _what(standing: Evaluation, result: Result) -> str:
    if standing.reviews.exists():
        return "person"
    if standing.passed and not result.passed:
        return "kept"
    return "same" if (standing.points, standing.passed) == (result.score, result.passed) else "moved"
