"""The page of what a learner has shown."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.api import SignedInRequest
from courses.evidence.selectors import evidence_page
from courses.progress.access import get_learner_course_for


@login_required
@require_GET
def evidence(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """By competency and by framework, for the learner alone."""
    course = get_learner_course_for(request.user, enrolment_id)
    context = {"course": course, "page": evidence_page(course)}
    return render(request, "courses/evidence/evidence.html", context)
