"""The retention clock of transcripts: after a set time the words of a session go; acts, points, marks and chains stay.

What a learner wrote for themselves (reflection, notes) stays until they erase it. An open review or appeal stops the clock.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.api import Clock, record_audit
from labs.reviews.models import ReviewRequest
from labs.sessions.models import LabEvent, LabSession, LabTurn

AT_ONCE = 200


def sessions_to_forget() -> QuerySet[LabSession]:
    """Ended sessions whose time is over, that still hold words, and that nobody looks at any more."""
    before = timezone.now() - timedelta(days=settings.LABS_TRANSCRIPT_DAYS)
    words = LabEvent.objects.filter(session=OuterRef("pk")).exclude(private=None)
    disputed = ReviewRequest.objects.filter(evaluation__session=OuterRef("pk"), closed_by=None)
    return (
        LabSession.objects.filter(ended_at__lte=before)
        .filter(Exists(words))
        .exclude(Exists(disputed))
        .order_by("pk")
    )


def forget_transcripts() -> int:
    """Forget the next sessions' words; returns how many. Safe to run at any time, and again."""
    if settings.LABS_TRANSCRIPT_DAYS <= 0:
        return 0
    done = 0
    for pk in list(sessions_to_forget().values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            session = (
                LabSession.objects.select_for_update(of=("self",))
                .select_related("enrolment__cohort__partner")
                .get(pk=pk)
            )
            texts = LabEvent.objects.filter(session=session).exclude(private=None).erase_private()
            LabTurn.objects.filter(session=session).exclude(text="").update(text="")
            LabSession.objects.filter(pk=pk).update(salt="")  # no guess at a text can be checked any more
            cohort = session.enrolment.cohort
            record_audit(
                actor=None,
                verb="transcript.forgotten",
                target=session,
                partner=cohort.partner if cohort is not None else None,
                detail={"texts": texts, "after_days": settings.LABS_TRANSCRIPT_DAYS},
            )
        done += 1
    return done


def transcripts_clock() -> Clock:
    """The row of the table of clocks."""
    return Clock(
        "transcripts",
        "labs",
        _("the words of lab sessions"),
        _("the session ended, unless a review or an appeal is open"),
        _("acts, points, marks and the chain of digests"),
        lambda: settings.LABS_TRANSCRIPT_DAYS,
        lambda _most: forget_transcripts(),
    )
