"""What the closing checklist of a cohort says about messages: nobody is left without an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.messages.models import Thread
from courses.readiness.registry import CheckLine, counted_line

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort


def closing_lines(cohort: Cohort) -> list[CheckLine]:
    """Learners who wrote last. One query."""
    waiting = Thread.objects.filter(enrolment__cohort=cohort, waiting_since__isnull=False).count()
    return [
        counted_line(
            "messages",
            waiting,
            _("Messages are answered"),
            ngettext("%(n)s learner waits for an answer.", "%(n)s learners wait for an answer.", waiting),
            _("Can be lifted by: the cohort’s instructors."),
            f"{reverse('courses:team-inbox')}?show=waiting&cohort={cohort.public_id}",
            _("Messages that wait"),
        )
    ]
