"""Start a course on one's own, and choose a track in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.catalogue.access import get_listed_course
from courses.enrolments.access import get_enrolment_for
from courses.enrolments.services import choose_track, enrol_openly


@login_required
@require_http_methods(["GET", "POST"])
def start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Enrol and go to the course. A GET (after signing in) only leads back to the button."""
    course = get_listed_course(slug)
    if request.method == "GET":
        return redirect("courses:course", slug)
    try:
        enrolment = enrol_openly(user=request.user, course=course)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("courses:course", slug)
    return redirect("courses:learn", enrolment.public_id)


@login_required
@require_POST
def track(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """Choose the track, or take the choice back."""
    enrolment = get_enrolment_for(request.user, enrolment_id)
    try:
        choose_track(enrolment=enrolment, track=request.POST.get("track", ""), actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Your track is set. What it asks for stands under your goals."))
    return redirect("courses:learn", enrolment_id)
