"""The gradebook: look, adjust, take away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.api import Capability, SignedInRequest
from courses.cohorts.access import get_cohort_enrolment_for, get_cohort_for, rights_in
from courses.cohorts.files import csv_response, xlsx_response
from courses.gradebook.access import get_graded_activity
from courses.gradebook.export import rows_of
from courses.gradebook.forms import AdjustForm
from courses.gradebook.pages import address, gradebook_page, query_of
from courses.gradebook.services import adjust_mark


@login_required
@require_GET
def gradebook(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """One page of the grid, and the cell with focus."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.VIEW_MARKS)
    page = gradebook_page(cohort, query_of(request.GET), request.GET.get("cell", ""))
    context = {
        "cohort": cohort,
        "page": page,
        "form": AdjustForm(),
        "rights": rights_in(request.user, cohort),
    }
    return render(request, "courses/gradebook/gradebook.html", context)


@login_required
@require_POST
def adjust(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID, activity_id: UUID) -> HttpResponse:
    """Set other points, with a reason."""
    cohort, enrolment = get_cohort_enrolment_for(
        request.user, cohort_id, enrolment_id, Capability.ADJUST_MARKS
    )
    activity = get_graded_activity(cohort, activity_id)
    form = AdjustForm(request.POST)
    if form.is_valid():
        try:
            adjust_mark(enrolment=enrolment, activity=activity, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("Adjusted. The old mark stays in the ledger."))
            return redirect(reverse("courses:gradebook", args=[cohort_id]) + address(query_of(request.GET)))
    page = gradebook_page(cohort, query_of(request.GET), f"{enrolment_id}:{activity.key}")
    context = {"cohort": cohort, "page": page, "form": form, "rights": rights_in(request.user, cohort)}
    return render(request, "courses/gradebook/gradebook.html", context, status=422)


@login_required
@require_GET
def csv_file(request: SignedInRequest, cohort_id: UUID) -> HttpResponseBase:
    """All rows as CSV, sent while they are read."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.VIEW_MARKS)
    return csv_response(cohort, "gradebook", rows_of(cohort))


@login_required
@require_GET
def xlsx_file(request: SignedInRequest, cohort_id: UUID) -> HttpResponseBase:
    """All rows as a workbook."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.VIEW_MARKS)
    return xlsx_response(cohort, "gradebook", rows_of(cohort), _("Gradebook"))
