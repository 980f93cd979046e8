"""The rater's pages: what waits, and one piece of work beside its rubric."""

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.worksamples.access import get_rating_for
from courses.worksamples.forms import RatingForm, ReturnForm, StepBackForm
from courses.worksamples.models import Rating
from courses.worksamples.selectors.raters import rated_by, rating_page, rating_queue
from courses.worksamples.services.assigning import step_back
from courses.worksamples.services.rating import keep_rating, rate, return_for_revision


@login_required
@require_GET
def ratings(request: SignedInRequest) -> HttpResponse:
    """Work that waits for this person, then what they have rated."""
    now = timezone.now()
    waiting, done = rating_queue(request.user, now=now), rated_by(request.user, now=now)
    if not (request.user.has_desk or request.user.is_staff or waiting or done):
        raise Http404(_("There is no such page."))
    return render(request, "courses/worksamples/ratings.html", {"waiting": waiting, "done": done})


def _page(request: SignedInRequest, found: Rating, status: int = 200, **more: Any) -> HttpResponse:
    page = rating_page(found)
    held = {"points": found.points, "notes": found.notes, "comment": found.comment}
    form = more.pop("form", None) or RatingForm(criteria=page.criteria, held=held)
    context = {
        "page": page,
        "form": form,
        "rows": form.rows(),
        "return_form": ReturnForm(),
        "back_form": StepBackForm(),
        **more,
    }
    return render(request, "courses/worksamples/rating.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def rating(request: SignedInRequest, rating_id: UUID) -> HttpResponse:
    """The work beside the rubric. `do=keep` keeps an unfinished rating, else it is given for good."""
    found = get_rating_for(request.user, rating_id)
    if request.method == "GET":
        return _page(request, found)
    is_final = request.POST.get("do") != "keep"
    criteria = rating_page(found).criteria
    form = RatingForm(request.POST, criteria=criteria, is_final=is_final)
    if not form.is_valid():
        return _page(request, found, 422, form=form)
    deed = rate if is_final else keep_rating
    try:
        deed(
            rating=found,
            points=form.points,
            notes=form.notes,
            comment=form.cleaned_data["comment"],
            actor=request.user,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, found, 422, form=form)
    messages.success(request, _("Your rating is given.") if is_final else _("Kept. Nobody else sees it yet."))
    return redirect("courses:rating", rating_id)


@login_required
@require_POST
def send_back(request: SignedInRequest, rating_id: UUID) -> HttpResponse:
    """Return the work for revision, with a reason."""
    found = get_rating_for(request.user, rating_id)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            return_for_revision(rating=found, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The learner gets it back with your reason."))
            return redirect("courses:ratings")
    return _page(request, found, 422, return_form=form)


@login_required
@require_POST
def decline(request: SignedInRequest, rating_id: UUID) -> HttpResponse:
    """Step back from this work; the next person is asked."""
    found = get_rating_for(request.user, rating_id)
    form = StepBackForm(request.POST)
    if form.is_valid():
        try:
            step_back(rating=found, reason=form.cleaned_data["reason"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Somebody else will rate this work."))
            return redirect("courses:ratings")
    return _page(request, found, 422, back_form=form)
