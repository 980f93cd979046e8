"""The review of the programme, and the agreement page of the partner."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.agreements.access import get_evidence_of
from accounts.agreements.appeals import decide_appeal, send_appeal
from accounts.agreements.engine.lifecycle import needs_reason
from accounts.agreements.forms import (
    AppealAnswerForm,
    AppealForm,
    CheckForm,
    DecisionForm,
    EvidenceForm,
    SignForm,
)
from accounts.agreements.selectors import agreement_page, review_page
from accounts.agreements.services import hand_in, move_partner, record_check, sign_agreement
from accounts.partners.access import get_partner_for, has_capability
from accounts.partners.engine.capabilities import Capability
from accounts.partners.models import Partner
from accounts.users.access import require_staff
from accounts.users.requests import SignedInRequest


def _partner_of_staff(request: SignedInRequest, slug: str) -> Partner:
    require_staff(request.user)
    return get_partner_for(request.user, slug, Capability.VIEW_PARTNER)


def _show_review(
    request: HttpRequest,
    partner: Partner,
    form: DecisionForm,
    problem: str = "",
    answer: AppealAnswerForm | None = None,
) -> HttpResponse:
    context = {
        "page": review_page(partner),
        "form": form,
        "problem": problem,
        "answer_form": answer or AppealAnswerForm(),
    }
    status = 422 if problem or form.errors or (answer and answer.errors) else 200
    return render(request, "accounts/agreements/review.html", context, status=status)


@login_required
@require_safe
def review(request: SignedInRequest, slug: str) -> HttpResponse:
    partner = _partner_of_staff(request, slug)
    return _show_review(request, partner, DecisionForm(partner=partner))


@login_required
@require_POST
def decide(request: SignedInRequest, slug: str) -> HttpResponse:
    partner = _partner_of_staff(request, slug)
    form = DecisionForm(request.POST, partner=partner)
    if not form.is_valid():
        return _show_review(request, partner, form)
    try:
        move_partner(
            partner=partner,
            action=form.cleaned_data["action"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
        )
    except ValidationError as error:
        return _show_review(request, partner, form, " ".join(error.messages))
    messages.success(
        request,
        _("Done. The owners get the reason by mail.")
        if needs_reason(form.cleaned_data["action"])
        else _("You have the review. Check the lines below."),
    )
    return redirect("accounts:partner-review", slug)


@login_required
@require_POST
def check(request: SignedInRequest, slug: str) -> HttpResponse:
    partner = _partner_of_staff(request, slug)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _show_review(
            request, partner, DecisionForm(partner=partner), _("Choose a line and an outcome.")
        )
    try:
        record_check(partner=partner, actor=request.user, **form.cleaned_data)
    except ValidationError as error:
        return _show_review(request, partner, DecisionForm(partner=partner), " ".join(error.messages))
    return redirect("accounts:partner-review", slug)


def _show_agreement(
    request: SignedInRequest,
    partner: Partner,
    sign: SignForm,
    evidence: EvidenceForm | None = None,
    problem: str = "",
    appeal: AppealForm | None = None,
) -> HttpResponse:
    page = agreement_page(
        partner,
        may_sign_for_it=has_capability(request.user, Capability.SIGN_AGREEMENT, partner),
        may_edit=has_capability(request.user, Capability.EDIT_PARTNER, partner),
    )
    evidence = evidence or EvidenceForm(initial={"code": page.next_line})
    context = {
        "page": page,
        "sign_form": sign,
        "evidence_form": evidence,
        "problem": problem,
        "appeal_form": appeal or AppealForm(),
    }
    is_wrong = problem or sign.errors or evidence.errors or (appeal and appeal.errors)
    status = 422 if is_wrong else 200
    return render(request, "accounts/agreements/agreement.html", context, status=status)


@login_required
@require_safe
def agreement(request: SignedInRequest, slug: str) -> HttpResponse:
    partner = get_partner_for(request.user, slug, Capability.EDIT_PARTNER)
    return _show_agreement(request, partner, SignForm())


@login_required
@require_POST
def sign(request: SignedInRequest, slug: str) -> HttpResponse:
    partner = get_partner_for(request.user, slug, Capability.SIGN_AGREEMENT)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _show_agreement(request, partner, form)
    try:
        sign_agreement(
            partner=partner,
            signatory_name=form.cleaned_data["signatory_name"],
            signatory_title=form.cleaned_data["signatory_title"],
            actor=request.user,
        )
    except ValidationError as error:
        return _show_agreement(request, partner, form, problem=" ".join(error.messages))
    messages.success(request, _("The agreement is signed."))
    return redirect("accounts:partner-agreement", slug)


@login_required
@require_POST
def evidence(request: SignedInRequest, slug: str) -> HttpResponse:
    partner = get_partner_for(request.user, slug, Capability.EDIT_PARTNER)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show_agreement(request, partner, SignForm(), form)
    try:
        hand_in(partner=partner, actor=request.user, **form.cleaned_data)
    except ValidationError as error:
        return _show_agreement(request, partner, SignForm(), form, " ".join(error.messages))
    messages.success(request, _("The document is handed in."))
    return redirect("accounts:partner-agreement", slug)


@login_required
@require_safe
def document(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponseBase:
    """A document that was handed in, as a download: it is never shown inside the site."""
    partner = get_partner_for(request.user, slug, Capability.EDIT_PARTNER)
    found = get_evidence_of(partner, public_id)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=f"{found.code}.pdf")


@login_required
@require_POST
def appeal(request: SignedInRequest, slug: str) -> HttpResponse:
    """A refused partner asks that somebody else looks again."""
    partner = get_partner_for(request.user, slug, Capability.EDIT_PARTNER)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            send_appeal(partner=partner, text=form.cleaned_data["text"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("Your appeal is sent. Somebody who did not refuse you reads it."))
            return redirect("accounts:partner-agreement", slug)
    return _show_agreement(request, partner, SignForm(), appeal=form)


@login_required
@require_POST
def answer_appeal(request: SignedInRequest, slug: str) -> HttpResponse:
    """Uphold an appeal, or let the refusal stand."""
    partner = _partner_of_staff(request, slug)
    form = AppealAnswerForm(request.POST)
    if form.is_valid():
        try:
            decide_appeal(
                partner=partner,
                is_upheld="uphold" in request.POST,
                answer=form.cleaned_data["answer"],
                actor=request.user,
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("Done. The owners get the reason by mail."))
            return redirect("accounts:partner-review", slug)
    return _show_review(request, partner, DecisionForm(partner=partner), answer=form)
