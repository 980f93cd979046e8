"""The checklist before a cohort opens, the one before it closes, and reopening."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api import Capability, SignedInRequest, require_staff
from courses.cohorts.access import get_cohort_for, rights_in
from courses.cohorts.models import Cohort
from courses.cohorts.services import close_cohort
from courses.readiness import services
from courses.readiness.forms import CloseForm, ReopenForm
from courses.readiness.selectors import blocks_of, closing_list, opening_list


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """What must stand before the cohort opens; the button is there once nothing blocks."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_COHORTS)
    status = 200
    if request.method == "POST":
        try:
            services.open_when_ready(cohort=cohort, actor=request.user)
        except ValidationError:
            status = 422
        else:
            messages.success(request, _("The cohort is open: people can join."))
            return redirect("courses:cohort", cohort_id)
    lines = opening_list(cohort)
    context = {
        "cohort": cohort,
        "lines": lines,
        "blocks": blocks_of(lines),
        "is_refused": status == 422,
        "rights": rights_in(request.user, cohort),
    }
    return render(request, "courses/readiness/ready.html", context, status=status)


def _show_closing(request: SignedInRequest, cohort: Cohort, status: int, **forms: object) -> HttpResponse:
    lines = closing_list(cohort)
    context = {
        "cohort": cohort,
        "lines": lines,
        "open_lines": [line for line in lines if line.state == "open"],
        "close_form": CloseForm(),
        "reopen_form": ReopenForm(),
        "rights": rights_in(request.user, cohort),
        **forms,
    }
    return render(request, "courses/readiness/closing.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """What is still open, what closing does, and the button."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_COHORTS)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        close_cohort(cohort=cohort, actor=request.user)
        messages.success(request, _("The cohort is closed: nobody joins any more."))
        return redirect("courses:cohort", cohort_id)
    return _show_closing(request, cohort, 422 if form.errors else 200, close_form=form)


@login_required
@require_POST
def reopen(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Programme staff open a closed cohort again, with a reason."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_COHORTS)
    require_staff(request.user)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            services.reopen(cohort=cohort, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("The cohort is open again. The reason stands in the audit log."))
            return redirect("courses:cohort", cohort_id)
    return _show_closing(request, cohort, 422, reopen_form=form)
