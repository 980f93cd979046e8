"""Starts a sitting, keeps its answers, hands it in, erases it. Each is safe to call twice; none writes a mark."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.catalogue.models import Activity
from courses.diagnostics.compiled import LearnerCheck, form_of
from courses.diagnostics.models import DiagnosticAnswer, DiagnosticSitting, KeptCheck
from courses.diagnostics.selectors.sittings import second_from
from courses.enrolments.models import Enrolment

if TYPE_CHECKING:
    from accounts.api import User
    from courses.diagnostics.engine.scoring import Given


class StartRefused(PermissionDenied):
    """There is no further sitting now; the page says why and from when on."""


def start_sitting(*, check: LearnerCheck, actor: User, now: datetime | None = None) -> DiagnosticSitting:
    """Begin the first or the second sitting, or return the one that is open.

    Raise StartRefused outside the course's dates, before the wait is over, and after the second one.
    """
    at = now or timezone.now()
    with transaction.atomic():
        enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=check.enrolment.pk)
        held = list(DiagnosticSitting.objects.filter(enrolment=enrolment).order_by("number"))
        for sitting in held:
            if sitting.is_open:
                return sitting
        left = [form for form in check.forms if form.pk not in {sitting.activity_id for sitting in held}]
        if not left or not check.is_open or len(held) >= 2 or (held and at < second_from(held[0], check)):
            raise StartRefused(_("There is no further readiness check for you now."))
        form = left[0] if held or len(left) == 1 else _first_form(enrolment, left)
        return DiagnosticSitting.objects.create(
            learner=actor, enrolment=enrolment, activity=form, number=len(held) + 1, started_at=at
        )


def _first_form(enrolment: Enrolment, forms: list[Activity]) -> Activity:
    """Crossover: within a group the form that fewer began with; where they are even, by a digest of the learner.

    So half of a group takes A then B and half B then A, and what a form or the practice adds cancels on average.
    """
    Activity.objects.select_for_update(no_key=True).get(pk=forms[0].pk)  # one learner of a version at a time
    begun = dict.fromkeys((form.pk for form in forms), 0)
    group = DiagnosticSitting.objects.filter(activity__in=forms, number=1)
    if enrolment.cohort_id is None:
        group = group.filter(enrolment__cohort=None)
    else:
        group = group.filter(enrolment__cohort_id=enrolment.cohort_id)
    for activity_id in group.values_list("activity_id", flat=True):
        begun[activity_id] += 1
    fewest = [form for form in forms if begun[form.pk] == min(begun.values())]
    digest = hashlib.sha256(enrolment.public_id.bytes).digest()
    return fewest[digest[0] % len(fewest)]


def answer_sitting(
    *, sitting: DiagnosticSitting, number: int, option: int, sure: int, now: datetime | None = None
) -> DiagnosticSitting:
    """Keep one answer; a later one to the same situation replaces it. Raise ValidationError where it cannot be kept."""
    form, at = form_of(sitting.activity), now or timezone.now()
    if sure not in form.confidence.steps or not 1 <= option <= len(form.items[number - 1].options):
        raise ValidationError(_("Choose one act, and how sure you are."))
    with transaction.atomic():
        held = DiagnosticSitting.objects.select_for_update().get(pk=sitting.pk)
        held.activity = sitting.activity
        if not held.is_open or number > held.reached:
            raise ValidationError(_("This readiness check was handed in. Its answers stay as they are."))
        DiagnosticAnswer.objects.update_or_create(
            sitting=held,
            key=form.items[number - 1].id,
            defaults={"option": option, "sure": sure, "saved_at": at},
        )
        return _reach(held, number + 1, len(form.items))


def pass_over(*, sitting: DiagnosticSitting, number: int) -> DiagnosticSitting:
    """Show the next situation without an answer to this one: it was seen, and counts."""
    with transaction.atomic():
        held = DiagnosticSitting.objects.select_for_update().get(pk=sitting.pk)
        held.activity = sitting.activity
        if held.is_open and number <= held.reached:
            _reach(held, number + 1, len(form_of(sitting.activity).items))
        return held


def _reach(held: DiagnosticSitting, number: int, last: int) -> DiagnosticSitting:
    if number > held.reached and number <= last:
        held.reached = number
        held.save(update_fields=["reached"])
    return held


def finish_sitting(*, sitting: DiagnosticSitting, now: datetime | None = None) -> DiagnosticSitting:
    """Hand in. A second call changes nothing."""
    at = now or timezone.now()
    with transaction.atomic():
        held = DiagnosticSitting.objects.select_for_update().get(pk=sitting.pk)
        held.activity = sitting.activity
        if held.is_open:
            held.finished_at = max(at, held.started_at)
            held.save(update_fields=["finished_at"])
        return held


def erase_sitting(*, sitting: DiagnosticSitting) -> None:
    """Delete a sitting with its answers: the learner's own wish. Only the newest may go, so that the order stays."""
    with transaction.atomic():
        later = DiagnosticSitting.objects.filter(enrolment_id=sitting.enrolment_id, number__gt=sitting.number)
        if later.exists():
            raise ValidationError(_("Erase the second result first."))
        DiagnosticSitting.objects.filter(pk=sitting.pk).delete()


def keep_short_check(*, learner: User, activity: Activity, answers: Mapping[str, Given]) -> KeptCheck:
    """Keep the short check with the account; a newer one replaces it."""
    kept = {key: [given.option, given.sure] for key, given in answers.items()}
    found, _made = KeptCheck.objects.update_or_create(
        learner=learner, defaults={"activity": activity, "answers": kept, "kept_at": timezone.now()}
    )
    return found


def forget_short_check(*, learner: User) -> None:
    """Delete what was kept of the short check."""
    KeptCheck.objects.filter(learner=learner).delete()
