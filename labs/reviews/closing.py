"""What a cohort that closes still lacks here: runs that wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.api import CheckLine, counted_line
from labs.reviews.models import ReviewRequest

if TYPE_CHECKING:
    from courses.api import Cohort


def closing_lines(cohort: Cohort) -> list[CheckLine]:
    """One query: reviews and appeals of labs that no person has closed."""
    rows = ReviewRequest.objects.filter(closed_by=None, evaluation__session__enrolment__cohort=cohort)
    count = rows.values("evaluation").distinct().count()
    return [
        counted_line(
            "reviews",
            count,
            _("No run of a lab waits for a person"),
            ngettext("%(n)s run waits for a reviewer.", "%(n)s runs wait for a reviewer.", count),
            _("Can be lifted by: the cohort’s reviewers."),
            reverse("labs:review-queue"),
            _("Review queue"),
        )
    ]
