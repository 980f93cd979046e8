"""Announcements: learners read them, those who care for the cohort write them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.api import Capability, SignedInRequest, note_page_seen
from courses.cohorts.access import get_cohort_for, rights_in
from courses.messages.access import get_announcement_of, get_own_enrolment_for
from courses.messages.forms import AnnouncementForm, FindForm
from courses.messages.selectors import announcements_for_learner, announcements_of_cohort
from courses.messages.services import (
    edit_announcement,
    note_reading,
    withdraw_announcement,
    write_announcement,
)


@login_required
@require_safe
def announcements(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """What was announced to the learner's cohort."""
    enrolment = get_own_enrolment_for(request.user, enrolment_id)
    page = announcements_for_learner(enrolment, page=FindForm(request.GET).value("page"))
    note_reading(enrolment=enrolment, announcements=list(page))
    note_page_seen(user=request.user, url=request.path)
    context = {"enrolment": enrolment, "cohort": enrolment.cohort, "page": page}
    return render(request, "courses/messages/announcements.html", context)


@login_required
@require_safe
def cohort_announcements(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Everything that was announced, planned or withdrawn, and how many have read it."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    listed = announcements_of_cohort(cohort, page=FindForm(request.GET).value("page"))
    context = {
        "cohort": cohort,
        "listed": listed,
        "page": listed.page,
        "rights": rights_in(request.user, cohort),
    }
    return render(request, "courses/messages/cohort_announcements.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_new(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Write to everybody in the cohort."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    form = AnnouncementForm(request.POST if request.method == "POST" else None, zone=cohort.zone)
    if form.is_valid():
        try:
            row = write_announcement(cohort=cohort, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            is_planned = row.state == "planned"
            messages.success(request, _("It goes out at its hour.") if is_planned else _("It is on its way."))
            return redirect("courses:cohort-announcements", cohort_id)
    context = {"cohort": cohort, "form": form, "rights": rights_in(request.user, cohort)}
    return render(
        request, "courses/messages/announcement_form.html", context, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_edit(request: SignedInRequest, cohort_id: UUID, public_id: UUID) -> HttpResponse:
    """Change the words of an announcement, or the hour of one that is not out."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    row = get_announcement_of(cohort, public_id)
    row.cohort = cohort
    planned = row.publish_at.astimezone(cohort.zone).strftime("%Y-%m-%dT%H:%M")
    initial = {
        "title": row.title,
        "text": row.text,
        "publish_at": planned if row.state == "planned" else "",
    }
    form = AnnouncementForm(
        request.POST if request.method == "POST" else None, zone=cohort.zone, initial=initial
    )
    if form.is_valid():
        try:
            edit_announcement(announcement=row, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("courses:cohort-announcements", cohort_id)
    context = {"cohort": cohort, "form": form, "row": row, "rights": rights_in(request.user, cohort)}
    return render(
        request, "courses/messages/announcement_form.html", context, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def announcement_withdraw(request: SignedInRequest, cohort_id: UUID, public_id: UUID) -> HttpResponse:
    """Take an announcement back, after a question."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    row = get_announcement_of(cohort, public_id)
    row.cohort = cohort
    if request.method == "POST":
        withdraw_announcement(announcement=row, actor=request.user)
        messages.success(request, _("Withdrawn. Learners see it no more."))
        return redirect("courses:cohort-announcements", cohort_id)
    return render(request, "courses/messages/withdraw.html", {"cohort": cohort, "row": row})
