"""Pages of authors. Reading packages needs the author files' library, so it is loaded when a page asks for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.authoring.access import courses_for, drafts_for, get_draft_for, get_version_for
from courses.authoring.drafts import draft_source
from courses.authoring.forms import UploadForm
from courses.authoring.marking import marking_page
from courses.authoring.preview import Source, preview_page, source_of_version
from courses.authoring.selectors import course_rows, difference, health_of, published_drafts, steps_of
from courses.authoring.services import confirm_draft, discard_draft, upload_package
from courses.catalogue.access import get_listed_course
from courses.catalogue.selectors import compiled_version


@login_required
@require_http_methods(["GET", "POST"])
def authoring(request: SignedInRequest) -> HttpResponse:
    """Courses, drafts, and the way in for a new package."""
    courses, drafts = courses_for(request.user), drafts_for(request.user)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        given = form.cleaned_data["package"]
        draft = upload_package(name=given.name or "package.zip", data=given.read(), actor=request.user)
        return redirect("courses:draft", draft.public_id)
    context = {
        "rows": course_rows(courses),
        "drafts": drafts[:50],
        "done": published_drafts(),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "courses/authoring/authoring.html", context, status=status)


@login_required
@require_GET
def draft(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """One draft: what is wrong with it, or what it would change and for whom."""
    found = get_draft_for(request.user, draft_id)
    return render(request, "courses/authoring/draft.html", {"draft": found, "plan": found.plan})


@login_required
@require_POST
def draft_publish(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Publish what the page has shown."""
    found = get_draft_for(request.user, draft_id)
    try:
        confirm_draft(draft=found, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("courses:draft", draft_id)


@login_required
@require_POST
def draft_discard(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    found = get_draft_for(request.user, draft_id)
    try:
        discard_draft(draft=found, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("courses:draft", draft_id)
    messages.success(request, _("The draft is thrown away. Nothing was published."))
    return redirect("courses:authoring")


@login_required
@require_GET
def draft_preview(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """A draft as a learner would see it."""
    found = get_draft_for(request.user, draft_id)
    source = draft_source(found)
    if source is None:
        raise Http404(_("This draft cannot be shown: mend what is listed first."))
    page = preview_page(source, **_wishes(request))
    return render(request, "courses/authoring/preview.html", {"page": page, "draft": found})


@login_required
@require_GET
def draft_marking(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """A question of a draft, answered by its author before anybody else."""
    found = get_draft_for(request.user, draft_id)
    source = draft_source(found)
    if source is None:
        raise Http404(_("This draft cannot be shown: mend what is listed first."))
    return _marking(request, source, {"draft": found})


@login_required
@require_GET
def marking(request: SignedInRequest, slug: str) -> HttpResponse:
    """A question of a published version, answered by its author."""
    version = get_version_for(request.user, slug, request.GET.get("version", "")[:40])
    return _marking(request, source_of_version(compiled_version(version.pk)), {"version": version})


def _marking(request: SignedInRequest, source: Source, context: dict[str, Any]) -> HttpResponse:
    page = marking_page(source, request.GET)
    status = 422 if page.question is not None and page.question.error else 200
    return render(request, "courses/authoring/marking.html", context | {"page": page}, status=status)


@login_required
@require_GET
def preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """A published version as a learner of a track and a language sees it."""
    version = get_version_for(request.user, slug, request.GET.get("version", "")[:40])
    page = preview_page(source_of_version(compiled_version(version.pk)), **_wishes(request))
    return render(request, "courses/authoring/preview.html", {"page": page, "version": version})


def _wishes(request: SignedInRequest) -> dict[str, str]:
    return {
        "track": request.GET.get("track", ""),
        "language": request.GET.get("language", ""),
        "key": request.GET.get("lesson", ""),
    }


@login_required
@require_GET
def health(request: SignedInRequest, slug: str) -> HttpResponse:
    """How a version is doing: coverage, age of facts, questions without data, reading level."""
    version = get_version_for(request.user, slug, request.GET.get("version", "")[:40])
    page = health_of(version, today=timezone.localdate())
    return render(request, "courses/authoring/health.html", {"page": page, "version": version})


@login_required
@require_GET
def compare(request: SignedInRequest, slug: str) -> HttpResponse:
    """Two versions file by file; without a choice, the published one and the one before it."""
    after = get_version_for(request.user, slug, request.GET.get("to", "")[:40])
    steps = steps_of(after.course)
    earlier = next((step.before for step in steps if step.version == after), None)
    number = request.GET.get("from", "")[:40]
    before = get_version_for(request.user, slug, number) if number else earlier
    found = difference(before, after) if before is not None else None
    context = {"course": after.course, "after": after, "steps": steps, "found": found}
    return render(request, "courses/authoring/compare.html", context)


@require_GET
def changes(request: SignedInRequest, slug: str) -> HttpResponse:
    """What each version of a listed course changed, for anybody. Titles only."""
    course = get_listed_course(slug)
    context = {"course": course, "steps": steps_of(course)}
    return render(request, "courses/authoring/changes.html", context)
