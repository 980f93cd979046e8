"""A partner's models: the list with what they cost, one form, test, switch, remove."""

from __future__ import annotations

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api import SignedInRequest
from labs.providers import services
from labs.providers.access import get_endpoint_for, get_model_partner_for, require_programme
from labs.providers.forms import EndpointForm, SwitchEndpointForm
from labs.providers.selectors import models_page, programme_models_page


@login_required
@require_safe
def models(request: SignedInRequest, slug: str) -> HttpResponse:
    partner = get_model_partner_for(request.user, slug)
    return render(request, "labs/providers/models.html", {"page": models_page(partner)})


@login_required
@require_safe
def programme_models(request: SignedInRequest) -> HttpResponse:
    """The environment's endpoint and the programme's own choice about advice."""
    require_programme(request.user)
    return render(request, "labs/providers/models.html", {"page": programme_models_page()})


@login_required
@require_POST
def judge(request: SignedInRequest, slug: str = "") -> HttpResponse:
    """Advice for reviewers on or off: in a partner's cohorts, or outside of cohorts."""
    if slug:
        partner = get_model_partner_for(request.user, slug)
    else:
        require_programme(request.user)
        partner = None
    form = SwitchEndpointForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Say whether advice shall be on or off."))
    held = services.set_judge(partner=partner, actor=request.user, is_on=form.cleaned_data["is_on"])
    if held.is_on:
        messages.success(request, _("A model may point reviewers to passages. No mark comes from it."))
    else:
        messages.success(request, _("No model reads runs for reviewers any more."))
    return redirect("labs:models", slug) if slug else redirect("labs:programme-models")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    partner = get_model_partner_for(request.user, slug)
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_endpoint(partner=partner, actor=request.user, facts=form.facts)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The model answered and is kept."))
            return redirect("labs:models", slug)
    context = {"form": form, "partner": partner}
    return render(request, "labs/providers/edit.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    endpoint = get_endpoint_for(request.user, slug, public_id)
    form = EndpointForm(request.POST or None, instance=copy(endpoint))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_endpoint(
                partner=endpoint.partner, actor=request.user, facts=form.facts, endpoint=endpoint
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The model answered and is kept."))
            return redirect("labs:models", slug)
    context = {"form": form, "partner": endpoint.partner, "endpoint": endpoint}
    return render(request, "labs/providers/edit.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def test(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    endpoint = get_endpoint_for(request.user, slug, public_id)
    tested = services.test_endpoint(endpoint=endpoint, actor=request.user)
    if tested.works:
        messages.success(request, _("%(name)s answered.") % {"name": tested.name})
    else:
        messages.error(request, _("%(name)s did not answer.") % {"name": tested.name})
    return redirect("labs:models", slug)


@login_required
@require_POST
def switch(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    endpoint = get_endpoint_for(request.user, slug, public_id)
    form = SwitchEndpointForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Say whether the model shall be on or off."))
    services.switch_endpoint(endpoint=endpoint, actor=request.user, is_on=form.cleaned_data["is_on"])
    return redirect("labs:models", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedInRequest, slug: str, public_id: UUID) -> HttpResponse:
    """GET asks once more, POST removes."""
    endpoint = get_endpoint_for(request.user, slug, public_id)
    if request.method != "POST":
        return render(request, "labs/providers/remove.html", {"endpoint": endpoint})
    services.remove_endpoint(endpoint=endpoint, actor=request.user)
    messages.success(request, _("%(name)s and its key are removed.") % {"name": endpoint.name})
    return redirect("labs:models", slug)
