"""The learner's first page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.api import SignedInRequest
from portal.dashboard import selectors


@require_safe
@login_required
def dashboard(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    page = selectors.dashboard(request.user, now=now, local_hour=timezone.localtime(now).hour)
    return render(request, "portal/dashboard/dashboard.html", {"page": page})
