"""The debrief: self-rating first, then the result with its evidence."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.api import SignedInRequest
from labs.debrief.selectors import debrief_page, export_of, standing_evaluation
from labs.evaluation.services import score_session
from labs.sessions.access import get_session_for
from labs.sessions.forms import ReflectionForm, SelfRatingForm
from labs.sessions.services import keep_reflection, rate_oneself


@login_required
@require_safe
def debrief(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    session = get_session_for(request.user, session_id)
    if session.is_open:
        return redirect("labs:session", session.public_id)
    if session.killed_at is not None:
        return render(request, "labs/debrief/stopped.html", {"session": session})
    evaluation = standing_evaluation(session)
    if evaluation is None and session.rated_at is not None and score_session(session_id=session.pk):
        evaluation = standing_evaluation(session)  # the debrief of a critical act waits for no worker
    if session.rated_at is None or evaluation is None:
        return render(request, "labs/debrief/rate.html", {"session": session, "form": SelfRatingForm()})
    page = debrief_page(session, evaluation)
    form = ReflectionForm(initial={"text": session.reflection})
    return render(request, "labs/debrief/debrief.html", {"page": page, "form": form})


@login_required
@require_POST
def rate(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    session = get_session_for(request.user, session_id)
    form = SelfRatingForm(request.POST)
    if session.is_open or not form.is_valid():
        return render(request, "labs/debrief/rate.html", {"session": session, "form": form}, status=422)
    rate_oneself(session=session, rating=form.cleaned_data["rating"])
    score_session(session_id=session.pk)
    return redirect("labs:debrief", session.public_id)


@login_required
@require_POST
def reflect(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    session = get_session_for(request.user, session_id)
    form = ReflectionForm(request.POST)
    evaluation = standing_evaluation(session)
    if evaluation is None:
        return redirect("labs:debrief", session.public_id)
    if not form.is_valid():
        context = {"page": debrief_page(session, evaluation), "form": form}
        return render(request, "labs/debrief/debrief.html", context, status=422)
    keep_reflection(session=session, text=form.cleaned_data["text"])
    return redirect("labs:debrief", session.public_id)


@login_required
@require_safe
def export(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    session = get_session_for(request.user, session_id)
    if session.is_open or session.rated_at is None:
        return redirect("labs:debrief", session.public_id)
    response = JsonResponse(export_of(session, standing_evaluation(session)), json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="lab-{session.public_id}.json"'
    return response
