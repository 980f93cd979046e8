"""What the two pages of a join link show: the one behind it, and the one that the instructor has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.api import verified_addresses
from courses.cohorts.models import CohortState
from courses.cohorts.selectors import seats_taken
from courses.enrolments.models import Enrolment, Source
from courses.joining.engine.door import Answer, Facts, answer, shut_for_all
from courses.joining.models import JoinLink, JoinRequest

if TYPE_CHECKING:
    from accounts.api import User
    from courses.cohorts.models import Cohort


def facts_of(cohort: Cohort) -> Facts:
    """What the door looks at; four queries. Whoever acts on it holds the cohort's lock."""
    waiting = JoinRequest.objects.filter(cohort=cohort, state="waiting", why="full").count()
    came = Enrolment.objects.filter(cohort=cohort, source=Source.CODE, ended_at=None).count()
    return Facts(
        now=timezone.now(),
        is_open=cohort.state == CohortState.OPEN,
        ends_at=cohort.closes_at,
        free=max(0, cohort.seats - seats_taken(cohort)),
        came=came,
        waiting=waiting,
    )


def say(found: Answer, link: JoinLink, cohort: Cohort) -> str:
    """An answer in words, with what helps."""
    if found is Answer.DOMAIN:
        return _(
            "This link is for addresses at %(domains)s. Add such an address to your account, or sign in with it."
        ) % {"domains": ", ".join(link.domains)}
    if found is Answer.NOT_YET and link.opens_at is not None:
        opens = date_format(link.opens_at.astimezone(cohort.zone), "j F Y, H:i")
        return _("This link works from %(moment)s (%(zone)s).") % {
            "moment": opens,
            "zone": cohort.time_zone,
        }
    words = {
        Answer.OVER: _("The time to join by this link is over. Ask your instructor for an invitation."),
        Answer.SHUT: _("This cohort takes nobody in now. Ask your instructor when it opens."),
        Answer.FULL: _("All seats are taken. Ask your instructor whether one more can be made free."),
    }
    return words.get(found, "")


@dataclass(frozen=True, slots=True)
class LinkPage:
    """The page behind the link. `offer` is what the button does now; `problem` says why there is none."""

    link: JoinLink
    cohort: Cohort
    offer: str
    problem: str
    enrolment: Enrolment | None = None
    request: JoinRequest | None = None
    place: int = 0


def link_page(link: JoinLink, user: User | None) -> LinkPage:
    """For a visitor four queries, for a person at most four more."""
    cohort = link.cohort
    facts = facts_of(cohort)
    if user is None:
        shut = shut_for_all(link.door, facts)
        return LinkPage(link, cohort, "" if shut else "sign-in", say(shut, link, cohort) if shut else "")
    here = Enrolment.objects.filter(cohort=cohort, user=user, ended_at=None).first()
    if here is not None:
        return LinkPage(link, cohort, "", "", enrolment=here)
    request = JoinRequest.objects.filter(cohort=cohort, user=user, state="waiting").first()
    if request is not None:
        return LinkPage(link, cohort, "", "", request=request, place=place_of(request))
    found = answer(link.door, facts, verified_addresses(user))
    is_offer = found in (Answer.IN, Answer.ASK, Answer.LIST)
    return LinkPage(
        link, cohort, found.value if is_offer else "", "" if is_offer else say(found, link, cohort)
    )


def place_of(request: JoinRequest) -> int:
    """Its place among those who wait for a seat, from 1; 0 for one that an instructor decides."""
    if request.why != JoinRequest.Why.FULL:
        return 0
    rows = JoinRequest.objects.filter(cohort=request.cohort_id, state="waiting", why="full")
    return rows.filter(asked_at__lte=request.asked_at).count()


@dataclass(frozen=True, slots=True)
class InstructorsPage:
    link: JoinLink | None
    address: str
    came: int
    free: int
    waiting: list[JoinRequest]
    decided: list[JoinRequest]


def instructors_page(cohort: Cohort) -> InstructorsPage:
    """Six queries."""
    link = JoinLink.objects.filter(cohort=cohort).first()
    rows = JoinRequest.objects.filter(cohort=cohort).select_related("user")
    code = link.code if link is not None else None
    return InstructorsPage(
        link=link,
        address=f"{settings.SITE_URL}{reverse('courses:join-link', args=[code])}" if code else "",
        came=Enrolment.objects.filter(cohort=cohort, source=Source.CODE, ended_at=None).count(),
        free=max(0, cohort.seats - seats_taken(cohort)),
        waiting=list(rows.filter(state="waiting").order_by("asked_at", "pk")),
        decided=list(rows.exclude(state="waiting").order_by("-decided_at", "-pk")[:20]),
    )
