"""Pages of a partner: its home, its record, its people."""

from __future__ import annotations

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.invitations.services import revoke_invitation
from accounts.partners.access import (
    capabilities_for,
    get_membership_of,
    get_partner_for,
    get_role_invitation_of,
)
from accounts.partners.engine.capabilities import Capability
from accounts.partners.forms import ClientForm, InviteForm, PartnerEditForm, RoleForm
from accounts.partners.selectors import partner_page, people_page
from accounts.partners.services import (
    change_role,
    create_client,
    invite_to_role,
    remove_member,
    update_partner,
)
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who works here. POST invites somebody."""
    if request.method != "POST":
        found = get_partner_for(request.user, slug, Capability.VIEW_PEOPLE)
        context = {
            "page": people_page(found, request.user, capabilities_for(request.user, found)),
            "form": InviteForm(),
        }
        return render(request, "accounts/partners/people.html", context)
    found = get_partner_for(request.user, slug, Capability.MANAGE_PEOPLE)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invite_to_role(partner=found, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else "email", error.messages)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("accounts:partner-people", slug)
    context = {"page": people_page(found, request.user, capabilities_for(request.user, found)), "form": form}
    return render(request, "accounts/partners/people.html", context, status=422)


@login_required
@require_POST
def role(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    found = get_partner_for(request.user, slug, Capability.MANAGE_PEOPLE)
    membership = get_membership_of(found, public_id)
    form = RoleForm(request.POST)
    problem = _("Choose one of the roles.")
    if form.is_valid():
        try:
            change_role(membership=membership, role=form.cleaned_data["role"], actor=request.user)
            messages.success(request, _("The role is changed."))
            return redirect("accounts:partner-people", slug)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {
        "page": people_page(found, request.user, capabilities_for(request.user, found)),
        "form": InviteForm(),
        "problem": problem,
    }
    return render(request, "accounts/partners/people.html", context, status=422)


@login_required
@require_POST
def remove(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    found = get_partner_for(request.user, slug, Capability.MANAGE_PEOPLE)
    membership = get_membership_of(found, public_id)
    try:
        remove_member(membership=membership, actor=request.user)
    except ValidationError as error:
        context = {
            "page": people_page(found, request.user, capabilities_for(request.user, found)),
            "form": InviteForm(),
            "problem": " ".join(error.messages),
        }
        return render(request, "accounts/partners/people.html", context, status=422)
    messages.success(request, _("The person no longer works for this partner."))
    return redirect("accounts:partner-people", slug)


@login_required
@require_POST
def withdraw(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Withdraw an invitation that was not answered."""
    found = get_partner_for(request.user, slug, Capability.MANAGE_PEOPLE)
    invitation = get_role_invitation_of(found, public_id)
    try:
        revoke_invitation(invitation=invitation, actor=request.user)
    except ValidationError as error:
        context = {
            "page": people_page(found, request.user, capabilities_for(request.user, found)),
            "form": InviteForm(),
            "problem": " ".join(error.messages),
        }
        return render(request, "accounts/partners/people.html", context, status=422)
    messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return redirect("accounts:partner-people", slug)
