"""The debrief: self-rating first, then the result with its evidence."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.api import SignedInRequest
from labs.debrief.compare import compare_page
from labs.debrief.forms import NoteForm
from labs.debrief.selectors import debrief_page, export_of, standing_evaluation, withdrawn_page
from labs.debrief.services import keep_note
from labs.evaluation.services import score_session
from labs.sessions.access import get_session_for
from labs.sessions.forks import fork_session
from labs.sessions.forms import ReflectionForm, SelfRatingForm, read_key
from labs.sessions.models import LabSession
from labs.sessions.services import keep_reflection, rate_oneself


@login_required
@require_safe
def debrief(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    session = get_session_for(request.user, session_id)
    if session.is_open:
        return redirect("labs:session", session.public_id)
    if session.killed_at is not None:
        return render(request, "labs/debrief/stopped.html", {"session": session})
    if session.withdrawn_at is not None:
        return render(request, "labs/debrief/withdrawn.html", {"page": withdrawn_page(session)})
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
@require_POST
def note(request: SignedInRequest, session_id: UUID, seq: int) -> HttpResponse:
    session = get_session_for(request.user, session_id)
    form = NoteForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["text"].as_data())
        keep_note(session=session, seq=seq, text=form.cleaned_data["text"])
    except ValidationError as error:
        return _debrief_with(request, session, error)
    return redirect(f"{reverse('labs:debrief', args=[session.public_id])}#e-{seq}")


@login_required
@require_POST
def retry(request: SignedInRequest, session_id: UUID, seq: int) -> HttpResponse:
    session = get_session_for(request.user, session_id)
    try:
        key = read_key(request.POST)
        fork = fork_session(session=session, learner=request.user, seq=seq, key=f"{key[:48]}-{seq}")
    except ValidationError as error:
        return _debrief_with(request, session, error)
    return redirect("labs:session", fork.public_id)


@login_required
@require_safe
def compare(request: SignedInRequest, session_id: UUID, other_id: UUID) -> HttpResponse:
    first, second = get_session_for(request.user, session_id), get_session_for(request.user, other_id)
    if first.forked_from_id == second.pk:  # the run comes before its retry, whichever page the link was on
        first, second = second, first
    are_ready = all(not one.is_open and one.rated_at is not None for one in (first, second))
    page = compare_page(first, second) if are_ready and first.activity_id == second.activity_id else None
    if page is None:
        raise Http404(_("These two runs cannot be laid side by side."))
    return render(request, "labs/debrief/compare.html", {"page": page})


def _debrief_with(request: SignedInRequest, session: LabSession, error: ValidationError) -> HttpResponse:
    """The debrief again, with what was wrong on top; before there is a result, the way to it."""
    evaluation = standing_evaluation(session)
    if session.is_open or session.rated_at is None or evaluation is None:
        return redirect("labs:debrief", session.public_id)
    context = {
        "page": debrief_page(session, evaluation),
        "form": ReflectionForm(initial={"text": session.reflection}),
        "problems": error.messages,
    }
    return render(request, "labs/debrief/debrief.html", context, status=422)


@login_required
@require_safe
def export(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    session = get_session_for(request.user, session_id)
    if session.is_open or session.rated_at is None:
        return redirect("labs:debrief", session.public_id)
    response = JsonResponse(export_of(session, standing_evaluation(session)), json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="lab-{session.public_id}.json"'
    return response
