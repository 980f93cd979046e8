"""Home and the pages that explain."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.api import clock_lines
from portal.home.selectors import home_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = home_page(is_signed_in=request.user.is_authenticated)
    return render(request, "portal/home/home.html", {"page": page})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home/privacy.html", {"clocks": clock_lines()})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home/help.html")
