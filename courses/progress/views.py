"""The learner's page of a course."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from accounts.api import SignedInRequest
from courses.progress.access import get_learner_course_for
from courses.progress.pages import course_page


@login_required
def learn(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """The whole course with what is done, what comes next and what is missing for each credential."""
    course = get_learner_course_for(request.user, enrolment_id)
    return render(request, "courses/progress/learn.html", {"page": course_page(course)})
