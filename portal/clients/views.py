"""The client's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.api import SignedInRequest, get_client_for
from portal.clients.coverage import FLOOR, coverage


@require_safe
@login_required
def client(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    page = coverage(get_client_for(request.user, public_id))
    return render(request, "portal/clients/client.html", {"page": page, "floor": FLOOR})
