"""Counts how often questions are shown. A sweeper adds up what is new, so that no start waits for a counter."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from courses.quizzes.models import Attempt, Exposure

LAG = timedelta(minutes=1)
STEP = 2000


def count_exposure(*, now: datetime | None = None) -> int:
    """Add the attempts that came since the last count; returns how many.

    The newest minute is left for the next run: an attempt with a smaller number may still be about to be committed.
    """
    before = (now or timezone.now()) - LAG
    counted = 0
    with transaction.atomic():
        held = {row.activity_id: row for row in Exposure.objects.select_for_update().order_by("pk")}
        reached = max((row.after_attempt for row in held.values()), default=0)
        rows = Attempt.objects.filter(pk__gt=reached, started_at__lte=before).order_by("pk")
        found: dict[int, list[tuple[int, list[str]]]] = defaultdict(list)
        for pk, activity_id, items in rows.values_list("pk", "activity_id", "items")[:STEP]:
            found[activity_id].append((pk, items))
            counted += 1
        for activity_id, attempts in found.items():
            row = held.get(activity_id) or Exposure(activity_id=activity_id)
            row.counts = dict(Counter(row.counts) + Counter(key for _pk, items in attempts for key in items))
            row.sittings += len(attempts)
            row.after_attempt = attempts[-1][0]
            row.save()
    return counted
