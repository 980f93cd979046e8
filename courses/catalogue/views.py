"""Public pages: what there is to learn, one course, and the files of its figures."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from courses.catalogue.access import get_asset, get_listed_course
from courses.catalogue.pages import catalogue_page, course_card


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every course that is listed."""
    return render(request, "courses/catalogue/catalogue.html", {"cards": catalogue_page()})


@require_GET
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One course: what it teaches, what it takes, what it leads to."""
    found = get_listed_course(slug)
    return render(request, "courses/catalogue/course.html", {"card": course_card(found)})


@require_GET
def asset(_request: HttpRequest, version_id: UUID, path: str) -> HttpResponse:
    """A picture of a published version; it never changes, so it may be kept for good."""
    name, content_type, data = get_asset(version_id, path)
    response = HttpResponse(data, content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
