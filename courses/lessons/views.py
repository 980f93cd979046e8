"""The lesson page and what its small forms send. Every form works without script; htmx swaps one box."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_GET, require_POST

from accounts.api import SignedInRequest
from courses.lessons.access import LearnerLesson, get_lesson_for
from courses.lessons.forms import NoteChangeForm, NoteForm, PredictionForm, ReflectionForm
from courses.lessons.pages import lesson_page, recall_box
from courses.lessons.services import (
    add_note,
    answer_recall,
    change_note,
    erase_note,
    finish_lesson,
    keep_place,
    predict,
    reflect,
)
from courses.progress.services import note_visit

READING = "reading_language"


def _find(request: SignedInRequest, activity_id: UUID) -> LearnerLesson:
    """The lesson, in the language that was chosen, else in the one that the browser asks for."""
    found = get_lesson_for(request.user, activity_id)
    chosen = request.session.get(READING, "")
    if chosen in found.languages or len(found.languages) == 1:
        return found.read_in(chosen)
    wanted = [
        code for code, _q in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    ]
    return found.read_in(
        next((one.split("-")[0] for one in wanted if one.split("-")[0] in found.languages), "")
    )


def _show(
    request: SignedInRequest, lesson: LearnerLesson, *, status: int = 200, **extra: object
) -> HttpResponse:
    page = lesson_page(lesson, **extra)  # type: ignore[arg-type] # passed through from the callers below
    return render(request, "courses/lessons/lesson.html", {"page": page}, status=status)


def _back(lesson: LearnerLesson, anchor: str) -> HttpResponseRedirect:
    return redirect(reverse("courses:lesson", args=[lesson.activity.public_id]) + f"#{anchor}")


@login_required
@require_GET
def lesson(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Read a lesson."""
    found = _find(request, activity_id)
    note_visit(
        enrolment=found.enrolment, activity=found.activity, standing=found.standing, is_open=found.is_open
    )
    return _show(request, found)


@login_required
@require_POST
def language(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Read lessons in another language, here and from now on."""
    found = get_lesson_for(request.user, activity_id)
    chosen = request.POST.get("language", "")
    if chosen not in found.languages:
        raise Http404(_("The lesson is not there in this language."))
    request.session[READING] = chosen
    return _back(found, "main")


@login_required
@require_POST
def done(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Mark the lesson as read and go on."""
    found = _find(request, activity_id)
    finish_lesson(lesson=found)
    following = lesson_page(found).following
    if following is None:
        return redirect("courses:learn", found.enrolment.public_id)
    return redirect(following.url)


@login_required
@require_POST
def recall(request: SignedInRequest, activity_id: UUID, question_id: str) -> HttpResponse:
    """Answer a retrieval question in place."""
    found = _find(request, activity_id)
    if question_id not in found.spec.get("recall", {}):
        raise Http404(_("There is no such question."))
    feedback = answer_recall(lesson=found, question_id=question_id, given=request.POST.getlist("answer"))
    unclear = (question_id, feedback) if feedback.is_right is None else None
    status = 422 if unclear is not None else 200
    if request.headers.get("HX-Request"):
        fresh = _find(request, activity_id)
        context = {
            "box": recall_box(fresh, question_id, unclear),
            "activity": fresh.activity,
            "is_open": True,
        }
        return render(request, "courses/lessons/_recall.html", context, status=status)
    return (
        _show(request, found, status=422, unclear=unclear)
        if unclear
        else _back(found, f"recall-{question_id}")
    )


@login_required
@require_POST
def note(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Write a note."""
    found = _find(request, activity_id)
    anchors = {heading["id"] for heading in found.spec.get("headings", [])}
    form = NoteForm(request.POST, anchors=anchors)
    if not form.is_valid():
        told = {
            "note": next(iter(form.errors.values()))[0],
            "note_text": request.POST.get("text", ""),
            "note_quote": request.POST.get("quote", ""),
        }
        return _show(request, found, status=422, errors=told)
    add_note(lesson=found, **form.cleaned_data)
    if request.headers.get("HX-Request"):
        page = lesson_page(_find(request, activity_id))
        return render(request, "courses/lessons/_notes.html", {"page": page})
    return _back(found, "notes")


@login_required
@require_POST
def note_change(request: SignedInRequest, activity_id: UUID, note_id: str) -> HttpResponse:
    """Change or erase a note."""
    found = _find(request, activity_id)
    if "erase" in request.POST:
        erase_note(lesson=found, note_id=note_id)
        return _back(found, "notes")
    form = NoteChangeForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, errors={"note": form.errors["text"][0]})
    change_note(lesson=found, note_id=note_id, text=form.cleaned_data["text"])
    return _back(found, "notes")


@login_required
@require_POST
def prediction(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Guess before reading."""
    found = _find(request, activity_id)
    spec = found.module.spec.get("prediction") if found.module is not None else None
    if spec is None or found.module is None:
        raise Http404(_("There is nothing to guess here."))
    form = PredictionForm(request.POST, spec=spec)
    if not form.is_valid():
        return _show(request, found, status=422, errors={"prediction": form.errors["value"][0]})
    predict(lesson=found, module=found.module, value=form.cleaned_data["value"])
    return _back(found, "prediction")


@login_required
@require_POST
def reflection(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Keep the private reflection of the module."""
    found = _find(request, activity_id)
    if found.module is None or not found.module.spec.get("reflection"):
        raise Http404(_("There is nothing to reflect on here."))
    form = ReflectionForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422, errors={"reflection": form.errors["text"][0]})
    reflect(lesson=found, module=found.module, text=form.cleaned_data["text"])
    return _back(found, "reflection")


@login_required
@require_POST
def place(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Remember the section being read; sent by script now and then."""
    found = _find(request, activity_id)
    keep_place(lesson=found, anchor=request.POST.get("anchor", "")[:120])
    return HttpResponse(status=204)
