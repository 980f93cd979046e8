"""The desks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.api import Capability, SignedInRequest, partners_with
from courses.api import get_cohort_enrolment_for
from portal.desk import selectors
from portal.desk.forms import WhyForm
from portal.desk.programme import programme
from portal.desk.timeline import timeline
from portal.desk.why import cohorts_to_explain, explain


@require_safe
@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_desk:
        raise Http404
    page = selectors.desk(request.user, now=timezone.now(), chosen=request.GET.get("rule", ""))
    return render(request, "portal/desk/desk.html", {"page": page, "now": timezone.now()})


@require_safe
@login_required
def programme_page(request: SignedInRequest) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    return render(request, "portal/desk/programme.html", {"page": programme(now=timezone.now())})


@require_safe
@login_required
def learner_timeline(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Everything that happened to one learner in one cohort, newest day first."""
    cohort, enrolment = get_cohort_enrolment_for(request.user, cohort_id, enrolment_id, Capability.VIEW_MARKS)
    context = {"cohort": cohort, "enrolment": enrolment, "days": timeline(enrolment)}
    return render(request, "portal/desk/timeline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def why(request: SignedInRequest) -> HttpResponse:
    """Who can see a cohort, and why. Asking is written down."""
    if not partners_with(request.user, Capability.VIEW_AUDIT).exists():
        raise Http404
    form = WhyForm(
        request.POST if request.method == "POST" else None, cohorts=cohorts_to_explain(request.user)
    )
    context: dict[str, Any] = {"form": form, "answers": None}
    if request.method == "POST" and form.is_valid():
        cohort = form.cleaned_data["cohort"]
        answers = explain(cohort=cohort, email=form.cleaned_data["email"], actor=request.user)
        context |= {"answers": answers, "cohort": cohort}
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "portal/desk/why.html", context, status=status)
