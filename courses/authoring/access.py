"""Doors of the authors' pages: programme staff alone. Only the list of changes of a listed course is for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.api import require_staff
from courses.authoring.models import PackageDraft
from courses.catalogue.models import Course, CourseVersion

if TYPE_CHECKING:
    from accounts.api import User


def courses_for(user: User) -> QuerySet[Course]:
    require_staff(user)
    return Course.objects.select_related("published").defer("published__spec").order_by("title", "pk")


def drafts_for(user: User) -> QuerySet[PackageDraft]:
    """Drafts that are not published, of everybody in the programme: authors work together."""
    require_staff(user)
    rows = PackageDraft.objects.exclude(state=PackageDraft.State.PUBLISHED)
    return rows.select_related("created_by").defer("data")


def get_draft_for(user: User, public_id: UUID) -> PackageDraft:
    require_staff(user)
    found = PackageDraft.objects.filter(public_id=public_id).select_related("created_by", "version__course")
    draft = found.defer("data").first()
    if draft is None:
        raise Http404(_("There is no such draft."))
    return draft


def get_version_for(user: User, slug: str, number: str = "") -> CourseVersion:
    """A version of a course by its number; the published one without."""
    require_staff(user)
    rows = CourseVersion.objects.filter(course__slug=slug).select_related("course")
    found = (
        rows.filter(number=number) if number else rows.filter(course__published__pk__isnull=False)
    ).order_by("-pk")
    version = next((one for one in found if number or one.course.published_id == one.pk), None)
    if version is None:
        raise Http404(_("There is no such version."))
    return version
