"""The review queue, one run beside its rubric, and appeals."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api import SignedInRequest
from labs.debrief.selectors import debrief_page, standing_evaluation
from labs.reviews import selectors
from labs.reviews.access import get_evaluation_for, get_own_evaluation_for, require_reviewer, require_staff
from labs.reviews.engine.misses import FLOOR
from labs.reviews.forms import AppealForm, ReviewForm, SafetyReviewForm
from labs.reviews.misses import misses_by_version, misses_csv
from labs.reviews.regrades import apply_regrade, labs_to_regrade, regrade_page
from labs.reviews.services import appeal, ask_second_reviewer, review_run
from labs.scenarios.models import ScenarioVersion
from labs.scenarios.selectors import sensitive_scenarios
from labs.scenarios.services import record_safety_review, withdraw_safety_review
from labs.sessions.disclosure import disclosure_figures
from labs.sessions.forms import ReflectionForm


@login_required
@require_safe
def review_queue(request: SignedInRequest) -> HttpResponse:
    require_reviewer(request.user)
    rows = selectors.review_queue(request.user)
    return render(request, "labs/reviews/queue.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, evaluation_id: UUID) -> HttpResponse:
    evaluation = get_evaluation_for(request.user, evaluation_id)
    form = ReviewForm(request.POST or None, evaluation=evaluation)
    if request.method == "POST" and form.is_valid():
        keeps = not form.cleaned_data["lifts_red_line"]
        try:
            review_run(
                evaluation=evaluation,
                reviewer=request.user,
                verdicts=form.verdicts,
                red_line=keeps,
                red_line_reason=form.cleaned_data["red_line_reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your review is kept. The learner sees it in the debrief."))
            return redirect("labs:review-queue")
    page = selectors.review_page(request.user, evaluation)
    rows = [(row, page.proposals.get(row.criterion.k)) for row in form.rows(page.criteria)]
    context = {"page": page, "form": form, "rows": rows}
    return render(request, "labs/reviews/review.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def second_reviewer(request: SignedInRequest, evaluation_id: UUID) -> HttpResponse:
    evaluation = get_evaluation_for(request.user, evaluation_id)
    ask_second_reviewer(evaluation=evaluation, reviewer=request.user)
    messages.success(request, _("Another reviewer will look at this run."))
    return redirect("labs:review-queue")


@login_required
@require_POST
def appeal_run(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    evaluation = get_own_evaluation_for(request.user, session_id)
    form = AppealForm(request.POST)
    if not form.is_valid():
        session = evaluation.session
        page = debrief_page(session, standing_evaluation(session) or evaluation)
        context = {"page": page, "form": ReflectionForm(), "appeal_form": form}
        return render(request, "labs/debrief/debrief.html", context, status=422)
    appeal(evaluation=evaluation, learner=request.user, **form.cleaned_data)
    messages.success(request, _("A person will look at it. You hear within seven days."))
    return redirect("labs:debrief", session_id)


@login_required
@require_safe
def sensitive(request: SignedInRequest) -> HttpResponse:
    require_staff(request.user)
    context = {"scenarios": sensitive_scenarios(), "form": SafetyReviewForm(), "refused": None}
    return render(request, "labs/reviews/sensitive.html", context)


@login_required
@require_POST
def safety_review(request: SignedInRequest, scenario_id: UUID) -> HttpResponse:
    require_staff(request.user)
    scenario = get_object_or_404(
        ScenarioVersion, public_id=scenario_id, package__lab__sensitive__isnull=False
    )
    form = SafetyReviewForm(request.POST)
    if not form.is_valid():
        context = {"scenarios": sensitive_scenarios(), "form": form, "refused": scenario.public_id}
        return render(request, "labs/reviews/sensitive.html", context, status=422)
    about = {
        name: form.cleaned_data[name] for name in ("clinician", "profession", "reviewed_on", "statement")
    }
    record_safety_review(scenario=scenario, actor=request.user, **about)
    messages.success(request, _("The review is recorded. Learners can start the lab now."))
    return redirect("labs:sensitive")


@login_required
@require_POST
def safety_withdraw(request: SignedInRequest, scenario_id: UUID) -> HttpResponse:
    require_staff(request.user)
    scenario = get_object_or_404(ScenarioVersion, public_id=scenario_id)
    for review in scenario.safety_reviews.filter(withdrawn_at=None):
        withdraw_safety_review(review=review, actor=request.user)
    messages.success(request, _("The lab is off. Runs that are open go on to their end."))
    return redirect("labs:sensitive")


@login_required
@require_safe
def misses(request: SignedInRequest) -> HttpResponse:
    require_staff(request.user)
    context = {"versions": misses_by_version(), "floor": FLOOR, "disclosure": disclosure_figures()}
    return render(request, "labs/reviews/misses.html", context)


@login_required
@require_safe
def misses_file(request: SignedInRequest) -> HttpResponse:
    """The same as CSV."""
    require_staff(request.user)
    response = HttpResponse(misses_csv(misses_by_version()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="misses.csv"'
    return response


@login_required
@require_safe
def regrades(request: SignedInRequest) -> HttpResponse:
    require_staff(request.user)
    return render(request, "labs/reviews/regrades.html", {"labs": labs_to_regrade()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def regrade_lab(request: SignedInRequest, lab: str) -> HttpResponse:
    """GET shows who would move, POST stores it."""
    require_staff(request.user)
    error = ""
    if request.method == "POST":
        try:
            done = apply_regrade(slug=lab, digest=request.POST.get("digest", ""), actor=request.user)
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            messages.success(
                request,
                _(
                    "%(all)s runs are graded again, %(moved)s have other points. The old results stay beside the new."
                )
                % {"all": sum(done.values()), "moved": done.get("moved", 0)},
            )
            return redirect("labs:regrades")
    page = regrade_page(lab)
    if page is None:
        raise Http404(_("There is no such lab."))
    return render(
        request, "labs/reviews/regrade.html", {"page": page, "error": error}, status=422 if error else 200
    )
