"""Pages of instructors and coordinators: dates of a cohort's activities, and what a learner would see."""

from __future__ import annotations

from typing import Any
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
from courses.assessments.access import get_dated_activity, get_sittings_cohort_for
from courses.assessments.forms import DatesForm, SeeForm
from courses.assessments.selectors.dates import SAT, dated_rows, dates_page, glimpse, plain_glimpse
from courses.cohorts.access import rights_in
from courses.schedules.services import set_dates


@login_required
@require_GET
def dates(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Every step of the cohort's course with its dates."""
    cohort = get_sittings_cohort_for(request.user, cohort_id)
    timezone.activate(
        cohort.zone
    )  # until the end of this request: dates are read and shown where the cohort is
    context = {"cohort": cohort, "rights": rights_in(request.user, cohort), "rows": dated_rows(cohort)}
    return render(request, "courses/assessments/dates.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def activity_dates(request: SignedInRequest, cohort_id: UUID, activity_id: UUID) -> HttpResponse:
    """Dates of one activity, for all or for one person; and what a learner would see at a moment."""
    cohort = get_sittings_cohort_for(request.user, cohort_id)
    timezone.activate(
        cohort.zone
    )  # until the end of this request: dates are read and shown where the cohort is
    activity = get_dated_activity(cohort, activity_id)
    page = dates_page(cohort, activity)
    given = request.POST if request.method == "POST" else None
    form = DatesForm(given, learners=page.learners, dates=page.dates, has_attempts=activity.kind in SAT)
    if request.method == "POST" and form.is_valid():
        try:
            set_dates(activity=activity, actor=request.user, **form.owner(cohort.pk), **form.moments)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            told = form.moments["tells"] and form.cleaned_data["learner"]
            messages.success(
                request,
                _("The dates are set, and a mail is on its way.")
                if told
                else _("The dates are set. They hold from now on."),
            )
            return redirect("courses:activity-dates", cohort_id, activity_id)
    see = SeeForm(request.GET if "at" in request.GET else None, learners=page.learners)
    context: dict[str, Any] = {"page": page, "form": form, "see_form": see}
    if see.is_bound and see.is_valid():
        name, look = ("glimpse", glimpse) if activity.kind in SAT else ("plain", plain_glimpse)
        context[name] = look(see.cleaned_data["learner"], activity, see.cleaned_data["at"])
    return render(
        request, "courses/assessments/activity_dates.html", context, status=422 if form.errors else 200
    )
