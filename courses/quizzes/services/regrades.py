"""Correct a question and mark its attempts again: preview first, then in steps that can stop and go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import enqueue, notify, record_audit
from courses.enrolments.models import Enrolment
from courses.quizzes.compiled import placed
from courses.quizzes.models import Attempt, Correction, Regrade
from courses.quizzes.selectors.attempts import (
    Corrected,
    Given,
    answers_of_all,
    awards_of,
    corrected,
    graded,
    newest_revision,
)
from courses.quizzes.services.grading import mark_again, outcome_of
from courses.quizzes.wording import correction_text

if TYPE_CHECKING:
    from accounts.api import User
    from courses.catalogue.models import Activity

STEP = 50


def propose_regrade(
    *, activity: Activity, key: str, action: str, values: Sequence[str], reason: str, actor: User
) -> Regrade:
    """Describe a correction. Nothing is marked; its preview says who would move."""
    from courses.quizzes.engine.corrections import CorrectionError, accepting, with_key

    if not reason.strip():
        raise ValidationError(_("Give a reason: it stands in the ledger and the learners read it."))
    item = item_now(activity, key)
    if item is None:
        raise ValidationError(_("This quiz has no such question."))
    try:
        changed = {"key": with_key, "accept": accepting}[action](item, values) if action != "void" else {}
    except CorrectionError as error:
        raise ValidationError(correction_text(error.code)) from error
    except KeyError as error:
        raise ValidationError(_("Choose what to change.")) from error
    with transaction.atomic():
        regrade = Regrade.objects.create(
            activity=activity,
            key=key,
            action=action,
            item=changed,
            reason=reason.strip()[:500],
            proposed_by=actor,
        )
        record_audit(actor=actor, verb="regrade.proposed", target=regrade, detail={"item": key})
    return regrade


def item_now(activity: Activity, key: str) -> dict[str, Any] | None:
    """The question as it counts today, as JSON."""
    made = corrected(activity, newest_revision(activity.pk)).items.get(key)
    if made is not None:
        stored: dict[str, Any] = made.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return stored | {"type": made.type}
    items = activity.spec.get("items", [])
    return next((dict(item) for item in items if item["id"] == key), None)


def apply_regrade(*, regrade: Regrade, keeps_passes: bool, tells_learners: bool, actor: User) -> Regrade:
    """Make the correction and queue the run. A second call changes nothing."""
    with transaction.atomic():
        held = Regrade.objects.select_for_update().get(pk=regrade.pk)
        if held.state != Regrade.State.PREVIEW:
            return held
        held.correction = Correction.objects.create(
            activity_id=held.activity_id,
            number=newest_revision(held.activity_id) + 1,
            key=held.key,
            action=held.action,
            item=held.item,
            reason=held.reason,
            actor=actor,
        )
        held.state, held.applied_by = Regrade.State.RUNNING, actor
        held.keeps_passes, held.tells_learners = keeps_passes, tells_learners
        held.save()
        record_audit(actor=actor, verb="regrade.applied", target=held, detail={"item": held.key})
        enqueue("courses.run_regrade", held.pk)
    return held


def run_regrade(*, regrade_id: int, steps: int | None = None) -> Regrade:
    """Mark the next attempts again, some at a time, each once; stops after `steps` or at the end.

    Where it stands is written with the marks of a step in one transaction: a killed worker loses no step and
    repeats none.
    """
    done = 0
    while steps is None or done < steps:
        with transaction.atomic():
            regrade = Regrade.objects.select_for_update().get(pk=regrade_id)
            if regrade.state != Regrade.State.RUNNING:
                return regrade
            _run_step(regrade)
        done += 1
    return regrade


def continue_regrades() -> int:
    """Queue the runs that are not done: a worker may have died. Returns how many."""
    running = list(Regrade.objects.filter(state=Regrade.State.RUNNING).values_list("pk", flat=True))
    for regrade_id in running:
        enqueue("courses.run_regrade", regrade_id)
    return len(running)


def _run_step(regrade: Regrade) -> None:
    rows = list(
        Attempt.objects.filter(
            activity_id=regrade.activity_id, submitted_at__isnull=False, pk__gt=regrade.after_attempt
        ).order_by("pk")[:STEP]
    )
    if not rows or regrade.correction is None:
        regrade.state, regrade.done_at = Regrade.State.DONE, timezone.now()
        regrade.save()
        return
    people = {attempt.enrolment_id for attempt in rows}
    locked = Enrolment.objects.select_for_update().filter(pk__in=people).select_related("user").order_by("pk")
    enrolments = {row.pk: row for row in locked}
    attempts = list(
        Attempt.objects.select_for_update().filter(pk__in=[attempt.pk for attempt in rows]).order_by("pk")
    )
    kept = answers_of_all([attempt.pk for attempt in attempts])
    changes = corrected(regrade.activity, regrade.correction.number)
    for attempt in attempts:
        attempt.enrolment = enrolments[attempt.enrolment_id]
        attempt.learner = attempt.enrolment.user
        regrade.changed += _mark_one(regrade, regrade.correction, placed(attempt), kept[attempt.pk], changes)
    regrade.seen += len(rows)
    regrade.after_attempt = rows[-1].pk
    regrade.save()


def _mark_one(
    regrade: Regrade,
    correction: Correction,
    attempt: Attempt,
    answers: Mapping[int, Given],
    changes: Corrected,
) -> bool:
    if attempt.revision >= correction.number or attempt.learner.erased_at is not None:
        return False
    mark = None
    if regrade.key in attempt.items:
        result = graded(attempt, answers, changes=changes, awards=awards_of(attempt))
        _earned, _factor, passes = outcome_of(attempt, result)
        # Who would lose the pass keeps it, where the programme says that the error was ours: nothing is written.
        if passes or not (attempt.passed and regrade.keeps_passes):
            mark = mark_again(
                attempt,
                revision=correction.number,
                step=f"regrade:{regrade.pk}",
                rule=f"regrade {correction.number}",
                reason=regrade.reason,
                actor=regrade.applied_by,
                result=result,
            )
    if mark is None:
        Attempt.objects.filter(pk=attempt.pk).update(revision=correction.number)
    elif regrade.tells_learners:
        _tell(regrade, attempt)
    return mark is not None


def _tell(regrade: Regrade, attempt: Attempt) -> None:
    notify(
        key=f"regraded:{regrade.public_id}:{attempt.public_id}",
        kind="courses.regraded",
        user=attempt.learner,
        url=reverse("courses:quiz-explain", args=[attempt.public_id]),
        context={
            "title": attempt.activity.title,
            "points": f"{attempt.points:f}".rstrip("0").rstrip("."),
            "possible": f"{attempt.possible:f}".rstrip("0").rstrip("."),
            "passed": attempt.passed,
            "reason": regrade.reason,
        },
    )
