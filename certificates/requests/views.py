"""Pages of requests: the partner's list, and the evidence that the programme looks at."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api import Capability, SignedInRequest
from certificates.badges.selectors import achievement_names
from certificates.credentials.acting import act
from certificates.credentials.evidence import choices_of
from certificates.designs.access import designers_partners
from certificates.requests import selectors, services
from certificates.requests.access import (
    get_cohort_to_ask_for,
    get_request_for,
    requests_visible_to,
    require_asker,
    require_desk,
)
from certificates.requests.forms import AskForm, PolicyForm, ReturnForm
from certificates.requests.models import CredentialRequest
from courses.api import cohorts_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: SignedInRequest) -> HttpResponse:
    """`/credentials/requests/`: what was asked, and a new one."""
    require_asker(request.user)
    form, problems = AskForm(request.POST or None), []
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise ValidationError(_("Choose a cohort of the list."))
            cohort = get_cohort_to_ask_for(request.user, form.cleaned_data["cohort"])
            slug, note = form.cleaned_data["achievement"], form.cleaned_data["note"]
            made = services.ask(cohort=cohort, slug=slug, note=note, actor=request.user)
        except ValidationError as error:
            problems = error.messages
        else:
            return redirect("certificates:request", made.public_id)
    names = achievement_names()
    context = {
        "requests": [
            (row, names.get(row.achievement_slug, row.achievement_slug))
            for row in requests_visible_to(request.user)[:50]
        ],
        "choices": choices_of(cohorts_for(request.user, Capability.REQUEST_CREDENTIALS)),
        "may_design": designers_partners(request.user).exists(),
        "page_errors": problems,
    }
    return render(request, "certificates/requests/list.html", context, status=422 if problems else 200)


@login_required
@require_safe
def request_detail(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _show(request, get_request_for(request.user, public_id))


def _show(request: SignedInRequest, found: CredentialRequest, **forms: Form) -> HttpResponse:
    page = selectors.request_page(found)
    given = {"needs_two": page.policy.always, "reason": page.policy.reason}
    context = {"page": page, "return_form": ReturnForm(), "policy_form": PolicyForm(initial=given), **forms}
    return render(request, "certificates/requests/request.html", context, status=422 if forms else 200)


def _act(request: SignedInRequest, public_id: UUID, verb: Callable[..., object], said: str) -> HttpResponse:
    found = get_request_for(request.user, public_id)
    require_desk(request.user)
    return act(request, verb, said, "certificates:request", public_id, request=found)


@login_required
@require_POST
def check(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, services.check, _("Your check is noted."))


@login_required
@require_POST
def agree(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, services.agree, _("The certificates are being made."))


@login_required
@require_POST
def uncheck(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, services.take_back_check, _("Your check is taken back."))


@login_required
@require_POST
def give_back(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = get_request_for(request.user, public_id)
    require_desk(request.user)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            services.give_back(request=found, answer=form.cleaned_data["answer"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The request is returned, with your words."))
            return redirect("certificates:request", public_id)
    return _show(request, found, return_form=form)


@login_required
@require_POST
def policy(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Whether every request of this partner needs two people."""
    found = get_request_for(request.user, public_id)
    require_desk(request.user)
    form = PolicyForm(request.POST)
    if not form.is_valid():
        return _show(request, found, policy_form=form)
    services.set_policy(partner=found.cohort.partner, actor=request.user, **form.cleaned_data)
    messages.success(request, _("The rule is set. It holds for requests that are checked from now on."))
    return redirect("certificates:request", public_id)
