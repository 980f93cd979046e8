"""The desk of a cohort: list, roster, set-up and one learner."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import Capability, SignedInRequest
from courses.cohorts.access import (
    cohorts_for,
    get_cohort_enrolment_for,
    get_cohort_for,
    may_plan_cohorts,
    rights_in,
    teaches,
)
from courses.cohorts.entitlement import unfit_leaders
from courses.cohorts.files import csv_response, xlsx_response
from courses.cohorts.forms import CohortForm, LearnerDatesForm
from courses.cohorts.pages import learner_page, page_number
from courses.cohorts.selectors import cohort_list, open_invitations, roster, roster_rows
from courses.cohorts.services import change_cohort, create_cohort
from courses.enrolments.services import end_enrolment, set_own_dates


@login_required
@require_GET
def cohorts(request: SignedInRequest) -> HttpResponse:
    """Every cohort this person may see."""
    if not request.user.has_desk and not request.user.is_staff:
        raise Http404(_("There is no such page for you."))
    context = {"lines": cohort_list(cohorts_for(request.user)), "can_plan": may_plan_cohorts(request.user)}
    return render(request, "courses/cohorts/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Plan a cohort."""
    if not may_plan_cohorts(request.user):
        if request.user.has_desk:
            raise PermissionDenied(_("Your role does not include planning cohorts."))
        raise Http404(_("There is no such page for you."))
    form = CohortForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        names = ("partner", "version", "name", "time_zone", "opens_at", "closes_at", "seats", "welcome")
        cohort = create_cohort(actor=request.user, **{name: form.cleaned_data[name] for name in names})
        return redirect("courses:cohort-people", cohort.public_id)
    status = 422 if form.is_bound else 200
    return render(request, "courses/cohorts/form.html", {"form": form}, status=status)


@login_required
@require_GET
def cohort(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """The roster with progress."""
    found = get_cohort_for(request.user, cohort_id)
    asked = _asked(request)
    listed = roster(found, page=page_number(request.GET.get("page")), **asked)
    context = {
        "cohort": found,
        "roster": listed,
        "show": asked["show"],
        "find": asked["find"],
        "rights": rights_in(request.user, found),
        "asked": 0 if listed.tally.learners else open_invitations(found).count(),
        "unfit": unfit_leaders([found]).get(found.pk, ()),
    }
    return render(request, "courses/cohorts/roster.html", context)


@login_required
@require_GET
def roster_csv(request: SignedInRequest, cohort_id: UUID) -> HttpResponseBase:
    """The learners that filter and search leave, sorted as on the page, as CSV."""
    found = get_cohort_for(request.user, cohort_id, Capability.VIEW_MARKS)
    return csv_response(found, "roster", roster_rows(found, **_asked(request)))


@login_required
@require_GET
def roster_xlsx(request: SignedInRequest, cohort_id: UUID) -> HttpResponseBase:
    """The same as a workbook."""
    found = get_cohort_for(request.user, cohort_id, Capability.VIEW_MARKS)
    return xlsx_response(found, "roster", roster_rows(found, **_asked(request)), _("Roster"))


def _asked(request: SignedInRequest) -> dict[str, str]:
    """Which learners the address asks for, and in which order."""
    given = request.GET
    find = given.get("find", "").replace("\x00", "")[:80].strip()
    return {"show": given.get("show", "")[:20], "find": find, "sort": given.get("sort", "")}


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Change dates, seats and name."""
    found = get_cohort_for(request.user, cohort_id, Capability.MANAGE_COHORTS)
    form = CohortForm(request.POST or None, user=request.user, cohort=found)
    if request.method == "POST" and form.is_valid():
        names = ("name", "time_zone", "opens_at", "closes_at", "seats", "welcome")
        values = {name: form.cleaned_data[name] for name in names}
        try:
            change_cohort(cohort=found, actor=request.user, **values)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("courses:cohort", cohort_id)
    status = 422 if form.is_bound else 200
    context = {"form": form, "cohort": found, "rights": rights_in(request.user, found)}
    return render(request, "courses/cohorts/form.html", context, status=status)


@login_required
@require_GET
def learner(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """One learner: where they stand, every mark with its reason, their dates."""
    found, enrolment = get_cohort_enrolment_for(request.user, cohort_id, enrolment_id, Capability.VIEW_MARKS)
    form = LearnerDatesForm(cohort=found)
    page = learner_page(found, enrolment)
    context = {
        "cohort": found,
        "page": page,
        "form": form,
        "rights": rights_in(request.user, found),
        "teaches": teaches(request.user, found),
    }
    return render(request, "courses/cohorts/learner.html", context)


@login_required
@require_POST
def learner_dates(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Give one learner more time."""
    found, enrolment = get_cohort_enrolment_for(
        request.user, cohort_id, enrolment_id, Capability.MANAGE_ROSTER
    )
    form = LearnerDatesForm(request.POST, cohort=found)
    if form.is_valid():
        closes_at = form.cleaned_data["closes"]
        set_own_dates(
            enrolment=enrolment, opens_at=enrolment.opens_at, closes_at=closes_at, actor=request.user
        )
        messages.success(request, _("Saved."))
        return redirect("courses:cohort-learner", cohort_id, enrolment_id)
    page = learner_page(found, enrolment)
    context = {
        "cohort": found,
        "page": page,
        "form": form,
        "rights": rights_in(request.user, found),
        "teaches": teaches(request.user, found),
    }
    return render(request, "courses/cohorts/learner.html", context, status=422)


@login_required
@require_POST
def learner_end(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Take a learner out of the cohort; their seat is free."""
    _found, enrolment = get_cohort_enrolment_for(
        request.user, cohort_id, enrolment_id, Capability.MANAGE_ROSTER
    )
    end_enrolment(enrolment=enrolment, reason="withdrawn", actor=request.user)
    messages.success(request, _("The learner is out of the cohort. Their marks are kept."))
    return redirect("courses:cohort", cohort_id)
