"""Pages about work samples for those who run the programme, and the decision on an appeal."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.api import SignedInRequest
from courses.assessments.access import get_seat_for, get_work_appeal_for, published_samples_for
from courses.assessments.forms import WorkDecisionForm
from courses.assessments.selectors.works import appeal_page, sample_rows, seat_candidates, troubled_seats
from courses.worksamples.services.appeals import decide_work_appeal
from courses.worksamples.services.assigning import name_rater


@login_required
@require_GET
def samples(request: SignedInRequest) -> HttpResponse:
    """Every work sample with its agreement; seats that need a person."""
    rows = sample_rows(published_samples_for(request.user))
    context = {"rows": rows, "seats": troubled_seats(now=timezone.now())}
    return render(request, "courses/assessments/work_samples.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def seat(request: SignedInRequest, rating_id: UUID) -> HttpResponse:
    """Put a person on a seat."""
    found = get_seat_for(request.user, rating_id)
    people = seat_candidates(found)
    error = ""
    if request.method == "POST":
        chosen = next((one for one in people if str(one.public_id) == request.POST.get("rater")), None)
        try:
            if chosen is None:
                raise ValidationError(_("Choose one of the people offered."))
            name_rater(rating=found, rater=chosen, actor=request.user)
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            messages.success(request, _("%(name)s gets a mail.") % {"name": chosen})
            return redirect("courses:work-samples")
    context = {"rating": found, "people": people, "error": error}
    return render(request, "courses/assessments/work_seat.html", context, status=422 if error else 200)


@login_required
@require_http_methods(["GET", "POST"])
def work_appeal(request: SignedInRequest, appeal_id: UUID) -> HttpResponse:
    """One appeal: the work, what raters gave, and the decision."""
    found = get_work_appeal_for(request.user, appeal_id)
    page = appeal_page(found)
    form = WorkDecisionForm(
        request.POST if request.method == "POST" else None,
        criteria=page.criteria,
        standing=page.standing.detail["criteria"],
    )
    if request.method == "POST" and form.is_valid():
        try:
            decide_work_appeal(
                appeal=found,
                points=form.points if request.POST.get("do") == "raise" else None,
                decision=form.cleaned_data["decision"],
                actor=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Decided. The learner gets a mail."))
            return redirect("courses:appeals")
    context = {"appeal": found, "page": page, "form": form}
    return render(
        request, "courses/assessments/work_appeal.html", context, status=422 if form.errors else 200
    )
