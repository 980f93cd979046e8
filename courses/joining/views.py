"""The page behind a join link, and the instructor's page about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api import Capability, SignedInRequest, User
from courses.cohorts.access import get_cohort_for, rights_in
from courses.enrolments.models import Enrolment
from courses.joining.access import find_link, get_request_of
from courses.joining.forms import AnswerForm, CodeForm, LinkForm
from courses.joining.models import JoinLink
from courses.joining.selectors import instructors_page, link_page
from courses.joining.services import join, leave, let_in, refuse, renew_code, set_link, withdraw_link

UNKNOWN = gettext_lazy("No open cohort has this code. Check the letters with your instructor.")


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type a code; it leads to the page of its link."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        found = find_link(form.cleaned_data["code"])
        if found is not None and found.code is not None:
            return redirect("courses:join-link", found.code)
        form.add_error("code", UNKNOWN)
    return render(request, "courses/joining/code.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, code: str) -> HttpResponse:
    """What one would join; a visitor signs in or signs up first and comes back here."""
    found = find_link(code)
    if found is None:
        form = CodeForm({"code": code[:40].replace("\x00", "")})
        form.add_error("code", UNKNOWN)
        return render(request, "courses/joining/code.html", {"form": form}, status=404)
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST":
        return redirect_to_login(request.path) if user is None else _come(request, found, user)
    return _show(request, found, user)


def _show(request: HttpRequest, found: JoinLink, user: User | None, problem: str = "") -> HttpResponse:
    timezone.activate(found.cohort.zone)  # until the end of this request
    context = {"page": link_page(found, user), "problem": problem}
    return render(request, "courses/joining/link.html", context, status=422 if problem else 200)


def _come(request: HttpRequest, found: JoinLink, user: User) -> HttpResponse:
    """Take a seat, ask or wait; or wait no longer."""
    waits = link_page(found, user).request if "leave" in request.POST else None
    if waits is not None:
        leave(request=waits, user=user)
        return redirect(request.path)
    try:
        made = join(code=found.code or "", user=user)
    except ValidationError as error:
        return _show(request, found, user, error.messages[0])
    return (
        redirect("courses:learn", made.public_id) if isinstance(made, Enrolment) else redirect(request.path)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """The link of a cohort: its rules, and those who wait."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    timezone.activate(cohort.zone)  # until the end of this request
    page = instructors_page(cohort)
    form = LinkForm(request.POST if request.method == "POST" else None, cohort=cohort, link=page.link)
    if form.is_bound and form.is_valid():
        set_link(cohort=cohort, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The link is ready to share."))
        return redirect("courses:cohort-join-link", cohort_id)
    context = {"cohort": cohort, "page": page, "form": form, "rights": rights_in(request.user, cohort)}
    return render(request, "courses/joining/manage.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def change_code(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """A new code, or none."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    if "withdraw" in request.POST:
        withdraw_link(cohort=cohort, actor=request.user)
        messages.success(request, _("The link is withdrawn. Who is in stays in."))
    else:
        renew_code(cohort=cohort, actor=request.user)
        messages.success(request, _("There is a new link; the old one is dead."))
    return redirect("courses:cohort-join-link", cohort_id)


@login_required
@require_POST
def decide(request: SignedInRequest, cohort_id: UUID, request_id: UUID) -> HttpResponse:
    """Let somebody in, or say no."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_ROSTER)
    found = get_request_of(cohort, request_id)
    form = AnswerForm(request.POST)
    try:
        if "refuse" in request.POST:
            refuse(
                request=found,
                answer=form.cleaned_data["answer"] if form.is_valid() else "",
                actor=request.user,
            )
            messages.success(request, _("They read your answer by mail."))
        else:
            let_in(request=found, actor=request.user)
            messages.success(request, _("They have a seat, and read so by mail."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("courses:cohort-join-link", cohort_id)
