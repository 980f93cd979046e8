"""Send what is due."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.api import send_mail
from certificates.credentials.models import Credential, State
from certificates.renewals.engine.calendar import STEPS, step_due


def send_reminders(now: dt.datetime | None = None, limit: int = 5000) -> int:
    """One mail for the step that each credential has reached; a day that was missed is made good, none is doubled."""
    moment = now or timezone.now()
    newer = Credential.objects.filter(
        holder=OuterRef("holder"),
        achievement_slug=OuterRef("achievement_slug"),
        valid_until__gt=OuterRef("valid_until"),
    ).exclude(state__in=[State.REVOKED, State.FAILED, State.SUPERSEDED])
    rows = (
        Credential.objects.filter(
            state=State.ISSUED,
            holder__isnull=False,
            holder__is_active=True,
            valid_until__range=(moment, moment + dt.timedelta(days=STEPS[0])),
        )
        .exclude(Exists(newer))
        .select_related("holder", "achievement")
        .order_by("valid_until", "pk")
    )
    sent = 0
    for row in rows[:limit]:
        if row.holder is None or row.valid_until is None or not row.holder.email:
            continue
        step = step_due(row.valid_until, moment)
        if step is None:
            continue
        send_mail(
            key=f"renewal:{row.public_id}:{step}",
            template="certificates/ends_soon",
            to=row.holder.email,
            context={
                "credential": row,
                "name": row.achievement.name,
                "days": (row.valid_until - moment).days,
                "link": f"{settings.SITE_URL}/credentials/",
                "public_link": f"{settings.SITE_URL}/v/{row.public_id}",
            },
            user=row.holder,
        )
        sent += 1
    return sent
