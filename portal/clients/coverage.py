"""Counts of one client's learners, cohort by cohort, with a floor under which nothing is told. Two queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.api import ClientOrganisation
from certificates.api import Credential
from courses.api import Enrolment

FLOOR = 5


@dataclass(frozen=True)
class Line:
    """One cohort. `is_told` is false for a group that is too small: then no number but that is shown."""

    cohort: str
    course: str
    closes_at: datetime | None
    is_told: bool
    learners: int = 0
    begun: int = 0
    finished: int = 0
    certified: int = 0


@dataclass(frozen=True)
class Coverage:
    client: ClientOrganisation
    lines: tuple[Line, ...]
    total: Line


def coverage(client: ClientOrganisation) -> Coverage:
    """Learners who were not taken out; a certificate counts while it is valid for issue, whatever it says of whom."""
    held = Credential.objects.filter(enrolment=OuterRef("pk"), state="issued")
    rows = (
        Enrolment.objects.filter(client=client, ended_at=None, cohort__isnull=False)
        .annotate(has_credential=Exists(held))
        .order_by()
        .values("cohort", "cohort__name", "version__title", "cohort__closes_at")
        .annotate(
            learners=Count("pk"),
            begun=Count("pk", filter=Q(standing__isnull=False)),
            finished=Count("pk", filter=Q(completed_at__isnull=False)),
            certified=Count("pk", filter=Q(has_credential=True)),
        )
        .order_by("-cohort__closes_at", "cohort")
    )
    counts = ("learners", "begun", "finished", "certified")
    found: list[dict[str, Any]] = [dict(row) for row in rows]
    sums = {name: sum(row[name] for row in found) for name in counts}
    return Coverage(
        client=client,
        lines=tuple(
            _line(
                row["cohort__name"],
                row["version__title"],
                row["cohort__closes_at"],
                {name: row[name] for name in counts},
            )
            for row in found
        ),
        total=_line("", "", None, sums),
    )


def _line(cohort: str, course: str, closes_at: datetime | None, counts: dict[str, int]) -> Line:
    if counts["learners"] < FLOOR:
        return Line(cohort, course, closes_at, is_told=False)
    return Line(cohort, course, closes_at, is_told=True, **counts)
