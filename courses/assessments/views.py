"""Pages of instructors: what waits, sittings of a cohort, appeals."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.assessments.access import (
    appeals_for,
    get_appeal_for,
    get_cohort_learner,
    get_exam_of,
    get_sittings_cohort_for,
    get_ticket_by_code,
    work_appeals_for,
)
from courses.assessments.forms import CodeForm, DecisionForm, ExtraTimeForm, TicketForm
from courses.assessments.selectors.sittings import appeal_facts, seats
from courses.cohorts.access import rights_in
from courses.cohorts.models import Cohort
from courses.quizzes.services.appeals import decide_appeal
from courses.quizzes.services.sittings import admit, issue_tickets, set_extra_time


@login_required
@require_GET
def appeals(request: SignedInRequest) -> HttpResponse:
    """Appeals that wait for this person, oldest first, then the decided ones."""
    rows = appeals_for(request.user)
    waiting = rows.filter(state="sent")[:100]
    decided = rows.exclude(state="sent").order_by("-decided_at")[:50]
    works = work_appeals_for(request.user).filter(state="sent")[:100]
    context = {"waiting": waiting, "decided": decided, "works": works}
    return render(request, "courses/assessments/appeals.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def appeal(request: SignedInRequest, appeal_id: UUID) -> HttpResponse:
    """One appeal: the question, the answer, the key, and the decision."""
    found = get_appeal_for(request.user, appeal_id)
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"share": "0"})
    if request.method == "POST" and form.is_valid():
        try:
            decide_appeal(
                appeal=found,
                share=form.granted,
                decision=form.cleaned_data["decision"],
                actor=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Decided. The learner gets a mail."))
            return redirect("courses:appeals")
    context = {"appeal": found, "form": form, **appeal_facts(found)}
    status = 422 if form.errors else 200
    return render(request, "courses/assessments/appeal.html", context, status=status)


def _sittings(
    request: SignedInRequest,
    cohort: Cohort,
    *,
    ticket: TicketForm | None = None,
    code: CodeForm | None = None,
) -> HttpResponse:
    exam = get_exam_of(cohort)
    context = {
        "cohort": cohort,
        "rights": rights_in(request.user, cohort),
        "exam": exam,
        "seats": seats(cohort, exam),
        "ticket_form": ticket or TicketForm(),
        "code_form": code or CodeForm(),
    }
    status = 422 if (ticket and ticket.errors) or (code and code.errors) else 200
    return render(request, "courses/assessments/sittings.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def sittings(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Who sits when, with which extra time. Posting issues tickets to those who were ticked."""
    cohort = get_sittings_cohort_for(request.user, cohort_id)
    if request.method == "GET":
        return _sittings(request, cohort)
    exam, form = get_exam_of(cohort), TicketForm(request.POST)
    if exam is None:
        raise Http404(_("This course has no exam."))
    if form.is_valid():
        chosen = set(request.POST.getlist("learner"))
        people = [seat.enrolment for seat in seats(cohort, exam) if str(seat.enrolment.public_id) in chosen]
        if people:
            issue_tickets(enrolments=people, activity=exam, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Tickets were issued."))
            return redirect("courses:sittings", cohort_id)
        form.add_error(None, _("Tick at least one learner."))
    return _sittings(request, cohort, ticket=form)


@login_required
@require_POST
def check_in(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Admit the person who shows this code."""
    cohort = get_sittings_cohort_for(request.user, cohort_id)
    form = CodeForm(request.POST)
    if form.is_valid():
        ticket = get_ticket_by_code(cohort, form.cleaned_data["code"])
        try:
            if ticket is None:
                raise ValidationError(_("No unused ticket of this cohort has that code."))
            admit(ticket=ticket, actor=request.user)
        except ValidationError as error:
            form.add_error("code", error)
        else:
            messages.success(request, _("Admitted: %(name)s.") % {"name": ticket.enrolment.user})
            return redirect("courses:sittings", cohort_id)
    return _sittings(request, cohort, code=form)


@login_required
@require_http_methods(["GET", "POST"])
def extra_time(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Extra time of one learner: the effect, never its reason."""
    cohort = get_sittings_cohort_for(request.user, cohort_id)
    enrolment = get_cohort_learner(cohort, enrolment_id)
    form = ExtraTimeForm(request.POST if request.method == "POST" else None, initial={"extra_percent": 25})
    if request.method == "POST" and form.is_valid():
        try:
            set_extra_time(learner=enrolment.user, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Extra time is set, also for work under way."))
            return redirect("courses:sittings", cohort_id)
    context = {"cohort": cohort, "enrolment": enrolment, "form": form}
    status = 422 if form.errors else 200
    return render(request, "courses/assessments/extra_time.html", context, status=status)
