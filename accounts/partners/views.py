"""Pages of a partner: its home, its record, its clients."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.partners.access import capabilities_for, get_partner_for
from accounts.partners.engine.capabilities import Capability
from accounts.partners.forms import ClientForm, PartnerEditForm
from accounts.partners.selectors import partner_page
from accounts.partners.services import create_client, update_partner
from accounts.users.requests import SignedInRequest


@login_required
@require_safe
def partner(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_partner_for(request.user, slug, Capability.VIEW_PARTNER)
    context = {
        "page": partner_page(found, request.user, capabilities_for(request.user, found)),
        "client_form": ClientForm(),
    }
    return render(request, "accounts/partners/partner.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_partner_for(request.user, slug, Capability.EDIT_PARTNER)
    if request.method != "POST":
        form = PartnerEditForm(instance=found, initial={"logo": None})
        return render(request, "accounts/partners/edit.html", {"form": form, "partner": found})
    form = PartnerEditForm(request.POST, request.FILES, instance=copy(found))
    if not form.is_valid():
        return render(request, "accounts/partners/edit.html", {"form": form, "partner": found}, status=422)
    update_partner(partner=found, actor=request.user, **form.cleaned_data)
    messages.success(request, _("The record is saved."))
    return redirect("accounts:partner", slug)


@login_required
@require_POST
def add_client(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_partner_for(request.user, slug, Capability.MANAGE_CLIENTS)
    form = ClientForm(request.POST)
    if not form.is_valid():
        context = {
            "page": partner_page(found, request.user, capabilities_for(request.user, found)),
            "client_form": form,
        }
        return render(request, "accounts/partners/partner.html", context, status=422)
    create_client(partner=found, actor=request.user, **form.cleaned_data)
    return redirect("accounts:partner", slug)
