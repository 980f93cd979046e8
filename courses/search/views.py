"""The search page and the glossary."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.api import SignedInRequest
from courses.progress.access import get_learner_course_for
from courses.search.selectors import enrolments_of, search, terms_of
from courses.search.services import index_missing


@login_required
@require_GET
def search_page(request: SignedInRequest) -> HttpResponse:
    """Find words in what the person may read, and in their own notes."""
    enrolments = enrolments_of(request.user)
    typed = request.GET.get("q", "")[:100].replace("\x00", "")
    if typed:
        index_missing([row.version_id for row in enrolments])
    page = search(enrolments, typed, request.GET.get("page", "1"))
    context = {"page": page, "has_courses": bool(enrolments)}
    return render(request, "courses/search/search.html", context)


@login_required
@require_GET
def glossary(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """Every term of a course, with what it means."""
    course = get_learner_course_for(request.user, enrolment_id)
    context = {"course": course, "terms": terms_of(course.enrolment.version_id)}
    return render(request, "courses/search/glossary.html", context)
