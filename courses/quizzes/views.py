"""The pages of a quiz: before it, in it, after it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.quizzes.access import get_attempt_for, get_form_for, get_picture_for, get_quiz_for
from courses.quizzes.forms import AnswerForm, AppealForm
from courses.quizzes.selectors.attempts import answers_of
from courses.quizzes.selectors.pages import attempt_page, first_open, quiz_page
from courses.quizzes.selectors.results import result_page
from courses.quizzes.services.appeals import send_appeal
from courses.quizzes.services.attempts import (
    StartRefused,
    close_if_over,
    save_answer,
    save_answers,
    start_attempt,
    submit_attempt,
)

STATUS = {"kept": 200, "stale": 409, "closed": 410}


@login_required
@require_GET
def quiz(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """The rules as they hold for this learner, the way in, and the attempts so far."""
    place = get_quiz_for(request.user, activity_id)
    older = request.GET.get("page", "")
    page = quiz_page(place, learner_id=request.user.pk, now=timezone.now(), page=older)
    return render(request, "courses/quizzes/quiz.html", {"page": page})


@login_required
@require_GET
@cache_control(private=True, max_age=86400)
def picture(request: SignedInRequest, activity_id: UUID, name: str) -> HttpResponse:
    """A picture of a question. The bytes decide what it is, and the browser is told to believe them alone."""
    data, kind = get_picture_for(request.user, activity_id, name)
    return HttpResponse(data, content_type=kind, headers={"X-Content-Type-Options": "nosniff"})


@login_required
@require_POST
def start(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Begin, or go on where an attempt is open."""
    place = get_quiz_for(request.user, activity_id)
    context: dict[str, Any] = {
        "needs_agreement": place.activity.kind == "exam" and "agree" not in request.POST
    }
    if not context["needs_agreement"]:
        try:
            attempt = start_attempt(place=place, actor=request.user)
        except StartRefused:
            context["is_refused"] = True
        else:
            return redirect("courses:quiz-attempt", attempt.public_id)
    context["page"] = quiz_page(place, learner_id=request.user.pk, now=timezone.now())
    status = 422 if context["needs_agreement"] else 409
    return render(request, "courses/quizzes/quiz.html", context, status=status)


@login_required
@require_GET
@never_cache
def attempt(request: SignedInRequest, attempt_id: UUID) -> HttpResponse:
    """Where the learner goes on: the first open question, or the result."""
    found = close_if_over(attempt=get_attempt_for(request.user, attempt_id))
    if not found.is_open:
        return redirect("courses:quiz-result", attempt_id)
    number = first_open(found.size, answers_of(found))
    return redirect("courses:quiz-question", attempt_id, number)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def question(request: SignedInRequest, attempt_id: UUID, number: int) -> HttpResponse:
    """One question. Sending the form keeps the answer and goes on."""
    form = get_form_for(request.user, attempt_id)
    item = form.item(number)
    errors: dict[int, str] = {}
    if request.method == "POST":
        answer = AnswerForm(request.POST, item=item, number=number)
        if answer.is_valid():
            saved = save_answer(
                attempt_id=form.attempt_id,
                number=number,
                value=answer.value,
                sure=answer.sure,
                is_flagged=answer.is_flagged,
            )
            if saved.outcome != "closed":
                return redirect(*form.next_place(attempt_id, number, request.POST.get("go", "")))
        errors = {number: answer.error} if answer.error else {}
    found = close_if_over(attempt=get_attempt_for(request.user, attempt_id))
    if not found.is_open:
        return redirect("courses:quiz-result", attempt_id)
    page = attempt_page(found, form, answers_of(found), numbers=[number], now=timezone.now(), errors=errors)
    return render(request, "courses/quizzes/question.html", {"page": page}, status=422 if errors else 200)


@login_required
@require_POST
def save(request: SignedInRequest, attempt_id: UUID, number: int) -> JsonResponse:
    """Keep one answer while the learner works: the page's script calls this after each change."""
    form = get_form_for(request.user, attempt_id)
    answer = AnswerForm(request.POST, item=form.item(number), number=number)
    if not answer.is_valid():
        return JsonResponse({"outcome": "refused", "notice": answer.error}, status=422)
    saved = save_answer(
        attempt_id=form.attempt_id,
        number=number,
        value=answer.value,
        sure=answer.sure,
        is_flagged=answer.is_flagged,
        version=answer.version,
    )
    body = {"outcome": saved.outcome, "version": saved.version, "notice": answer.notice}
    return JsonResponse(body, status=STATUS[saved.outcome])


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def whole(request: SignedInRequest, attempt_id: UUID) -> HttpResponse:
    """All questions on one page. Sending it keeps all answers; nothing is handed in before the next page."""
    form = get_form_for(request.user, attempt_id)
    numbers = range(1, len(form.items) + 1)
    errors: dict[int, str] = {}
    if request.method == "POST":
        answers = {n: AnswerForm(request.POST, item=form.item(n), number=n) for n in numbers}
        errors = {n: answer.error for n, answer in answers.items() if not answer.is_valid()}
        given = {n: answer.given for n, answer in answers.items() if answer.is_valid()}
        save_answers(attempt_id=form.attempt_id, given=given)
        if not errors:
            return redirect("courses:quiz-finish", attempt_id)
    found = close_if_over(attempt=get_attempt_for(request.user, attempt_id))
    if not found.is_open:
        return redirect("courses:quiz-result", attempt_id)
    page = attempt_page(
        found, form, answers_of(found), numbers=list(numbers), now=timezone.now(), errors=errors
    )
    return render(request, "courses/quizzes/whole.html", {"page": page}, status=422 if errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def finish(request: SignedInRequest, attempt_id: UUID) -> HttpResponse:
    """The last look: what is open, what was to be looked at again; then hand in."""
    found = close_if_over(attempt=get_attempt_for(request.user, attempt_id))
    if request.method == "POST":
        submit_attempt(attempt=found, actor=request.user)
        messages.success(request, _("Handed in. Here is your result."))
        return redirect("courses:quiz-result", attempt_id)
    if not found.is_open:
        return redirect("courses:quiz-result", attempt_id)
    form = get_form_for(request.user, attempt_id)
    page = attempt_page(found, form, answers_of(found), numbers=[form.last], now=timezone.now())
    return render(request, "courses/quizzes/finish.html", {"page": page})


@login_required
@require_GET
@never_cache
def result(request: SignedInRequest, attempt_id: UUID) -> HttpResponse:
    """What came of it, opening on what was missed."""
    found = close_if_over(attempt=get_attempt_for(request.user, attempt_id))
    if found.is_open:
        return redirect("courses:quiz-attempt", attempt_id)
    page = result_page(found, show=request.GET.get("show", ""), now=timezone.now())
    return render(request, "courses/quizzes/result.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def explain(request: SignedInRequest, attempt_id: UUID) -> HttpResponse:
    """How the mark came to be: each question's rule, each entry in the ledger; and the way to a second look."""
    found = close_if_over(attempt=get_attempt_for(request.user, attempt_id))
    if found.is_open:
        return redirect("courses:quiz-attempt", attempt_id)
    page = result_page(found, show="all", now=timezone.now(), with_ledger=True)
    form = AppealForm(request.POST if request.method == "POST" else None, choices=page.appeal_choices)
    if request.method == "POST" and form.is_valid():
        try:
            send_appeal(attempt=found, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sent. A person reads it and answers within five working days."))
            return redirect("courses:quiz-explain", attempt_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "courses/quizzes/explain.html", {"page": page, "form": form}, status=status)
