"""The kill switch: off with a reason, on again, and one running lab stopped for good."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api import SignedInRequest
from labs.sessions.services import kill_session
from labs.sessions.switches import switch_off, switch_on
from labs.stops.access import get_session_to_stop_for, get_switch_for, require_stopper
from labs.stops.forms import ReasonForm, RunningFilter, SwitchOffForm
from labs.stops.selectors import stops_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stops(request: SignedInRequest) -> HttpResponse:
    """GET shows what stands and what runs; POST switches labs off."""
    require_stopper(request.user)
    form = SwitchOffForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        switch_off(actor=request.user, reason=form.cleaned_data["reason"], cohort=form.cohort)
        messages.success(request, _("Labs are off. What runs stops within a second; nothing is lost."))
        return redirect("labs:stops")
    filters = RunningFilter(request.GET)
    page = stops_page(request.user, search=filters.value("q"), page=filters.value("page"))
    context = {"page": page, "form": form, "filters": filters}
    return render(request, "labs/stops/stops.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def lift(request: SignedInRequest, switch_id: int) -> HttpResponse:
    switch_on(switch=get_switch_for(request.user, switch_id), actor=request.user)
    messages.success(request, _("Labs go on. The time of the pause is given back."))
    return redirect("labs:stops")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_session(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """GET asks for the reason, POST stops the lab for good."""
    session = get_session_to_stop_for(request.user, session_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kill_session(session=session, actor=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The lab is stopped. It is not scored; the learner can start it again."))
        return redirect("labs:stops")
    context = {"session": session, "form": form}
    return render(request, "labs/stops/session.html", context, status=422 if form.is_bound else 200)
