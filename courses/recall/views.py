"""The warm-up: one question at a time, what there is to say to the last one, and a way out."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.api import SignedInRequest
from courses.progress.access import LearnerCourse, get_learner_course_for
from courses.recall.boxes import box_of
from courses.recall.engine.answers import Feedback
from courses.recall.selectors import told_of, warm_up_of
from courses.recall.services import answer_return, skip_all, skip_return


@login_required
@require_GET
def warm_up(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """The question that waits longest, below what the last answer was worth."""
    course = get_learner_course_for(request.user, enrolment_id)
    page = warm_up_of(course.enrolment, course.compiled, course.standing, timezone.now())
    told = told_of(course.enrolment, course.compiled, request.GET.get("told", ""))
    return render(
        request,
        "courses/recall/warm_up.html",
        {"warm_up": page, "told": told, "course": course, "is_open": course.is_open},
    )


@login_required
@require_POST
def answer(request: SignedInRequest, enrolment_id: UUID, activity: str, question: str) -> HttpResponse:
    """Answer a question that came back, or put it off."""
    course = get_learner_course_for(request.user, enrolment_id)
    lesson = course.compiled.by_key.get(activity)
    if lesson is None or question not in lesson.spec.get("recall", {}):
        raise Http404(_("There is no such question."))
    page = reverse("courses:warm-up", args=[enrolment_id])
    now = timezone.now()
    if "skip" in request.POST:
        skip_return(course=course, activity=activity, question=question, now=now)
        return redirect(page)
    given = request.POST.getlist("answer")
    feedback, kept = answer_return(course=course, activity=activity, question=question, given=given, now=now)
    if feedback.is_right is None:
        return _unclear(request, course, activity, question, feedback)
    return redirect(f"{page}?told={kept.public_id}" if kept is not None else page)


def _unclear(
    request: SignedInRequest, course: LearnerCourse, activity: str, question: str, feedback: Feedback
) -> HttpResponse:
    lesson = course.compiled.by_key[activity]
    page = warm_up_of(course.enrolment, course.compiled, course.standing, timezone.now())
    box = box_of(lesson.spec["recall"][question], None, feedback)
    context = {"warm_up": page, "box": box, "lesson": lesson, "course": course, "is_open": course.is_open}
    return render(request, "courses/recall/warm_up.html", context, status=422)


@login_required
@require_POST
def later(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """Not today: everything that waits comes back tomorrow."""
    course = get_learner_course_for(request.user, enrolment_id)
    skip_all(course=course, now=timezone.now())
    messages.success(request, _("Put off until tomorrow. It changes no result."))
    return redirect(settings.LOGIN_REDIRECT_URL)
