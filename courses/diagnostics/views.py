"""The pages of the readiness check: for its learner alone, and the short form for everybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.diagnostics.access import get_check_for, get_sitting_for
from courses.diagnostics.compiled import form_of
from courses.diagnostics.forms import SituationForm
from courses.diagnostics.models import DiagnosticSitting
from courses.diagnostics.selectors.profiles import earlier_of, profile_page
from courses.diagnostics.selectors.sittings import front_page, missing_in, situation_page
from courses.diagnostics.services import (
    StartRefused,
    answer_sitting,
    erase_sitting,
    finish_sitting,
    pass_over,
    start_sitting,
)


@login_required
@require_GET
@never_cache
def readiness(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """What it is, who sees it, where the learner stands with it."""
    check = get_check_for(request.user, version_id)
    page = front_page(check, now=timezone.now())
    return render(request, "courses/diagnostics/readiness.html", {"page": page})


@login_required
@require_POST
def start(request: SignedInRequest, version_id: UUID) -> HttpResponse:
    """Begin, or go on where a sitting is open."""
    check = get_check_for(request.user, version_id)
    try:
        sitting = start_sitting(check=check, actor=request.user)
    except StartRefused:
        page = front_page(check, now=timezone.now())
        return render(request, "courses/diagnostics/readiness.html", {"page": page}, status=409)
    return redirect("courses:readiness-situation", sitting.public_id, sitting.reached)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def situation(request: SignedInRequest, sitting_id: UUID, number: int) -> HttpResponse:
    """One situation: an act and a confidence. Sending keeps both and goes on."""
    sitting = get_sitting_for(request.user, sitting_id)
    form = form_of(sitting.activity)
    if not 1 <= number <= len(form.items):
        raise Http404(_("This readiness check has no such situation."))
    if not sitting.is_open or number > sitting.reached:
        return _where(sitting)
    if request.method == "GET":
        page = situation_page(sitting, number)
        return render(request, "courses/diagnostics/situation.html", {"page": page})
    if request.POST.get("go") == "skip":
        pass_over(sitting=sitting, number=number)
        return _after(sitting, number)
    answer = SituationForm(
        request.POST, options=len(form.items[number - 1].options), steps=form.confidence.steps
    )
    if answer.is_valid():
        answer_sitting(sitting=sitting, number=number, **answer.cleaned_data)
        return _after(sitting, number)
    page = situation_page(
        sitting, number, error=_("Choose one act, and how sure you are."), chosen=answer.chosen
    )
    return render(request, "courses/diagnostics/situation.html", {"page": page}, status=422)


def _where(sitting: DiagnosticSitting) -> HttpResponse:
    """Where the learner belongs now: the newest situation, or the profile."""
    if not sitting.is_open:
        return redirect("courses:readiness-result", sitting.public_id)
    return redirect("courses:readiness-situation", sitting.public_id, sitting.reached)


def _after(sitting: DiagnosticSitting, number: int) -> HttpResponse:
    if number >= len(form_of(sitting.activity).items):
        return redirect("courses:readiness-finish", sitting.public_id)
    return redirect("courses:readiness-situation", sitting.public_id, number + 1)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def finish(request: SignedInRequest, sitting_id: UUID) -> HttpResponse:
    """The last look: what has no answer yet; then hand in."""
    sitting = get_sitting_for(request.user, sitting_id)
    if request.method == "POST":
        finish_sitting(sitting=sitting)
        return redirect("courses:readiness-result", sitting_id)
    if not sitting.is_open:
        return redirect("courses:readiness-result", sitting_id)
    context = {
        "sitting": sitting,
        "missing": missing_in(sitting),
        "size": len(form_of(sitting.activity).items),
    }
    return render(request, "courses/diagnostics/finish.html", context)


@login_required
@require_GET
@never_cache
def result(request: SignedInRequest, sitting_id: UUID) -> HttpResponse:
    """The profile. Only its owner ever gets here."""
    sitting = get_sitting_for(request.user, sitting_id)
    if sitting.is_open:
        return redirect("courses:readiness-situation", sitting_id, sitting.reached)
    earlier, has_later = earlier_of(sitting)
    page = profile_page(sitting, earlier, has_later=has_later)
    return render(request, "courses/diagnostics/profile.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def erase(request: SignedInRequest, sitting_id: UUID) -> HttpResponse:
    """Ask once, then delete the result for good."""
    sitting = get_sitting_for(request.user, sitting_id)
    error = ""
    if request.method == "POST":
        try:
            erase_sitting(sitting=sitting)
        except ValidationError as problem:
            error = problem.messages[0]
        else:
            messages.success(request, _("The result is erased."))
            return redirect("courses:readiness", sitting.activity.version.public_id)
    context = {"sitting": sitting, "error": error}
    return render(request, "courses/diagnostics/erase.html", context, status=409 if error else 200)
