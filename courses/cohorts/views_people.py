"""How people come into a cohort: invitation, roster, instructors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.api import Capability, SignedInRequest
from courses.cohorts.access import get_cohort_for, rights_in
from courses.cohorts.forms import InstructorForm, InviteForm, RosterForm
from courses.cohorts.models import Cohort
from courses.cohorts.rosters import import_roster, plan_roster
from courses.cohorts.selectors import invitation_of, people
from courses.cohorts.services import (
    assign_instructor,
    invite_learner,
    remove_instructor,
    withdraw_invitation,
)


def _show(request: SignedInRequest, cohort: Cohort, *, status: int = 200, **context: Any) -> HttpResponse:
    forms = {"invite_form": InviteForm(cohort=cohort), "roster_form": RosterForm()}
    page = {"cohort": cohort, "people": people(cohort), "rights": rights_in(request.user, cohort)}
    return render(request, "courses/cohorts/people.html", forms | page | context, status=status)


@login_required
@require_GET
def index(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Everybody who is in, asked, or teaches."""
    return _show(request, get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER))


@login_required
@require_POST
def invite(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Mail one person a link."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    form = InviteForm(request.POST, cohort=cohort)
    if form.is_valid():
        try:
            invite_learner(cohort=cohort, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("courses:cohort-people", cohort_id)
    return _show(request, cohort, status=422, invite_form=form)


@login_required
@require_POST
def withdraw(request: SignedInRequest, cohort_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    invitation = invitation_of(cohort, invitation_id)
    if invitation is None:
        raise Http404(_("There is no such open invitation."))
    withdraw_invitation(cohort=cohort, invitation=invitation, actor=request.user)
    messages.success(request, _("The invitation is withdrawn. Its seat is free."))
    return redirect("courses:cohort-people", cohort_id)


@login_required
@require_POST
def roster(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """A dry run first; only the second button writes."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    form = RosterForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, cohort, status=422, roster_form=form)
    if "write" in request.POST:
        try:
            plan = import_roster(cohort=cohort, roster=form.roster, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("%(count)s invitations are on their way.") % {"count": len(plan.invite)}
            )
            return redirect("courses:cohort-people", cohort_id)
    plan = plan_roster(cohort=cohort, roster=form.roster)
    shown = RosterForm(initial={"text": form.cleaned_data["text"]})
    status = 422 if form.errors else 200
    context = {
        "roster_form": shown,
        "plan": plan,
        "plan_text": form.cleaned_data["text"],
        "plan_errors": form.errors,
    }
    return _show(request, cohort, status=status, **context)


@login_required
@require_POST
def instructor(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Put an instructor on the cohort, or take one off."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_COHORTS)
    form = InstructorForm(request.POST, cohort=cohort)
    if not form.is_valid():
        messages.error(request, _("Choose somebody who works for the partner."))
        return redirect("courses:cohort-people", cohort_id)
    user = form.cleaned_data["user"]
    try:
        if "remove" in request.POST:
            remove_instructor(cohort=cohort, user=user, actor=request.user)
        else:
            assign_instructor(cohort=cohort, user=user, actor=request.user)
            messages.success(request, _("%(name)s teaches this cohort now.") % {"name": user.get_full_name()})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("courses:cohort-people", cohort_id)
