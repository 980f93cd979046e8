"""A learner's meetings, checking in, and dates for one's own calendar program."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.api import SignedInRequest
from courses.cohorts.engine.sheets import file_name
from courses.meetings.access import (
    get_event_for,
    get_feed_owner,
    get_own_cohort_for,
    get_own_meeting_for,
    is_guessing,
    is_too_often,
    token_of,
)
from courses.meetings.calendars import events_of
from courses.meetings.engine.calendars import write_calendar
from courses.meetings.forms import CheckInForm
from courses.meetings.models import Meeting
from courses.meetings.pages import facts_of
from courses.meetings.selectors import own_meetings, own_summary, records_of
from courses.meetings.services.feeds import renew_feed, withdraw_feed
from courses.meetings.services.presence import check_in, is_check_in_open
from courses.meetings.services.telling import event_of

CALENDAR = "text/calendar; charset=utf-8"


@login_required
@require_GET
def meetings(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """The meetings of one's cohort, and where one was."""
    enrolment = get_own_cohort_for(request.user, enrolment_id)
    rows = own_meetings(enrolment, timezone.get_current_timezone())
    context = {
        "enrolment": enrolment,
        "coming": [one for one in rows if one.line.now != "past"],
        "past": [one for one in reversed(rows) if one.line.now == "past"],
        "summary": own_summary(rows),
    }
    return render(request, "courses/meetings/own.html", context)


def _show(
    request: SignedInRequest, enrolment_id: UUID, meeting_id: UUID, form: CheckInForm, status: int = 200
) -> HttpResponse:
    enrolment, found = get_own_meeting_for(request.user, enrolment_id, meeting_id)
    now = timezone.now()
    context = {
        "enrolment": enrolment,
        "meeting": found,
        "facts": facts_of(found, timezone.get_current_timezone(), now),
        "history": records_of(found, enrolment),
        "is_check_in_open": enrolment.ended_at is None and is_check_in_open(found, now),
        "form": form,
    }
    return render(request, "courses/meetings/own_meeting.html", context, status=status)


@login_required
@require_GET
def meeting(request: SignedInRequest, enrolment_id: UUID, meeting_id: UUID) -> HttpResponse:
    """One meeting with its agenda, the way in, and one's own attendance."""
    return _show(request, enrolment_id, meeting_id, CheckInForm())


@login_required
@require_POST
def check_in_here(request: SignedInRequest, enrolment_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Say with the code that one is here."""
    enrolment, found = get_own_meeting_for(request.user, enrolment_id, meeting_id)
    if enrolment.ended_at is not None:
        raise Http404(_("There is no such meeting of yours."))
    form = CheckInForm(request.POST)
    if is_guessing(request.user, found):
        return render(request, "429.html", {"seconds": 600, "home": "/learn/"}, status=429)
    if form.is_valid():
        try:
            check_in(meeting=found, enrolment=enrolment, code=form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error.messages)
        else:
            messages.success(request, _("You are checked in."))
            return redirect("courses:my-meeting", enrolment_id, meeting_id)
    return _show(request, enrolment_id, meeting_id, form, 422)


@login_required
@require_GET
def event(request: SignedInRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting as a file for a calendar program."""
    found, path = get_event_for(request.user, meeting_id)
    return _calendar_file(found, path)


def _calendar_file(found: Meeting, path: str) -> HttpResponse:
    text = write_calendar([event_of(found, f"{settings.SITE_URL}{path}")], name=settings.SITE_NAME)
    response = HttpResponse(text, content_type=CALENDAR)
    response["Content-Disposition"] = f'attachment; filename="{file_name("meeting", found.title, "ics")}"'
    return response


@login_required
@require_GET
def calendar(request: SignedInRequest) -> HttpResponse:
    """One's own calendar address, and what it holds."""
    feed = getattr(request.user, "calendar_feed", None)
    path = reverse("courses:calendar-ics", args=[token_of(feed)]) if feed is not None else ""
    context = {"feed": feed, "address": f"{settings.SITE_URL}{path}" if path else ""}
    return render(request, "courses/meetings/calendar.html", context)


@login_required
@require_POST
def calendar_address(request: SignedInRequest) -> HttpResponse:
    """Make or renew the address, or withdraw it."""
    if "withdraw" in request.POST:
        withdraw_feed(user=request.user)
        messages.success(request, _("The address no longer works."))
    else:
        renew_feed(user=request.user)
        messages.success(request, _("The new address is below. An older one no longer works."))
    return redirect("courses:calendar")


@require_safe
def calendar_ics(request: HttpRequest, token: str) -> HttpResponse:
    """All dates of one person, for a calendar program that cannot sign in."""
    if is_too_often(request, f"feed:{token[:32]}", 20, 60):
        return _wait()
    try:
        owner = get_feed_owner(token)
    except Http404:
        if is_too_often(request, "no-feed", 30, 60):
            return _wait()
        raise
    with timezone.override(owner.time_zone):
        text = write_calendar(events_of(owner), name=f"{settings.SITE_NAME}: {owner.get_full_name()}")
    response = HttpResponse(text, content_type=CALENDAR)
    response["Content-Disposition"] = 'inline; filename="ready-room.ics"'
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, max-age=300"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _wait() -> HttpResponse:
    response = HttpResponse(
        "Too many requests. Try again in a minute.\n", content_type="text/plain", status=429
    )
    response["Retry-After"] = "60"
    return response
