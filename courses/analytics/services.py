"""Send a nudge, and note when its learner came back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import notify, record_audit
from courses.analytics.engine.attention import Rule
from courses.analytics.engine.nudging import may_nudge
from courses.analytics.models import LONGEST, Nudge
from courses.enrolments.models import Enrolment

if TYPE_CHECKING:
    from accounts.api import User

WATCHED = timedelta(days=60)


@transaction.atomic
def send_nudge(*, enrolment: Enrolment, text: str, rule: str, actor: User) -> Nudge:
    """Write a few lines to a learner by mail. At most one in two days, whoever sends it."""
    held = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("user", "cohort__partner", "version")
        .defer("version__spec")
        .get(pk=enrolment.pk)
    )
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValidationError({"text": _("Write 1 to 1,000 characters.")})
    if held.ended_at is not None or held.cohort is None:
        raise ValidationError(_("This learner is not in the cohort any more."))
    last = Nudge.objects.filter(enrolment=held).order_by("-sent_at").values_list("sent_at", flat=True).first()
    if not may_nudge(last_sent_at=last, now=timezone.now()):
        raise ValidationError(_("This learner got a nudge in the last two days. Give them time to answer."))
    known = {one.value for one in Rule}
    nudge = Nudge.objects.create(enrolment=held, rule=rule if rule in known else "", text=text, sender=actor)
    record_audit(
        actor=actor,
        verb="nudge.sent",
        target=nudge,
        partner=held.cohort.partner,
        detail={"enrolment": held.pk, "rule": nudge.rule},
    )
    notify(
        key=f"courses/nudge:{nudge.public_id}",
        kind="courses.nudge",
        user=held.user,
        url=reverse("courses:learn", args=[held.public_id]),
        text=text,
        context={
            "text": text,
            "sender": actor.get_full_name(),
            "cohort": held.cohort.name,
            "course": held.version.title,
        },
    )
    return nudge


def sweep_nudges() -> int:
    """Note the first visit after each nudge. Runs every hour, so the day of a return is right to the hour."""
    since = timezone.now() - WATCHED
    rows = (
        Nudge.objects.filter(
            returned_at=None, sent_at__gte=since, enrolment__standing__last_seen_at__gt=F("sent_at")
        )
        .select_related("enrolment__standing")
        .order_by("pk")
    )
    noted = 0
    for row in rows[:1000]:
        noted += Nudge.objects.filter(pk=row.pk, returned_at=None).update(
            returned_at=row.enrolment.standing.last_seen_at
        )
    return noted
