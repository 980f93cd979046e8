"""The doors to meetings: at the desk for those who keep the roster, for learners in their own cohort, and by a secret address."""

from __future__ import annotations

import hmac
import uuid
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.api import Capability, User, people_with
from courses.cohorts.access import cohorts_for, get_cohort_enrolment_for, get_cohort_for
from courses.cohorts.models import Cohort, CohortInstructor
from courses.enrolments.models import Enrolment
from courses.meetings.models import CalendarFeed, Meeting

if TYPE_CHECKING:
    from django.http import HttpRequest

SALT = "courses.meetings.calendar"
TRIES = 10  # codes that one learner may try at one meeting in ten minutes


def get_desk_for(user: User, cohort_id: UUID) -> Cohort:
    """The cohort whose meetings this person plans and marks: instructors who teach it, coordinators, owners, staff."""
    return get_cohort_for(user, cohort_id, Capability.MANAGE_ROSTER)


def get_meeting_for(user: User, cohort_id: UUID, meeting_id: UUID) -> tuple[Cohort, Meeting]:
    """One meeting of a cohort, at the desk."""
    cohort = get_desk_for(user, cohort_id)
    meeting = Meeting.objects.filter(cohort=cohort, public_id=meeting_id).with_leader().first()
    if meeting is None:
        raise Http404(_("There is no such meeting in this cohort."))
    meeting.cohort = cohort
    return cohort, meeting


def get_attendee_for(user: User, cohort_id: UUID, enrolment_id: UUID) -> tuple[Cohort, Enrolment]:
    """One learner of a cohort, for those who see marks there."""
    return get_cohort_enrolment_for(user, cohort_id, enrolment_id, Capability.VIEW_MARKS)


def leaders_of(cohort: Cohort, *, also: int | None = None) -> QuerySet[User]:
    """Who may lead a meeting: people who keep this cohort's roster and teach it, or run it for the partner.

    `also` is the key of somebody who leads one already: they stay, also when they teach here no more.
    """
    teaches = Exists(CohortInstructor.objects.filter(cohort=cohort, user=OuterRef("pk")))
    runs = Q(pk__in=people_with(Capability.MANAGE_COHORTS, cohort.partner).values("pk"))
    keeps = Q(pk__in=people_with(Capability.MANAGE_ROSTER, cohort.partner).values("pk"))
    return User.objects.filter((keeps & (Q(teaches) | runs)) | Q(pk=also)).order_by("name", "pk")


def get_own_cohort_for(user: User, enrolment_id: UUID) -> Enrolment:
    """The learner's own enrolment in a cohort; somebody who learns alone has no meetings."""
    found = (
        Enrolment.objects.filter(user=user, public_id=enrolment_id, cohort__isnull=False)
        .select_related("cohort__partner", "version")
        .defer("version__spec")
        .first()
    )
    if found is None:
        raise Http404(_("There is no such course of yours."))
    return found


def get_own_meeting_for(user: User, enrolment_id: UUID, meeting_id: UUID) -> tuple[Enrolment, Meeting]:
    """A meeting of the learner's own cohort. Who has left it sees only where they were recorded."""
    enrolment = get_own_cohort_for(user, enrolment_id)
    found = Meeting.objects.filter(cohort=enrolment.cohort_id, public_id=meeting_id)
    if enrolment.ended_at is not None:
        found = found.filter(attendance__enrolment=enrolment)
    meeting = found.with_leader().distinct().first()
    if meeting is None:
        raise Http404(_("There is no such meeting of yours."))
    return enrolment, meeting


def get_event_for(user: User, meeting_id: UUID) -> tuple[Meeting, str]:
    """A meeting that belongs into this person's calendar, with the path of its page for them."""
    meeting = Meeting.objects.filter(public_id=meeting_id).select_related("cohort").first()
    if meeting is None:
        raise Http404(_("There is no such meeting."))
    enrolment = Enrolment.objects.filter(user=user, cohort=meeting.cohort_id, ended_at=None).first()
    if enrolment is not None:
        return meeting, f"/learn/{enrolment.public_id}/meetings/{meeting.public_id}/"
    get_desk_for(user, meeting.cohort.public_id)
    return meeting, f"/cohorts/{meeting.cohort.public_id}/meetings/{meeting.public_id}/"


def taught_cohorts(user: User) -> QuerySet[Cohort]:
    """Cohorts that this person teaches today: the post and the right both have to be there."""
    if not user.has_desk:
        return Cohort.objects.none()
    teaches = Exists(CohortInstructor.objects.filter(cohort=OuterRef("pk"), user=user))
    return cohorts_for(user, Capability.MANAGE_ROSTER).filter(teaches)


def token_of(feed: CalendarFeed) -> str:
    """The secret part of a calendar address: who reads the database alone cannot make it."""
    return f"{feed.key.hex}{_seal(feed.key, settings.SECRET_KEY)}"


def get_feed_owner(token: str) -> User:
    """Whose calendar this is; 404 for an address that was withdrawn, renewed or made up."""
    try:
        key = uuid.UUID(token[:32])
    except ValueError:
        raise Http404 from None
    feed = CalendarFeed.objects.filter(key=key, user__is_active=True).select_related("user").first()
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if feed is None or not any(hmac.compare_digest(token[32:], _seal(key, secret)) for secret in secrets):
        raise Http404
    return feed.user


def _seal(key: UUID, secret: str | bytes) -> str:
    return salted_hmac(SALT, key.hex, secret=secret, algorithm="sha256").hexdigest()


def is_too_often(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    """Counts this request; True when there were more than `most` in `seconds`. `what` names who asks, as a digest."""
    digest = salted_hmac(SALT, f"{what}:{request.META.get('REMOTE_ADDR', '')}").hexdigest()[:24]
    return _count(f"meetings:{digest}", seconds) > most


def is_guessing(user: User, meeting: Meeting) -> bool:
    """Counts a try at a check-in code; True when this learner has tried too many."""
    return _count(f"meetings:code:{user.pk}:{meeting.pk}", 600) > TRIES


def _count(key: str, seconds: int) -> int:
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return 1
