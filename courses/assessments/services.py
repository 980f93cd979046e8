"""Keep the figures of quizzes: every night for all, on demand for one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.api import enqueue
from courses.assessments.models import KeptStatistics
from courses.assessments.selectors.statistics import KEPT_FROM, compute, kept_figures
from courses.catalogue.models import Activity
from courses.quizzes.models import Attempt
from courses.quizzes.selectors.attempts import newest_revision

TASK = "courses.keep_statistics_of"
DIRECT_UP_TO = 500  # attempts that were handed in; more are computed by the worker


def keep_statistics(*, activity: Activity, now: datetime | None = None) -> KeptStatistics | None:
    """Compute the figures and keep them in the quiz's one row; None under ten learners, of whom nothing is kept.

    Figures of an earlier moment never replace later ones, in whatever order two runs end.
    """
    now = now or timezone.now()
    made = compute(activity, revision=newest_revision(activity.pk), now=now)
    if made.figures.n < KEPT_FROM:
        KeptStatistics.objects.filter(activity=activity, computed_at__lt=now).delete()
        return None
    fields = {
        "figures": kept_figures(made),
        "learners": made.figures.n,
        "revision": made.revision,
        "computed_at": now,
    }
    with transaction.atomic():
        row, is_new = KeptStatistics.objects.select_for_update().get_or_create(
            activity=activity, defaults=fields
        )
        if not is_new and row.computed_at < now:
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()
    return row


def keep_again(*, activity: Activity) -> bool:
    """Compute now, or have it computed where there are many attempts; says whether the figures are there already."""
    if Attempt.objects.filter(activity=activity, submitted_at__isnull=False).count() > DIRECT_UP_TO:
        enqueue(TASK, activity.pk, timezone.now().isoformat())
        return False
    keep_statistics(activity=activity)
    return True


def keep_asked(*, activity_id: int, asked_at: datetime) -> None:
    """Keep the figures of a quiz, unless a run that began after `asked_at` has done so."""
    activity = Activity.objects.select_related("version").filter(pk=activity_id).first()
    if activity is None:
        return
    if not KeptStatistics.objects.filter(activity=activity, computed_at__gt=asked_at).exists():
        keep_statistics(activity=activity)


def keep_all_statistics() -> int:
    """Queue every quiz and exam with ten learners or more, one job each; returns how many."""
    done = Attempt.objects.filter(submitted_at__isnull=False).order_by()
    found = done.values("activity").annotate(n=Count("enrolment", distinct=True)).filter(n__gte=KEPT_FROM)
    asked_at = timezone.now().isoformat()
    ids = sorted(found.values_list("activity", flat=True))
    for activity_id in ids:
        enqueue(TASK, activity_id, asked_at)
    return len(ids)
