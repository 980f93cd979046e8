"""Pages about what a partner may deliver, and about one instructor's case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.api import (
    Capability,
    Partner,
    SignedInRequest,
    capabilities_for,
    get_partner_for,
    require_staff,
)
from courses.programme.access import (
    get_accreditation_for,
    get_authorisation_of,
    get_case_to_decide,
    get_evidence_of,
    get_partner_to_authorise,
)
from courses.programme.engine.accreditation import RULES, Action, Party
from courses.programme.forms import (
    AuthoriseForm,
    CaseFilter,
    PaperForm,
    ProposeForm,
    StepForm,
    WithdrawForm,
)
from courses.programme.models import Accreditation
from courses.programme.pages import case_list, case_page, teaching_page
from courses.programme.services import (
    authorise,
    hand_in,
    move_accreditation,
    propose,
    withdraw_authorisation,
)


def _show_teaching(request: SignedInRequest, partner: Partner, **forms: Any) -> HttpResponse:
    held = capabilities_for(request.user, partner)
    cares = Capability.MANAGE_INSTRUCTORS in held
    page = teaching_page(
        partner,
        only=None if cares else request.user,
        can_propose=cares,
        can_authorise=request.user.is_staff,
    )
    context = {
        "page": page,
        "propose_form": ProposeForm(partner=partner) if cares else None,
        "authorise_form": AuthoriseForm() if request.user.is_staff else None,
        "problem": "",
        **forms,
    }
    return render(request, "courses/programme/teaching.html", context, status=422 if forms else 200)


@login_required
@require_GET
def teaching(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the partner may deliver, and who is accredited to teach it."""
    return _show_teaching(request, get_partner_for(request.user, slug, Capability.VIEW_PARTNER))


@login_required
@require_POST
def propose_instructor(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open a case for one person and one version."""
    partner = get_partner_for(request.user, slug, Capability.MANAGE_INSTRUCTORS)
    form = ProposeForm(request.POST, partner=partner)
    if form.is_valid():
        try:
            made = propose(partner=partner, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Proposed. Hand in the documents next."))
            return redirect("courses:accreditation", made.public_id)
    return _show_teaching(request, partner, propose_form=form)


@login_required
@require_POST
def authorise_course(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let the partner deliver a version."""
    partner = get_partner_to_authorise(request.user, slug)
    form = AuthoriseForm(request.POST)
    if form.is_valid():
        try:
            authorise(partner=partner, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Authorised."))
            return redirect("courses:partner-teaching", slug)
    return _show_teaching(request, partner, authorise_form=form)


@login_required
@require_POST
def withdraw_course(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    """End an authorisation before its time."""
    partner = get_partner_to_authorise(request.user, slug)
    row = get_authorisation_of(partner, public_id)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _show_teaching(request, partner, problem=_("Give the reason: it is kept."))
    try:
        withdraw_authorisation(authorisation=row, reason=form.cleaned_data["reason"], actor=request.user)
    except ValidationError as error:
        return _show_teaching(request, partner, problem=" ".join(error.messages))
    messages.success(request, _("Withdrawn. Cohorts that began before go on; none begins after."))
    return redirect("courses:partner-teaching", slug)


def _show_case(
    request: SignedInRequest, case: Accreditation, *, can_decide: bool, **more: Any
) -> HttpResponse:
    page = case_page(case, request.user, can_decide=can_decide)
    term = {"starts_on": page.first_day, "ends_on": page.last_day}
    context = {
        "page": page,
        "step_form": StepForm(initial=term),
        "paper_form": PaperForm(initial={"code": page.next_line}),
        "problem": "",
        **more,
    }
    return render(request, "courses/programme/case.html", context, status=422 if more else 200)


@login_required
@require_GET
def case(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One instructor, one version: documents, decision, history."""
    found, rights = get_accreditation_for(request.user, public_id)
    return _show_case(request, found, can_decide=rights.can_decide)


@login_required
@require_POST
def decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """A step: of the programme for staff, a withdrawal for the partner and the instructor."""
    found, rights = get_accreditation_for(request.user, public_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _show_case(request, found, can_decide=rights.can_decide, step_form=form)
    action: Action = form.cleaned_data["action"]
    if RULES[action].party is Party.STAFF:
        found = get_case_to_decide(request.user, public_id)
    try:
        move_accreditation(
            accreditation=found,
            action=action,
            reason=form.cleaned_data["reason"],
            starts_on=form.cleaned_data["starts_on"] if action is Action.GRANT else None,
            ends_on=form.cleaned_data["ends_on"] if action is Action.GRANT else None,
            actor=request.user,
        )
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _show_case(request, found, can_decide=rights.can_decide, step_form=form)
    messages.success(request, _("Done."))
    return redirect("courses:accreditation", public_id)


@login_required
@require_POST
def evidence(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Hand in a document."""
    found, rights = get_accreditation_for(request.user, public_id)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            hand_in(accreditation=found, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The document is handed in."))
            return redirect("courses:accreditation", public_id)
    return _show_case(request, found, can_decide=rights.can_decide, paper_form=form)


@login_required
@require_GET
def paper(request: SignedInRequest, public_id: UUID, paper_id: UUID) -> HttpResponseBase:
    """A document that was handed in, as a download: it is never shown inside the site."""
    found, _rights = get_accreditation_for(request.user, public_id)
    row = get_evidence_of(found, paper_id)
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=f"{row.code}.pdf")


@login_required
@require_GET
def cases(request: SignedInRequest) -> HttpResponse:
    """All cases of the programme."""
    require_staff(request.user)
    filters = CaseFilter(request.GET)
    page = case_list(state=filters.value("state"), search=filters.value("q"), page=filters.value("page"))
    return render(request, "courses/programme/cases.html", {"page": page, "filters": filters})
