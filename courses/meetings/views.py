"""The desk of meetings: list, plan, change, cancel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.api import SignedInRequest
from courses.cohorts.access import rights_in
from courses.cohorts.models import Cohort
from courses.cohorts.pages import page_number
from courses.meetings.access import get_desk_for, get_meeting_for
from courses.meetings.forms import CancelForm, FollowingForm, MeetingForm, PlanForm
from courses.meetings.selectors import meeting_list
from courses.meetings.services.planning import cancel_meeting, change_meeting, plan_meetings

GROUPS = ("next", "past", "cancelled")


def shown(
    request: SignedInRequest, cohort: Cohort, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of a cohort's desk."""
    page = {"cohort": cohort, "rights": rights_in(request.user, cohort), **context}
    return render(request, f"courses/meetings/{template}.html", page, status=status)


@login_required
@require_GET
def index(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """A cohort's meetings: next, past or cancelled."""
    cohort = get_desk_for(request.user, cohort_id)
    show = request.GET.get("show", "")
    listed = meeting_list(
        cohort,
        show=show if show in GROUPS else "next",
        find=request.GET.get("find", "").replace("\x00", "")[:80].strip(),
        page=page_number(request.GET.get("page")),
    )
    return shown(request, cohort, "list", {"listed": listed})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Plan one meeting or a series."""
    cohort = get_desk_for(request.user, cohort_id)
    form = PlanForm(request.POST or None, cohort=cohort)
    if form.is_bound and form.is_valid():
        try:
            made = plan_meetings(
                cohort=cohort,
                starts=form.all_starts,
                details=form.details,
                is_told=form.cleaned_data["is_told"],
                actor=request.user,
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            text = ngettext("%(n)s meeting is planned.", "%(n)s meetings are planned.", len(made))
            messages.success(request, text % {"n": len(made)})
            return redirect("courses:meetings", cohort_id)
    return shown(request, cohort, "form", {"form": form}, 422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, cohort_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Change one meeting, or this and those that follow."""
    cohort, meeting = get_meeting_for(request.user, cohort_id, meeting_id)
    form = MeetingForm(request.POST or None, cohort=cohort, meeting=meeting)
    scope = FollowingForm(request.POST or None, meeting=meeting)
    if form.is_bound and form.is_valid() and scope.is_valid():
        try:
            changed = change_meeting(
                meeting=meeting,
                starts_at=form.starts_at,
                details=form.details,
                is_following=scope.is_following,
                is_told=form.cleaned_data["is_told"],
                actor=request.user,
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            text = ngettext("%(n)s meeting was changed.", "%(n)s meetings were changed.", changed)
            messages.success(request, text % {"n": changed} if changed else _("Nothing was different."))
            return redirect("courses:meeting", cohort_id, meeting_id)
    context = {"form": form, "scope": scope, "meeting": meeting}
    return shown(request, cohort, "form", context, 422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, cohort_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Ask, then cancel. The meeting stays in the list."""
    cohort, meeting = get_meeting_for(request.user, cohort_id, meeting_id)
    form = CancelForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if form.is_bound and form.is_valid():
        try:
            cancelled = cancel_meeting(
                meeting=meeting,
                reason=form.cleaned_data["reason"],
                is_following=form.is_following,
                is_told=form.cleaned_data["is_told"],
                actor=request.user,
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            text = ngettext("%(n)s meeting is cancelled.", "%(n)s meetings are cancelled.", cancelled)
            messages.success(request, text % {"n": cancelled})
            return redirect("courses:meetings", cohort_id)
    context = {"form": form, "meeting": meeting}
    return shown(request, cohort, "cancel", context, 422 if form.is_bound else 200)
