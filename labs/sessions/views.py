"""The pages of a lab: its brief, the room itself, each act, and the live stream."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.api import SignedInRequest
from courses.api import get_activity_for
from labs.sessions import selectors, streaming
from labs.sessions.access import get_open_session_for, get_session_for
from labs.sessions.forms import StartForm, read_act, read_key
from labs.sessions.models import LabSession, Mode
from labs.sessions.refill import Refused
from labs.sessions.replies import speak_now
from labs.sessions.services import ask_to_stop, leave_session, start_session, take_act
from labs.sessions.turns import stream_plan
from labs.sessions.withdrawal import withdraw_session


@login_required
@require_safe
def lab(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    place = get_activity_for(request.user, activity_id, "lab")
    page = selectors.start_page(place)
    return render(request, "labs/sessions/lab.html", {"page": page, "form": StartForm()})


@login_required
@require_POST
def start(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    place = get_activity_for(request.user, activity_id, "lab", must_be_open=True)
    form = StartForm(request.POST)
    if form.is_valid():
        mode = Mode(form.cleaned_data["mode"])
        try:
            made = start_session(
                place=place,
                learner=request.user,
                mode=mode,
                key=form.cleaned_data["key"],
                other_way=form.cleaned_data["other_way"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("labs:session", made.public_id)
    context = {"page": selectors.start_page(place), "form": form}
    return render(request, "labs/sessions/lab.html", context, status=422)


@login_required
@require_safe
def session(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    held = get_session_for(request.user, session_id)
    if not held.is_open:
        return redirect("labs:debrief", held.public_id)
    return render(
        request, "labs/sessions/session.html", {"page": selectors.lab_page(held, query=request.GET)}
    )


@login_required
@require_POST
def act(request: SignedInRequest, session_id: UUID, act: str) -> HttpResponse:
    held = get_open_session_for(request.user, session_id)
    try:
        action = read_act(act, request.POST, selectors.note_fields(held))
        is_checked = act == "say" and "anyway" not in request.POST
        if is_checked and (found := selectors.second_thoughts(held, str(action.get("text", "")))):
            return _thought_twice(request, held, found)
        outcome = take_act(session=held, action=action, key=read_key(request.POST))
    except ValidationError as error:
        return _refused(request, held, act, error)
    if outcome.turn is not None and request.headers.get("X-Stream") != "1":
        speak_now(session=outcome.session)
    if outcome.refusal:
        page = selectors.lab_page(held, refusal=outcome.refusal)
        return render(request, "labs/sessions/session.html", {"page": page}, status=409)
    return redirect(selectors.after_act_url(outcome.session, action))


def _thought_twice(request: SignedInRequest, held: LabSession, found: tuple[str, ...]) -> HttpResponse:
    """Nothing is sent yet: the message stands in its field, with what it seems to hold."""
    why = _(
        "Not sent yet. This looks like %(found)s, and it is not from this lab. Take it out, or send it anyway: what is sent stays in the log."
    )
    refused = Refused("say", request.POST, (why % {"found": ", ".join(found)},), may_send_anyway=True)
    page = selectors.lab_page(held, refused=refused)
    return render(request, "labs/sessions/session.html", {"page": page}, status=422)


def _refused(request: SignedInRequest, held: LabSession, act: str, error: ValidationError) -> HttpResponse:
    if error.code == "ended":
        return redirect("labs:debrief", held.public_id)
    refused = Refused(act, request.POST, tuple(error.messages))
    page = selectors.lab_page(held, refused=refused)
    status = 409 if error.code in {"busy", "switched_off"} else 422
    return render(request, "labs/sessions/session.html", {"page": page}, status=status)


@login_required
@require_POST
def stop(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    held = get_open_session_for(request.user, session_id)
    ask_to_stop(session=held)
    if request.headers.get("X-Stream") == "1":
        return HttpResponse(status=204)
    speak_now(session=held)
    return redirect("labs:session", held.public_id)


@login_required
@require_POST
def reply(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """The reply that is owed, whole and at once: for browsers without a live stream."""
    held = get_open_session_for(request.user, session_id)
    speak_now(session=held)
    return redirect("labs:session", held.public_id)


@login_required
@require_POST
def end(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    held = get_session_for(request.user, session_id)
    leave_session(session=held)
    return redirect("labs:debrief", held.public_id)


@login_required
@require_POST
def withdraw(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    held = get_session_for(request.user, session_id)
    with suppress(ValidationError):  # it ended a moment ago, or it is no such lab: its own page says so
        withdraw_session(session=held)
    return redirect("labs:debrief", held.public_id)


@require_GET
async def stream(request: SignedInRequest, session_id: UUID) -> HttpResponseBase:
    """The owed reply as it is spoken. Resumes by `Last-Event-ID`, or by `from` at the first connection."""
    given = request.headers.get("Last-Event-ID") or request.GET.get("from", "")
    seq, characters = streaming.parse_event_id(given)
    user = await request.auser()
    if not user.is_authenticated:
        return JsonResponse({"error": "signed_out"}, status=403)
    try:
        opened = await streaming.in_database(partial(stream_plan, user, session_id))
    except Http404:
        return JsonResponse({"error": "not_found"}, status=404)
    characters = characters if opened.turn_after_seq == seq else 0
    return streaming.sse_response(streaming.frames_of(opened, characters))
