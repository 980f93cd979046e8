"""Make and change a link, come in by it, and let in those who wait. Whoever counts seats holds the cohort's lock."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api import notify, record_audit, verified_addresses
from courses.cohorts.models import Cohort, CohortState
from courses.cohorts.services import enrol_in_cohort, lock_cohort
from courses.enrolments.models import Enrolment, Source
from courses.joining.access import clean_code, find_link
from courses.joining.engine.door import Answer, answer
from courses.joining.models import JoinLink, JoinRequest
from courses.joining.selectors import facts_of, say

if TYPE_CHECKING:
    from accounts.api import User

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
State, Why = JoinRequest.State, JoinRequest.Why


def set_link(
    *,
    cohort: Cohort,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    domains: Sequence[str] = (),
    seats: int | None = None,
    needs_approval: bool = False,
    keeps_list: bool = True,
    actor: User | None,
) -> JoinLink:
    """Say who may come in by the link; the first time this makes its code. The code stays as it is after that."""
    with transaction.atomic():
        held = lock_cohort(cohort)
        link = JoinLink.objects.filter(cohort=held).first() or JoinLink(cohort=held)
        link.opens_at, link.closes_at, link.domains = opens_at, closes_at, sorted(set(domains))
        link.seats, link.needs_approval, link.keeps_list = seats, needs_approval, keeps_list
        if link.code is None:
            link.code, link.made_at, link.made_by = _new_code(), timezone.now(), actor
        link.full_clean()
        link.save()
        detail = {"domains": link.domains, "seats": seats, "needs_approval": needs_approval}
        record_audit(actor=actor, verb="join-link.set", target=held, partner=held.partner, detail=detail)
    return link


def renew_code(*, cohort: Cohort, actor: User) -> JoinLink:
    """A new code; the old one is dead at once, the rules stay. Who came by it stays too."""
    with transaction.atomic():
        held = lock_cohort(cohort)
        link = JoinLink.objects.filter(cohort=held).first()
        if link is None:
            return set_link(cohort=held, actor=actor)
        link.code, link.made_at, link.made_by = _new_code(), timezone.now(), actor
        link.save(update_fields=["code", "made_at", "made_by"])
        record_audit(actor=actor, verb="join-link.renewed", target=held, partner=held.partner)
    return link


def withdraw_link(*, cohort: Cohort, actor: User) -> None:
    """Nobody comes in by it any more. Safe to repeat."""
    with transaction.atomic():
        held = lock_cohort(cohort)
        if JoinLink.objects.filter(cohort=held).exclude(code=None).update(code=None):
            record_audit(actor=actor, verb="join-link.withdrawn", target=held, partner=held.partner)


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(10))


def join(*, code: str, user: User) -> Enrolment | JoinRequest:
    """A seat, or a place among those who wait. Raises ValidationError with what helps. Safe to repeat."""
    found = find_link(code)
    if found is None:
        raise ValidationError(_("No open cohort has this code. Check the letters with your instructor."))
    try:
        with transaction.atomic():
            held = lock_cohort(found.cohort)
            link = JoinLink.objects.filter(cohort=held, code=clean_code(code)).first()
            if link is None:  # renewed a moment ago
                raise ValidationError(
                    _("This code has just been replaced. Ask your instructor for the new one.")
                )
            return _at_the_door(link, held, user)
    except IntegrityError:  # the same person, in two cohorts of one version, at the same moment
        raise ValidationError(_("You have just joined another cohort of this course.")) from None


def _at_the_door(link: JoinLink, cohort: Cohort, user: User) -> Enrolment | JoinRequest:
    here = Enrolment.objects.filter(cohort=cohort, user=user, ended_at=None).first()
    waits = JoinRequest.objects.filter(cohort=cohort, user=user, state=State.WAITING).first()
    if here is not None or waits is not None:
        return here or waits  # type: ignore[return-value]  # one of them is there
    verdict = answer(link.door, facts_of(cohort), verified_addresses(user))
    if verdict is Answer.IN:
        return enrol_in_cohort(cohort=cohort, user=user, source=Source.CODE, actor=user)
    if verdict not in (Answer.ASK, Answer.LIST):
        raise ValidationError(say(verdict, link, cohort))
    why = Why.APPROVAL if verdict is Answer.ASK else Why.FULL
    request = JoinRequest.objects.create(cohort=cohort, user=user, why=why)
    _note("asked", request, cohort, user)
    return request


def let_in(*, request: JoinRequest, actor: User | None) -> Enrolment:
    """Give somebody who waits a seat, and say so by mail. Raises ValidationError when there is none."""
    with transaction.atomic():
        cohort = lock_cohort(request.cohort)
        held = _open(request)
        enrolment = enrol_in_cohort(cohort=cohort, user=held.user, source=Source.CODE, actor=actor)
        _decide(held, State.IN, actor)
        _note("let-in", held, cohort, actor)
        _tell(held, cohort, path=reverse("courses:learn", args=[enrolment.public_id]), is_in=True)
    return enrolment


def refuse(*, request: JoinRequest, answer: str, actor: User) -> JoinRequest:
    """Say no, with a word that the person reads."""
    if not answer.strip():
        raise ValidationError({"answer": _("Say why, so that the person knows what to do next.")})
    with transaction.atomic():
        cohort = lock_cohort(request.cohort)
        held = _open(request)
        held.answer = answer.strip()[:500]
        _decide(held, State.REFUSED, actor)
        _note("refused", held, cohort, actor)
        _tell(held, cohort, path=reverse("courses:join"), is_in=False)
    return held


def leave(*, request: JoinRequest, user: User) -> None:
    """Wait no longer. Safe to repeat."""
    with transaction.atomic():
        cohort = lock_cohort(request.cohort)
        held = JoinRequest.objects.get(pk=request.pk)
        if held.state == State.WAITING:
            _decide(held, State.LEFT, user)
            _note("left", held, cohort, user)


def fill_free_seats() -> int:
    """Let in those who wait for a seat, in their order, as far as seats are free; returns how many. Each minute."""
    waiting = JoinRequest.objects.filter(state=State.WAITING, why=Why.FULL, cohort__state=CohortState.OPEN)
    ids = set(waiting.filter(cohort__closes_at__gt=timezone.now()).values_list("cohort", flat=True))
    return sum(_fill(cohort) for cohort in Cohort.objects.filter(pk__in=ids).order_by("pk"))


def _fill(cohort: Cohort) -> int:
    done = 0
    rows = JoinRequest.objects.filter(cohort=cohort, state=State.WAITING, why=Why.FULL)
    for request in list(rows.select_related("cohort", "user").order_by("asked_at", "pk")):
        try:
            with transaction.atomic():
                held = lock_cohort(cohort)
                link = JoinLink.objects.get(cohort=held)
                facts = facts_of(held)
                if not facts.free or (link.seats is not None and facts.came >= link.seats):
                    return done
                let_in(request=request, actor=None)
        except ValidationError:  # this person learns elsewhere by now, or the partner takes nobody in
            continue
        done += 1
    return done


def _open(request: JoinRequest) -> JoinRequest:
    held = JoinRequest.objects.select_related("user").get(pk=request.pk)
    if held.state != State.WAITING:
        raise ValidationError(_("This request is answered already."))
    return held


def _decide(request: JoinRequest, state: JoinRequest.State, actor: User | None) -> None:
    request.state, request.decided_at, request.decided_by = state, timezone.now(), actor
    request.save(update_fields=["state", "decided_at", "decided_by", "answer"])


def _note(verb: str, request: JoinRequest, cohort: Cohort, actor: User | None) -> None:
    detail = {"cohort": cohort.pk, "user": request.user_id, "why": request.why}
    record_audit(
        actor=actor, verb=f"join-request.{verb}", target=request, partner=cohort.partner, detail=detail
    )


def _tell(request: JoinRequest, cohort: Cohort, *, path: str, is_in: bool) -> None:
    context = {
        "cohort": cohort.name,
        "course": cohort.version.title,
        "answer": request.answer,
        "is_in": is_in,
    }
    notify(
        key=f"courses/joined:{request.public_id}",
        kind="courses.joined",
        user=request.user,
        context=context,
        url=path,
    )
