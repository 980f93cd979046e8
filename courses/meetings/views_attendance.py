"""The desk of one meeting: who was there, the check-in code, the sheet of a video call, the page to print."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.cohorts.files import csv_response
from courses.cohorts.models import Cohort
from courses.cohorts.pages import page_number
from courses.meetings.access import get_attendee_for, get_desk_for, get_meeting_for
from courses.meetings.engine.presence import DOORS_OPEN
from courses.meetings.export import rows_of
from courses.meetings.forms import CallForm, MarkingForm
from courses.meetings.models import AttendanceSource, Meeting
from courses.meetings.pages import facts_of
from courses.meetings.selectors import (
    PER_PAGE,
    PER_SHEET,
    attendance_summary,
    attendee_lines,
    learners_of,
    own_meetings,
    paging,
)
from courses.meetings.services.calls import import_call, plan_call
from courses.meetings.services.presence import (
    close_check_in,
    is_check_in_open,
    open_check_in,
    record_presence,
)
from courses.meetings.views import shown


def _marking(request: SignedInRequest, meeting: Meeting, data: Any = None) -> tuple[MarkingForm, Any]:
    learners = learners_of(meeting.cohort_id)
    pages = paging(learners.count(), page_number(request.GET.get("page")), PER_SHEET)
    first = (pages.page - 1) * PER_SHEET
    lines = attendee_lines(meeting, learners[first : first + PER_SHEET])
    return MarkingForm(data, lines=lines, length=meeting.minutes), pages


def _show(
    request: SignedInRequest, cohort: Cohort, meeting: Meeting, form: MarkingForm, pages: Any, status: int
) -> HttpResponse:
    now = timezone.now()
    context = {
        "meeting": meeting,
        "facts": facts_of(meeting, cohort.zone, now),
        "form": form,
        "pages": pages,
        "doors_are_open": meeting.starts_at - DOORS_OPEN <= now < meeting.ends_at,
        "is_before": now < meeting.starts_at - DOORS_OPEN,
        "is_check_in_open": is_check_in_open(meeting, now),
        "recorded": sum(bool(line.status) for line in form.lines),
    }
    return shown(request, cohort, "meeting", context, status)


@login_required
@require_http_methods(["GET", "POST"])
def meeting(request: SignedInRequest, cohort_id: UUID, meeting_id: UUID) -> HttpResponse:
    """One meeting with its facts, and everybody's attendance in one form."""
    cohort, found = get_meeting_for(request.user, cohort_id, meeting_id)
    form, pages = _marking(request, found, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            marked = record_presence(
                meeting=found,
                found=form.found(is_rest_present="rest" in request.POST),
                reason=form.cleaned_data["reason"],
                source=AttendanceSource.INSTRUCTOR,
                actor=request.user,
            )
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else "reason", error.messages)
        else:
            facts = {"new": marked.new, "replaced": marked.replaced}
            messages.success(request, _("Saved: %(new)s recorded, %(replaced)s corrected.") % facts)
            return redirect(request.get_full_path())
    return _show(request, cohort, found, form, pages, 422 if form.is_bound else 200)


@login_required
@require_POST
def code(request: SignedInRequest, cohort_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Make a check-in code, or close check-in."""
    _cohort, found = get_meeting_for(request.user, cohort_id, meeting_id)
    try:
        if "close" in request.POST:
            close_check_in(meeting=found, actor=request.user)
        else:
            open_check_in(meeting=found, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("courses:meeting", cohort_id, meeting_id)


@login_required
@require_http_methods(["GET", "POST"])
def call(request: SignedInRequest, cohort_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Attendance of a video tool: the first button tries it out, the second writes."""
    cohort, found = get_meeting_for(request.user, cohort_id, meeting_id)
    is_sent = request.method == "POST"
    form = CallForm(request.POST, request.FILES) if is_sent else CallForm()
    context: dict[str, Any] = {"meeting": found, "form": form}
    if is_sent and form.is_valid():
        sheet = form.sheet(found.starts_at.astimezone(cohort.zone).date(), cohort.zone)
        rest = form.cleaned_data["is_rest_absent"]
        if "write" in request.POST:
            try:
                marked = import_call(meeting=found, sheet=sheet, is_rest_absent=rest, actor=request.user)
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                facts = {"new": marked.new, "replaced": marked.replaced}
                messages.success(request, _("Saved: %(new)s recorded, %(replaced)s corrected.") % facts)
                return redirect("courses:meeting", cohort_id, meeting_id)
        plan = plan_call(meeting=found, sheet=sheet, is_rest_absent=rest)
        context |= {"plan": plan, "plan_text": form.cleaned_data["text"], "is_rest_absent": rest}
    return shown(request, cohort, "call", context, 422 if form.errors else 200)


@login_required
@require_GET
def sheet(request: SignedInRequest, cohort_id: UUID, meeting_id: UUID) -> HttpResponse:
    """An attendance sheet to print: with the names, or empty lines."""
    cohort, found = get_meeting_for(request.user, cohort_id, meeting_id)
    is_empty = "empty" in request.GET
    context = {
        "cohort": cohort,
        "meeting": found,
        "facts": facts_of(found, cohort.zone, timezone.now()),
        "learners": [] if is_empty else list(learners_of(cohort.pk)[:500]),
        "is_empty": is_empty,
        "lines": range(25 if is_empty else 3),
    }
    return render(request, "courses/meetings/sheet.html", context)


@login_required
@require_GET
def summary(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """What each learner came to, and their contact time."""
    cohort = get_desk_for(request.user, cohort_id)
    learners = learners_of(cohort.pk)
    find = request.GET.get("find", "").replace("\x00", "")[:80].strip()
    if find:
        learners = learners.filter(user__name__icontains=find)
    pages = paging(learners.count(), page_number(request.GET.get("page")))
    first = (pages.page - 1) * PER_PAGE
    lines = attendance_summary(cohort, list(learners[first : first + PER_PAGE]))
    return shown(request, cohort, "summary", {"lines": lines, "pages": pages, "find": find})


@login_required
@require_GET
def summary_csv(request: SignedInRequest, cohort_id: UUID) -> HttpResponseBase:
    """All learners and meetings as CSV."""
    cohort = get_desk_for(request.user, cohort_id)
    return csv_response(cohort, "attendance", rows_of(cohort))


@login_required
@require_GET
def learner(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """One learner's attendance with every correction and its reason."""
    cohort, enrolment = get_attendee_for(request.user, cohort_id, enrolment_id)
    rows = own_meetings(enrolment, cohort.zone)
    [line] = attendance_summary(cohort, [enrolment])
    context = {"enrolment": enrolment, "meetings": rows, "summary": line.summary}
    return shown(request, cohort, "learner", context)
