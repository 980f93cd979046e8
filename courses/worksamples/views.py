"""The learner's pages: brief and draft, files, hand in, the result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.progress.access import LearnerActivity
from courses.worksamples import storage
from courses.worksamples.access import (
    get_file_for,
    get_own_draft_file_for,
    get_own_work_for,
    get_sample_for,
)
from courses.worksamples.forms import AppealForm, DraftForm, FileForm
from courses.worksamples.selectors.works import work_page
from courses.worksamples.services.appeals import send_work_appeal
from courses.worksamples.services.drafts import add_file, begin_work, hand_in, keep_text, remove_file

STATUS = {"kept": 200, "stale": 409, "closed": 410}
SAID = {
    "kept": _("Kept. You can go on at any time."),
    "stale": _("A newer text was kept from another window. This is it."),
    "handed_in": _("Handed in. You get a mail when it is rated."),
}


def _page(request: SignedInRequest, place: LearnerActivity, status: int = 200, **more: Any) -> HttpResponse:
    page = work_page(place, now=timezone.now())
    text = page.work.text if page.work is not None else ""
    context = {
        "page": page,
        "form": DraftForm(initial={"text": text}),
        "file_form": FileForm(),
        "appeal_form": AppealForm(),
        **more,
    }
    return render(request, "courses/worksamples/work.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def work(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """The brief with the draft. Posting keeps the text; with `do=hand-in` it is handed in."""
    place = get_sample_for(request.user, activity_id)
    if request.method == "GET":
        return _page(request, place)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _page(request, place, 422, form=form)
    try:
        found, outcome = keep_text(place=place, actor=request.user, **form.kept)
        if request.POST.get("do") == "hand-in":
            outcome = "handed_in"
            hand_in(
                work=found,
                declared=_declared(request),
                actor=request.user,
            )
    except ValidationError as error:
        return _page(request, place, 422, form=form, problems=error.messages)
    if outcome in SAID:
        messages.info(request, SAID[outcome])
    return redirect("courses:work", activity_id)


def _declared(request: SignedInRequest) -> int:
    """How many declarations were ticked, each counted once."""
    return len(
        {one for one in request.POST.getlist("declare") if one in ("0", "1", "2", "3", "4", "5", "6", "7")}
    )


@login_required
@require_POST
def save(request: SignedInRequest, activity_id: UUID) -> JsonResponse:
    """Keep the draft while the learner writes."""
    place = get_sample_for(request.user, activity_id)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"outcome": "refused"}, status=422)
    try:
        _work, outcome = keep_text(place=place, actor=request.user, **form.kept)
    except ValidationError as error:
        return JsonResponse({"outcome": "closed", "notice": error.messages[0]}, status=410)
    return JsonResponse({"outcome": outcome}, status=STATUS[outcome])


@login_required
@require_POST
def add(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Add a file to the draft."""
    place = get_sample_for(request.user, activity_id)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = begin_work(place=place, actor=request.user)
            add_file(work=found, upload=form.cleaned_data["file"], actor=request.user)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            messages.success(request, gettext("The file was added."))
            return redirect("courses:work", activity_id)
    return _page(request, place, 422, file_form=form)


@login_required
@require_POST
def remove(request: SignedInRequest, file_id: UUID) -> HttpResponse:
    """Take a file out of the draft."""
    found = get_own_draft_file_for(request.user, file_id)
    try:
        remove_file(file=found, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, gettext("The file was removed."))
    return redirect("courses:work", found.work.activity.public_id)


@login_required
@require_GET
@never_cache
def file(request: SignedInRequest, file_id: UUID) -> FileResponse:
    """The bytes, to be saved and never to be shown inside this site."""
    found = get_file_for(request.user, file_id)
    try:
        content = storage.read(found.path)
    except FileNotFoundError:
        raise Http404(gettext("This file is gone.")) from None
    response = FileResponse(
        content, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def appeal(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Ask another person to look again."""
    found = get_own_work_for(request.user, activity_id)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            send_work_appeal(work=found, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, gettext("Sent. Another person reads your work and answers."))
            return redirect("courses:work", activity_id)
    return _page(request, get_sample_for(request.user, activity_id), 422, appeal_form=form)
