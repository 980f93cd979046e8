"""Grade stored runs again with the rubric of a newer version. The old result stays beside it; a pass that was earned stays a pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.api import Mark, record_result
from labs.evaluation.engine.rubric import Result, score
from labs.evaluation.models import Evaluation
from labs.evaluation.services import POSSIBLE, mark_detail, mark_key
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
        _store(session, result, counts=what in ("moved", "same"))
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


def _store(session: LabSession, result: Result, *, counts: bool) -> None:
    made = Evaluation.objects.create(
        session=session,
        rubric_sha=result.rubric,
        points=result.score,
        possible=POSSIBLE,
        pass_mark=result.pass_at,
        passed=result.passed,
        has_red_line=bool(result.critical),
        result=result.to_json(),
        counts=counts,
    )
    if not counts:
        return
    record_result(
        enrolment=session.enrolment,
        activity=session.activity,
        key=mark_key(made),
        points=Decimal(made.points),
        possible=Decimal(made.possible),
        passed=made.passed,
        outcome="passed" if made.passed else "failed",
        detail=mark_detail(made, result),
        actor=None,
        reason=_("Graded again with a newer rubric."),
        replaces=Mark.objects.filter(
            enrolment=session.enrolment, key__startswith=f"lab:{session.public_id.hex}:", replaced_by=None
        )
        .order_by("-pk")
        .first(),
    )
