"""Pages of programme staff: published quizzes and their figures, corrections, regrades, rules tried out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.assessments.access import get_published_quiz_for, get_regrade_for, published_quizzes_for
from courses.assessments.forms import ApplyForm, CorrectionForm, TryForm
from courses.assessments.selectors.health import health_page, item_page
from courses.assessments.selectors.regrades import regrade_preview
from courses.assessments.selectors.sittings import tried_out
from courses.assessments.services import keep_again
from courses.quizzes.services.regrades import apply_regrade, propose_regrade


@login_required
@require_GET
def quizzes(request: SignedInRequest) -> HttpResponse:
    """Every quiz and exam that new learners get."""
    return render(
        request, "courses/assessments/quizzes.html", {"quizzes": published_quizzes_for(request.user)}
    )


@login_required
@require_GET
def health(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """How a quiz measures: figures, flagged questions first, contradictions in its rules."""
    activity = get_published_quiz_for(request.user, activity_id)
    page = health_page(activity, now=timezone.now())
    return render(request, "courses/assessments/health.html", {"page": page})


@login_required
@require_POST
def compute(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Compute the figures again: at once, or by the worker where there are many attempts."""
    activity = get_published_quiz_for(request.user, activity_id)
    if keep_again(activity=activity):
        messages.success(request, _("Computed. These are the figures of now."))
    else:
        messages.success(request, _("In the queue. This page shows the new figures when they are there."))
    return redirect("courses:quiz-health", activity_id)


@login_required
@require_http_methods(["GET", "POST"])
def item(request: SignedInRequest, activity_id: UUID, key: str) -> HttpResponse:
    """One question with its figures. Posting proposes a correction and leads to its preview."""
    activity = get_published_quiz_for(request.user, activity_id)
    page = item_page(activity, key, now=timezone.now())
    if page is None:
        raise Http404(_("This quiz has no such question."))
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            regrade = propose_regrade(
                activity=activity,
                key=key,
                action=form.cleaned_data["action"],
                values=form.listed,
                reason=form.cleaned_data["reason"],
                actor=request.user,
            )
        except ValidationError as error:
            form.add_error("values", error)
        else:
            return redirect("courses:regrade", regrade.public_id)
    context = {"page": page, "form": form}
    return render(request, "courses/assessments/item.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def regrade(request: SignedInRequest, regrade_id: UUID) -> HttpResponse:
    """Who would move; then the run. Nothing is written before Apply."""
    found = get_regrade_for(request.user, regrade_id)
    form = ApplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        apply_regrade(regrade=found, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The correction is made. Attempts are marked again in steps."))
        return redirect("courses:regrade", regrade_id)
    preview = regrade_preview(found) if found.state == "preview" else None
    context = {"regrade": found, "preview": preview, "form": form}
    return render(request, "courses/assessments/regrade.html", context)


@login_required
@require_GET
def rules(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """What would a learner with this history see at this moment?"""
    activity = get_published_quiz_for(request.user, activity_id)
    form = TryForm(request.GET or None)
    context: dict[str, object] = {"activity": activity, "form": form}
    if form.is_bound and form.is_valid():
        values = dict(form.cleaned_data)
        context["seen"], context["lint"] = tried_out(activity, now=values.pop("at"), **values)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "courses/assessments/rules.html", context, status=status)
