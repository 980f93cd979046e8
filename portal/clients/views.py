"""The client's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.api import SignedInRequest, clients_of_contact, get_client_for
from portal.clients.coverage import FLOOR, coverage


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """Organisations for which this person is a contact; one alone opens at once."""
    found = list(clients_of_contact(request.user))
    if not found:
        raise Http404(_("There is no such page for you."))
    if len(found) == 1:
        return redirect("portal:client", found[0].public_id)
    return render(request, "portal/clients/list.html", {"clients": found})


@require_safe
@login_required
def client(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    page = coverage(get_client_for(request.user, public_id))
    return render(request, "portal/clients/client.html", {"page": page, "floor": FLOOR})
