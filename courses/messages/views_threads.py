"""Threads: a learner with those who teach their cohort, and staff with what was reported."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api import SignedInRequest, note_page_seen, require_staff
from courses.messages.access import Talk, get_own_talk_for, get_report_for, get_team_talk_for
from courses.messages.forms import FindForm, MessageForm, ReasonForm
from courses.messages.selectors import messages_of, own_threads, reports, team_threads
from courses.messages.talking import (
    CLOSED_WORDS,
    address_of,
    note_thread_read,
    pause_thread,
    report_thread,
    send_message,
    settle_report,
    settle_thread,
)


@login_required
@require_safe
def threads(request: SignedInRequest) -> HttpResponse:
    """A learner's own conversations."""
    form = FindForm(request.GET)
    find = (form.value("find") or "").strip()
    listed = own_threads(request.user, find=find, page=form.value("page"))
    return render(
        request, "courses/messages/threads.html", {"listed": listed, "page": listed.page, "find": find}
    )


@login_required
@require_safe
def team_inbox(request: SignedInRequest) -> HttpResponse:
    """The conversations of every cohort that this person teaches."""
    if not request.user.has_desk:
        raise Http404(_("There is no such page for you."))
    form = FindForm(request.GET)
    find, show = (form.value("find") or "").strip(), form.value("show") or ""
    listed = team_threads(
        request.user, show=show, find=find, cohort=form.value("cohort"), page=form.value("page")
    )
    context = {
        "listed": listed,
        "page": listed.page,
        "find": find,
        "show": show,
        "cohort_id": form.value("cohort"),
    }
    return render(request, "courses/messages/inbox.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """The learner's side."""
    return _thread(request, get_own_talk_for(request.user, enrolment_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_thread(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """The side of those who teach."""
    return _thread(request, get_team_talk_for(request.user, cohort_id, enrolment_id))


def _thread(request: SignedInRequest, talk: Talk) -> HttpResponse:
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            send_message(
                talk=talk,
                text=form.cleaned_data["text"],
                actor=request.user,
                public_id=form.cleaned_data["once"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(address_of(talk, for_team=talk.is_team) + "#newest")
    note_thread_read(talk=talk)
    note_page_seen(user=request.user, url=request.path)
    context = {
        "talk": talk,
        "form": form,
        "page": messages_of(talk.thread, page=FindForm(request.GET).value("page")),
        "closed": CLOSED_WORDS[talk.closed]() if talk.closed is not None else "",
    }
    return render(request, "courses/messages/thread.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def thread_act(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Pause a conversation, let it go on, or say that nothing has to be answered."""
    talk = get_team_talk_for(request.user, cohort_id, enrolment_id)
    act = request.POST.get("act")
    if act == "settle":
        settle_thread(talk=talk)
        messages.success(request, _("It waits no more."))
    elif act in {"pause", "resume"}:
        pause_thread(talk=talk, is_paused=act == "pause", actor=request.user)
    return redirect("courses:cohort-thread", cohort_id, enrolment_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_report(request: SignedInRequest, enrolment_id: UUID) -> HttpResponse:
    """The learner asks the programme to look."""
    return _report(request, get_own_talk_for(request.user, enrolment_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_thread_report(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Somebody who teaches asks the programme to look."""
    return _report(request, get_team_talk_for(request.user, cohort_id, enrolment_id))


def _report(request: SignedInRequest, talk: Talk) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    back = address_of(talk, for_team=talk.is_team)
    if form.is_valid():
        try:
            report_thread(talk=talk, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The programme was told. Its staff can read this conversation now."))
            return redirect(back)
    context = {"talk": talk, "form": form, "back": back}
    return render(request, "courses/messages/report_form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def report_list(request: SignedInRequest) -> HttpResponse:
    """Every report, for programme staff."""
    require_staff(request.user)
    page = reports(page=FindForm(request.GET).value("page"))
    return render(request, "courses/messages/reports.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One report with the conversation, and what was done."""
    found = get_report_for(request.user, public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].label = _("What was done")
    if form.is_valid():
        try:
            settle_report(report=found, outcome=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("courses:reports")
    page = messages_of(found.thread, page=FindForm(request.GET).value("page"))
    context = {"report": found, "form": form, "page": page}
    return render(request, "courses/messages/report.html", context, status=422 if form.errors else 200)
