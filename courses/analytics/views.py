"""The page on which a nudge is written."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.api import Capability, SignedInRequest
from courses.analytics.forms import NudgeForm
from courses.analytics.selectors import nudges_of, suggested_text
from courses.analytics.services import send_nudge
from courses.catalogue.selectors import compiled_version
from courses.cohorts.access import get_cohort_enrolment_for
from courses.progress.goals import next_activity
from courses.progress.outline import shown_title


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nudge(request: SignedInRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Write to one learner. The rule that put them on the desk comes along."""
    cohort, enrolment = get_cohort_enrolment_for(
        request.user, cohort_id, enrolment_id, Capability.MANAGE_ROSTER
    )
    if request.method == "POST":
        form = NudgeForm(request.POST)
        if form.is_valid():
            try:
                send_nudge(enrolment=enrolment, actor=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                messages.success(request, _("On its way. What becomes of it stands on the desk."))
                return redirect("courses:nudge", cohort_id, enrolment_id)
    else:
        rule = request.GET.get("rule", "")[:20].replace("\x00", "")
        step = next_activity(compiled_version(enrolment.version_id), getattr(enrolment, "standing", None))
        draft = suggested_text(
            rule,
            name=enrolment.user.get_short_name(),
            next_step=shown_title(step) if step is not None else "",
        )
        form = NudgeForm(initial={"text": draft, "rule": rule})
    context = {"cohort": cohort, "enrolment": enrolment, "form": form, "nudges": nudges_of(enrolment)}
    return render(request, "courses/analytics/nudge.html", context, status=422 if form.errors else 200)
