"""Pages of batches: plan, watch, pause, cancel, take the files."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api import SignedInRequest
from certificates.badges.selectors import achievement_names
from certificates.batches import selectors, services
from certificates.batches.access import get_batch_for
from certificates.batches.forms import BatchForm
from certificates.credentials.access import require_programme
from certificates.credentials.acting import act
from certificates.credentials.evidence import choices_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: SignedInRequest) -> HttpResponse:
    """`/programme/credentials/batches/`: the last batches, and a new one."""
    require_programme(request.user)
    form, problems = BatchForm(request.POST or None), []
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise ValidationError(_("Choose a cohort of the list."))
            cohort = services.cohort_by(str(form.cleaned_data["cohort"]))
            made = services.plan_batch(
                cohort=cohort, slug=form.cleaned_data["achievement"], actor=request.user
            )
        except ValidationError as error:
            problems = error.messages
        else:
            return redirect("certificates:batch", made.public_id)
    find, names = request.GET.get("find", "").replace("\0", "")[:80].strip(), achievement_names()
    choices = choices_of(selectors.cohorts_to_issue(find))
    context = {
        "batches": [
            (row, names.get(row.achievement_slug, row.achievement_slug)) for row in selectors.recent_batches()
        ],
        "choices": choices,
        "find": find,
        "has_more": len(choices) == selectors.COHORTS_AT_ONCE,
        "page_errors": problems,
    }
    status = 422 if problems else 200
    return render(request, "certificates/batches/list.html", context, status=status)


@login_required
@require_safe
def batch(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One batch; asked by htmx, only the part that moves."""
    page = selectors.batch_page(get_batch_for(request.user, public_id))
    if not request.headers.get("HX-Request"):
        return render(request, "certificates/batches/batch.html", {"page": page})
    response = render(request, "certificates/batches/_progress.html", {"page": page})
    if not page.is_moving:  # the buttons above change as well
        response["HX-Refresh"] = "true"
    return response


def _act(request: SignedInRequest, public_id: UUID, verb: Callable[..., object], said: str) -> HttpResponse:
    found = get_batch_for(request.user, public_id)
    return act(request, verb, said, "certificates:batch", public_id, batch=found)


@login_required
@require_POST
def start(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _act(
        request, public_id, services.start_batch, _("The batch is under way. You may close the page.")
    )


@login_required
@require_POST
def pause(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _act(request, public_id, services.pause_batch, _("The batch pauses after the current piece."))


@login_required
@require_POST
def cancel(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _act(
        request, public_id, services.cancel_batch, _("The rest is cancelled. What was issued stays issued.")
    )


@login_required
@require_safe
def report(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    found = get_batch_for(request.user, public_id)
    response = StreamingHttpResponse(selectors.batch_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="batch-{found.pk}.csv"'
    return response


@login_required
@require_safe
def archive(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    found = get_batch_for(request.user, public_id)
    response = StreamingHttpResponse(selectors.batch_zip(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="batch-{found.pk}.zip"'
    return response
