"""Start a course on one's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.api import SignedInRequest
from courses.catalogue.access import get_listed_course
from courses.enrolments.services import enrol_openly


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
