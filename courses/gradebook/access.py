"""The door to one column of a gradebook."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from courses.catalogue.kinds import has_marks
from courses.catalogue.models import Activity
from courses.catalogue.selectors import compiled_version
from courses.cohorts.models import Cohort


def get_graded_activity(cohort: Cohort, public_id: UUID) -> Activity:
    """An activity of the cohort's version that has marks."""
    activity = compiled_version(cohort.version_id).by_public_id.get(public_id)
    if activity is None or not has_marks(activity.kind):
        raise Http404(_("There is no such column."))
    return activity
