"""Pages of programme staff: question files in as drafts, drafts and banks out."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.exchange.access import drafts_for, get_bank_for, get_draft_for, get_draft_picture_for
from courses.exchange.engine.report import Exported
from courses.exchange.forms import FormatForm, ImportForm
from courses.exchange.models import QuestionDraft
from courses.exchange.services import (
    delete_draft,
    export_bank,
    export_draft,
    import_questions,
    package_of,
)


@login_required
@require_http_methods(["GET", "POST"])
def drafts(request: SignedInRequest) -> HttpResponse:
    """What came in, and the way in. A file with an error leaves nothing but its report."""
    rows = drafts_for(request.user)[:100]
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    report = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        taken = import_questions(
            data=upload.read(),
            name=upload.name,
            file_format=form.cleaned_data["file_format"],
            actor=request.user,
        )
        if taken.draft is not None:
            return redirect("courses:question-draft", taken.draft.public_id)
        report = taken.report
    context = {"drafts": rows, "form": form, "report": report}
    status = 422 if form.errors or report is not None else 200
    return render(request, "courses/exchange/drafts.html", context, status=status)


@login_required
@require_GET
def draft(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """One draft: what the import did to each question, and the questions."""
    found = get_draft_for(request.user, draft_id)
    return render(request, "courses/exchange/draft.html", _draft_page(found, FormatForm()))


def _draft_page(draft: QuestionDraft, form: FormatForm) -> dict[str, Any]:
    """What the page of a draft shows; `media` is the address that the names of its pictures are added to."""
    media = reverse("courses:question-draft-picture", args=[draft.public_id, "-"]).removesuffix("-")
    return {"draft": draft, "report": draft.report, "items": draft.items[:300], "form": form, "media": media}


@login_required
@require_GET
@cache_control(private=True, max_age=86400)
def draft_picture(request: SignedInRequest, draft_id: UUID, name: str) -> HttpResponse:
    """A picture of a draft's questions. The bytes decide what it is."""
    data, kind = get_draft_picture_for(request.user, draft_id, name)
    return HttpResponse(data, content_type=kind, headers={"X-Content-Type-Options": "nosniff"})


@login_required
@require_GET
def draft_package(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """The draft for its author: YAML and media."""
    found = get_draft_for(request.user, draft_id)
    return _file(package_of(found), f"{_plain(found.name)}-items.zip", "application/zip")


@login_required
@require_http_methods(["GET", "POST"])
def draft_delete(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Ask once, then throw the draft away."""
    found = get_draft_for(request.user, draft_id)
    if request.method == "POST":
        delete_draft(draft=found, actor=request.user)
        messages.success(request, _("The draft is deleted."))
        return redirect("courses:question-drafts")
    return render(request, "courses/exchange/delete.html", {"draft": found})


@login_required
@require_POST
def draft_export(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """The draft in another format."""
    found, form = get_draft_for(request.user, draft_id), FormatForm(request.POST)
    if not form.is_valid():
        return render(request, "courses/exchange/draft.html", _draft_page(found, form), status=422)
    name = form.cleaned_data["file_format"]
    return _exported(export_draft(draft=found, file_format=name), found.name)


@login_required
@require_http_methods(["GET", "POST"])
def bank_export(request: SignedInRequest, activity_id: UUID) -> HttpResponse:
    """Before the file: what another program will not see. Posting gives the file."""
    activity = get_bank_for(request.user, activity_id)
    form = FormatForm(request.POST if request.method == "POST" else request.GET or None)
    if not form.is_valid():
        context = {"activity": activity, "form": form if form.is_bound else FormatForm(), "report": None}
        status = 422 if form.is_bound else 200
        return render(request, "courses/exchange/bank.html", context, status=status)
    name = form.cleaned_data["file_format"]
    made = export_bank(activity=activity, file_format=name)
    if request.method == "POST":
        return _exported(made, activity.key)
    context = {"activity": activity, "form": form, "report": made.report.as_json(), "title": made.title}
    return render(request, "courses/exchange/bank.html", context)


def _exported(made: Exported, name: str) -> HttpResponse:
    return _file(made.data, _plain(name) + made.suffix, made.mime)


def _file(data: bytes, name: str, mime: str) -> HttpResponse:
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:60] or "questions"
