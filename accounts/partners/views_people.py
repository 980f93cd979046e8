"""Who works for a partner: one by one, many at once, and the two factors that it may ask for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.invitations.services import revoke_invitation
from accounts.partners.access import (
    capabilities_for,
    get_membership_of,
    get_partner_for,
    get_role_invitation_of,
)
from accounts.partners.engine.capabilities import Capability, Role
from accounts.partners.engine.people_csv import read_people
from accounts.partners.forms import FactorsForm, InviteForm, RoleForm, SheetForm
from accounts.partners.models import Partner
from accounts.partners.selectors import partners_asking_for_factors, people_page
from accounts.partners.services import (
    change_role,
    invite_to_role,
    remove_member,
    require_factors,
)
from accounts.partners.sheets import import_people, plan_people
from accounts.users.requests import SignedInRequest


def _show(request: SignedInRequest, partner: Partner, *, status: int, **more: Any) -> HttpResponse:
    page = people_page(partner, request.user, capabilities_for(request.user, partner))
    # The first person is an owner; whoever comes later gets no more than teaching unless somebody chooses it.
    role = Role.INSTRUCTOR if page.people else Role.OWNER
    context = {
        "page": page,
        "form": InviteForm(initial={"role": role.value}),
        "sheet_form": SheetForm(),
        "factors_form": FactorsForm(initial={"since": partner.mfa_from}),
    }
    return render(request, "accounts/partners/people.html", context | more, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who works here. POST invites somebody."""
    if request.method != "POST":
        return _show(request, get_partner_for(request.user, slug, Capability.VIEW_PEOPLE), status=200)
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
    return _show(request, found, status=422, form=form)


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
    return _show(request, found, status=422, problem=problem)


@login_required
@require_POST
def remove(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    found = get_partner_for(request.user, slug, Capability.MANAGE_PEOPLE)
    try:
        remove_member(membership=get_membership_of(found, public_id), actor=request.user)
    except ValidationError as error:
        return _show(request, found, status=422, problem=" ".join(error.messages))
    messages.success(request, _("The person no longer works for this partner."))
    return redirect("accounts:partner-people", slug)


@login_required
@require_POST
def withdraw(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Withdraw an invitation that was not answered."""
    found = get_partner_for(request.user, slug, Capability.MANAGE_PEOPLE)
    try:
        revoke_invitation(invitation=get_role_invitation_of(found, public_id), actor=request.user)
    except ValidationError as error:
        return _show(request, found, status=422, problem=" ".join(error.messages))
    messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return redirect("accounts:partner-people", slug)


@login_required
@require_POST
def sheet(request: SignedInRequest, slug: str) -> HttpResponse:
    """A dry run first; only the second button writes."""
    partner = get_partner_for(request.user, slug, Capability.MANAGE_PEOPLE)
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, partner, status=422, sheet_form=form)
    text = form.cleaned_data["text"]
    if "write" in request.POST:
        plan = import_people(partner=partner, sheet=read_people(text), actor=request.user)
        count = len(plan.invite)
        messages.success(
            request,
            ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", count)
            % {"count": count},
        )
        return redirect("accounts:partner-people", slug)
    plan = plan_people(partner=partner, sheet=read_people(text))
    return _show(
        request, partner, status=200, sheet_form=SheetForm(initial={"text": text}), plan=plan, plan_text=text
    )


@login_required
@require_POST
def factors(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for two factors from a day on, or no more."""
    partner = get_partner_for(request.user, slug, Capability.MANAGE_PEOPLE)
    form = FactorsForm(request.POST)
    since = form.cleaned_data.get("since") if form.is_valid() else None
    if "stop" not in request.POST and since is None and not form.errors:
        form.add_error("since", _("Choose the day from which two factors are needed."))
    if not form.errors:
        try:
            require_factors(
                partner=partner, since=None if "stop" in request.POST else since, actor=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:partner-people", slug)
    return _show(request, partner, status=422, factors_form=form)


@login_required
@require_safe
def two_factors(request: SignedInRequest) -> HttpResponse:
    """Why pages of a partner wait, and how to open them."""
    back = request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    context = {
        "partners": partners_asking_for_factors(request.user),
        "back": back if is_safe and "\x00" not in back else "",
    }
    return render(request, "accounts/partners/two_factors.html", context)
