"""The desks."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.api import Capability, SignedInRequest
from courses.api import get_cohort_enrolment_for
from portal.desk import selectors
from portal.desk.programme import programme
from portal.desk.timeline import timeline


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
