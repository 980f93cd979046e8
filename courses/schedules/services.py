"""Sets the dates of an activity for a cohort or for one person; safe to repeat."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import notify, record_audit
from courses.catalogue.kinds import get_kind
from courses.schedules.models import ActivityDates
from courses.schedules.selectors import dates_for

if TYPE_CHECKING:
    from accounts.api import User
    from courses.catalogue.models import Activity
    from courses.enrolments.models import Enrolment


def set_dates(
    *,
    activity: Activity,
    opens_at: datetime | None,
    due_at: datetime | None,
    closes_at: datetime | None,
    actor: User,
    cohort_id: int | None = None,
    enrolment: Enrolment | None = None,
    extra_attempts: int = 0,
    tells: bool = False,
) -> ActivityDates | None:
    """Exactly one of `cohort_id` and `enrolment`. All empty takes the dates away; None is returned then.

    `tells` writes to the one person what holds for them now, as they chose to be told; a cohort is told by those who teach it.
    """
    if (cohort_id is None) == (enrolment is None):
        raise ValueError("Dates belong to a cohort or to a person.")
    if opens_at and closes_at and closes_at <= opens_at:
        raise ValidationError({"closes_at": _("It must close after it opens.")})
    if due_at and opens_at and due_at <= opens_at:
        raise ValidationError({"due_at": _("It must be due after it opens.")})
    if due_at and closes_at and due_at > closes_at:
        raise ValidationError({"due_at": _("It must be due before it closes, or at that moment.")})
    owner: dict[str, Any] = {"cohort_id": cohort_id, "enrolment": enrolment}
    given = {
        "opens_at": opens_at,
        "due_at": due_at,
        "closes_at": closes_at,
        "extra_attempts": extra_attempts,
    }
    with transaction.atomic():
        if not any(given.values()):
            ActivityDates.objects.filter(activity=activity, **owner).delete()
            made = None
        else:
            made, _new = ActivityDates.objects.update_or_create(
                activity=activity, **owner, defaults={**given, "set_by": actor, "set_at": timezone.now()}
            )
        record_audit(
            actor=actor,
            verb="activity_dates.set" if made else "activity_dates.removed",
            target=activity,
            detail={"cohort": cohort_id, "enrolment": enrolment.pk if enrolment else None},
        )
        if tells and enrolment is not None:
            _tell(enrolment, activity)
    return made


def _tell(enrolment: Enrolment, activity: Activity) -> None:
    held = dates_for(enrolment, activity)
    notify(
        key=f"dates:{activity.public_id}:{enrolment.public_id}:{timezone.now().isoformat()}",
        kind="courses.dates",
        user=enrolment.user,
        url=get_kind(activity.kind).open_url(activity),
        context={
            "title": activity.title,
            "opens_at": held.opens_at,
            "due_at": held.due_at,
            "closes_at": held.closes_at,
        },
    )
