"""A read-only look at courses, for the people who run the programme: every change goes through a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from courses.catalogue.models import Activity, Course, CourseVersion, Module
from courses.cohorts.models import Cohort
from courses.enrolments.models import Enrolment
from courses.programme.models import Accreditation, Authorisation
from courses.progress.models import Completion, Mark, Standing

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class ReadOnlyAdmin(Base):
    """Shows rows and changes none."""

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    list_display = ["slug", "title", "published", "is_listed", "is_open"]
    list_select_related = ["published"]


@admin.register(CourseVersion)
class CourseVersionAdmin(ReadOnlyAdmin):
    list_display = ["title", "number", "digest", "created_at"]
    exclude = ["spec"]


@admin.register(Module)
class ModuleAdmin(ReadOnlyAdmin):
    list_display = ["key", "title", "version"]
    list_select_related = ["version"]


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_display = ["key", "kind", "title", "version"]
    list_filter = ["kind"]
    list_select_related = ["version"]


@admin.register(Cohort)
class CohortAdmin(ReadOnlyAdmin):
    list_display = ["name", "partner", "version", "state", "opens_at", "closes_at", "seats"]
    list_filter = ["state"]
    list_select_related = ["partner", "version"]


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "version", "cohort", "source", "started_at", "ended_at", "completed_at"]
    list_filter = ["source"]
    list_select_related = ["version", "cohort"]


@admin.register(Mark)
class MarkAdmin(ReadOnlyAdmin):
    list_display = ["key", "activity", "points", "possible", "passed", "outcome", "created_at"]
    list_filter = ["outcome", "passed"]
    list_select_related = ["activity"]


@admin.register(Standing)
class StandingAdmin(ReadOnlyAdmin):
    list_display = ["enrolment_id", "done", "required", "score", "updated_at"]


@admin.register(Completion)
class CompletionAdmin(ReadOnlyAdmin):
    list_display = ["enrolment_id", "achievement", "created_at", "announced_at"]


@admin.register(Authorisation)
class AuthorisationAdmin(ReadOnlyAdmin):
    list_display = ["partner", "version", "edition", "starts_on", "ends_on", "withdrawn_on"]
    list_select_related = ["partner", "version"]


@admin.register(Accreditation)
class AccreditationAdmin(ReadOnlyAdmin):
    list_display = ["user", "partner", "version", "edition", "state", "starts_on", "ends_on"]
    list_filter = ["state"]
    list_select_related = ["user", "partner", "version"]
