"""The desks."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.api import SignedInRequest
from portal.desk import selectors
from portal.desk.programme import programme


@require_safe
@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_desk:
        raise Http404
    page = selectors.desk(request.user, now=timezone.now(), chosen=request.GET.get("rule", ""))
    return render(request, "portal/desk/desk.html", {"page": page, "now": timezone.now()})


@require_safe
@login_required
def programme_page(request: SignedInRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    return render(request, "portal/desk/programme.html", {"page": programme(now=timezone.now())})
