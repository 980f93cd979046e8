"""The tour pages. They exist in the demo alone."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.demo.progress import seed_progress
from portal.demo.world import PASSWORD
from portal.tours.tours import BY_KEY, TOURS


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    return render(
        request, "portal/tours/index.html", {"tours": TOURS, "password": PASSWORD, "seed": seed_progress()}
    )


@require_safe
def tour(request: HttpRequest, key: str) -> HttpResponse:
    _only_in_the_demo()
    found = BY_KEY.get(key)
    if found is None:
        raise Http404
    return render(
        request, "portal/tours/tour.html", {"tour": found, "password": PASSWORD, "seed": seed_progress()}
    )
