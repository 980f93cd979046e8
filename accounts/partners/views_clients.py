"""A partner's page about one client organisation: its contacts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.partners.access import get_client_of, get_contact_of, get_partner_for
from accounts.partners.clients import invite_contact, remove_contact
from accounts.partners.engine.capabilities import Capability
from accounts.partners.forms import ContactForm
from accounts.partners.selectors import contacts_page
from accounts.users.requests import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def client(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Who of the client sees its counts. POST asks somebody."""
    partner = get_partner_for(request.user, slug, Capability.MANAGE_CLIENTS)
    found = get_client_of(partner, public_id)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invite_contact(client=found, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:partner-client", slug, public_id)
    context: dict[str, Any] = {"page": contacts_page(found), "form": form, "partner": partner}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/partners/client.html", context, status=status)


@login_required
@require_POST
def drop_contact(request: SignedInRequest, slug: str, public_id: UUID, contact_id: UUID) -> HttpResponse:
    partner = get_partner_for(request.user, slug, Capability.MANAGE_CLIENTS)
    found = get_client_of(partner, public_id)
    remove_contact(contact=get_contact_of(found, contact_id), actor=request.user)
    messages.success(request, _("The person sees nothing of the organisation any more."))
    return redirect("accounts:partner-client", slug, public_id)
