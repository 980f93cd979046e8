"""Pages of the programme about all partners."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.partners.access import capabilities_for, get_partner_for
from accounts.partners.engine.capabilities import Capability
from accounts.partners.forms import PartnerFilter, PartnerForm
from accounts.partners.selectors import partner_list, partner_page, partner_tally
from accounts.partners.services import create_partner
from accounts.users.access import require_staff
from accounts.users.requests import SignedInRequest


@login_required
@require_safe
def partners(request: SignedInRequest) -> HttpResponse:
    require_staff(request.user)
    filters = PartnerFilter(request.GET)
    page = partner_list(search=filters.value("q"), state=filters.value("state"), page=filters.value("page"))
    context = {"page": page, "filters": filters, "tally": partner_tally()}
    return render(request, "accounts/partners/programme_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def partner_new(request: SignedInRequest) -> HttpResponse:
    require_staff(request.user)
    if request.method != "POST":
        return render(request, "accounts/partners/programme_new.html", {"form": PartnerForm()})
    form = PartnerForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/partners/programme_new.html", {"form": form}, status=422)
    made = create_partner(actor=request.user, **form.cleaned_data)
    messages.success(request, _("The partner is written down. Invite an owner next."))
    return redirect("accounts:programme-partner", made.slug)


@login_required
@require_safe
def partner(request: SignedInRequest, slug: str) -> HttpResponse:
    require_staff(request.user)
    found = get_partner_for(request.user, slug, Capability.VIEW_PARTNER)
    context = {"page": partner_page(found, request.user, capabilities_for(request.user, found))}
    return render(request, "accounts/partners/programme_detail.html", context)
