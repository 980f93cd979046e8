"""Adjust a mark: a new one replaces the one that stood, with a reason the learner reads."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import record_audit
from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment
from courses.progress.engine.completion import rank
from courses.progress.models import Mark
from courses.progress.services import record_result

if TYPE_CHECKING:
    from accounts.api import User


def standing_mark(enrolment: Enrolment, activity: Activity) -> Mark | None:
    """The mark that an adjustment would replace: the newest adjustment, else the best mark that counts."""
    marks = [
        mark
        for mark in Mark.objects.filter(enrolment=enrolment, activity=activity, replaced_by=None).order_by(
            "pk"
        )
        if mark.detail.get("mode") != "guided" and mark.possible
    ]
    adjusted = [mark for mark in marks if mark.detail.get("adjusted") is True]
    if adjusted:
        return adjusted[-1]
    return max(marks, key=lambda mark: rank(mark.passed, mark.points / mark.possible), default=None)


def adjust_mark(
    *, enrolment: Enrolment, activity: Activity, points: Decimal, reason: str, actor: User
) -> Mark:
    """Set other points for a result that stands. Whether it passes follows from the mark's own limit."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason: the learner reads it.")})
    with transaction.atomic():
        held = (
            Enrolment.objects.select_for_update(of=("self",))
            .select_related("cohort__partner")
            .get(pk=enrolment.pk)
        )
        before = standing_mark(held, activity)
        if before is None:
            raise ValidationError(_("There is no mark to adjust yet."))
        if not Decimal(0) <= points <= before.possible:
            raise ValidationError(
                {"points": _("Give 0 to %(most)s points.") % {"most": f"{before.possible.normalize():f}"}}
            )
        mark = record_result(
            enrolment=held,
            activity=activity,
            key=f"adjust:{uuid4().hex}",
            points=points,
            possible=before.possible,
            passed=_passes(activity, points, before),
            outcome="adjusted",
            detail={**before.detail, "adjusted": True},
            actor=actor,
            reason=reason.strip(),
            replaces=before,
        )
        record_audit(
            actor=actor,
            verb="mark.adjusted",
            target=mark,
            partner=held.cohort.partner if held.cohort is not None else None,
            detail={
                "enrolment": held.pk,
                "activity": activity.pk,
                "from": str(before.points),
                "to": str(points),
            },
            personal={"reason": reason.strip()},
            subject=held.user,
        )
    return mark


def _passes(activity: Activity, points: Decimal, before: Mark) -> bool | None:
    if before.passed is None:
        return None
    limit = pass_share(activity)
    return bool(before.possible) and points / before.possible >= limit


def pass_share(activity: Activity) -> Decimal:
    """From which share a result passes: the file's own, else the course's."""
    course = activity.version.spec.get("course", {}).get("pass", {})
    if activity.kind == "lab":
        return Decimal(str(course.get("lab", 7))) / 10
    own = activity.spec.get("pass")
    return Decimal(str(own if isinstance(own, int | float) else course.get("quiz", 0.7)))
