"""Labs whose older runs a newer rubric could read again, who would move, and doing it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.api import record_audit
from labs.evaluation.regrade import Regraded, newest_version, regrade
from labs.scenarios.models import ScenarioVersion
from labs.sessions.models import LabSession

if TYPE_CHECKING:
    from accounts.api import User

AT_ONCE = 500


@dataclass(frozen=True)
class LabToRegrade:
    """A lab with counted runs of versions before its newest."""

    slug: str
    title: str
    version: str
    runs: int


@dataclass(frozen=True)
class RegradedRun:
    """One run with its learner."""

    learner: str
    cohort: str
    run: Regraded


@dataclass(frozen=True)
class RegradePage:
    """What a newer rubric makes of older runs. `is_too_many`: the command line does it, a page would not hold."""

    slug: str
    title: str
    version: str
    digest: str
    rows: tuple[RegradedRun, ...]
    same: int
    moved: int
    kept: int
    person: int
    is_too_many: bool = False


def labs_to_regrade() -> tuple[LabToRegrade, ...]:
    """By title: two queries."""
    newest: dict[str, ScenarioVersion] = {}
    for version in ScenarioVersion.objects.defer("package").order_by("pk"):
        newest[version.slug] = version
    counts = (
        _counted_runs()
        .exclude(scenario__in=[one.pk for one in newest.values()])
        .values_list("scenario__slug")
        .annotate(n=Count("pk"))
    )
    found = [LabToRegrade(slug, newest[slug].title, newest[slug].version, n) for slug, n in counts]
    return tuple(sorted(found, key=lambda one: one.title))


def _counted_runs() -> QuerySet[LabSession]:
    return LabSession.objects.counted().filter(killed_at=None, withdrawn_at=None).order_by()


def regrade_page(slug: str) -> RegradePage | None:
    """Who would move, with nothing stored; None where no such lab is published."""
    version = newest_version(slug)
    if version is None:
        return None
    if _counted_runs().filter(scenario__slug=slug).exclude(scenario=version).count() > AT_ONCE:
        return RegradePage(slug, version.title, version.version, version.digest, (), 0, 0, 0, 0, True)
    runs = list(regrade(version=version, apply=False))
    return _page(version, runs)


def apply_regrade(*, slug: str, digest: str, actor: User) -> dict[str, int]:
    """Store what the preview showed. Safe to repeat: a rubric reads a run once. The old results stay beside it.

    `digest` is of the version that was previewed: where a newer one came in between, nothing is done.
    """
    version = newest_version(slug)
    if version is None or version.digest != digest:
        raise ValidationError(_("A newer version was published meanwhile. Look at the preview again."))
    found = Counter(one.what for one in regrade(version=version, apply=True))
    if found:
        record_audit(actor=actor, verb="lab.regraded", target=version, detail=dict(found))
    return dict(found)


def _page(version: ScenarioVersion, runs: list[Regraded]) -> RegradePage:
    sessions = LabSession.objects.filter(public_id__in=[one.session for one in runs]).select_related(
        "learner", "enrolment__cohort"
    )
    by_id = {str(one.public_id): one for one in sessions}
    rows = [
        RegradedRun(
            by_id[one.session].learner.get_full_name(), str(by_id[one.session].enrolment.cohort or ""), one
        )
        for one in runs
    ]
    rows.sort(key=lambda row: (row.run.what == "same", row.learner, row.run.session))
    count = Counter(one.what for one in runs)
    return RegradePage(
        version.slug,
        version.title,
        version.version,
        version.digest,
        tuple(rows),
        count["same"],
        count["moved"],
        count["kept"],
        count["person"],
    )
