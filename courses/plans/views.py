"""Templates of cohorts: the list, one template, a new cohort from it, and keeping a cohort's plan."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.api import Capability, SignedInRequest
from courses.cohorts.access import get_cohort_for
from courses.plans.access import get_template_for, require_planner, templates_for
from courses.plans.forms import KeepForm, StartForm, TemplateForm
from courses.plans.selectors import dated_activities, new_cohort, newest_authorised, template_lines
from courses.plans.services import change_template, drop_template, keep_plan, make_cohort_from


@login_required
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Every template of the partners for which this person plans."""
    require_planner(request.user)
    context = {"lines": template_lines(templates_for(request.user))}
    return render(request, "courses/plans/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def keep(request: SignedInRequest, cohort_id: UUID) -> HttpResponse:
    """Keep this cohort's plan as a template."""
    cohort = get_cohort_for(request.user, cohort_id, Capability.MANAGE_COHORTS)
    form = KeepForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        template = keep_plan(cohort=cohort, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The plan is kept. Here you can change it; the cohort stays as it is."))
        return redirect("courses:cohort-template", template.public_id)
    status = 422 if form.is_bound else 200
    return render(request, "courses/plans/keep.html", {"form": form, "cohort": cohort}, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    """One template with the moments of each activity."""
    template = get_template_for(request.user, template_id)
    version = (
        template.version or newest_authorised(template, timezone.now().date()) or template.course.published
    )
    activities = dated_activities(version.pk) if version is not None else []
    given = request.POST if request.method == "POST" else None
    form = TemplateForm(given, template=template, activities=activities)
    if given is not None and form.is_valid():
        try:
            change_template(template=template, actor=request.user, **form.values)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, _("Saved. Cohorts that were made from it stay as they are."))
            return redirect("courses:cohort-template", template_id)
    context = {"template": template, "form": form, "version": version}
    return render(request, "courses/plans/template.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    """A new cohort: first its dates to look at, then the draft."""
    template = get_template_for(request.user, template_id)
    timezone.activate(ZoneInfo(template.time_zone))  # until the end of this request
    form = StartForm(request.POST if request.method == "POST" else None, template=template)
    context: dict[str, object] = {"template": template, "form": form}
    if request.method == "POST" and form.is_valid():
        opens_at = form.cleaned_data["opens"]
        if "write" in request.POST:
            try:
                cohort = make_cohort_from(
                    template=template, name=form.cleaned_data["name"], opens_at=opens_at, actor=request.user
                )
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                messages.success(
                    request,
                    _("The draft is made, with all its dates. Here is what it needs before it opens."),
                )
                return redirect("courses:cohort-ready", cohort.public_id)
        context["plan"] = new_cohort(template, opens_at)
    return render(request, "courses/plans/start.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def drop(request: SignedInRequest, template_id: UUID) -> HttpResponse:
    """Forget a template; cohorts that were made from it stay."""
    template = get_template_for(request.user, template_id)
    drop_template(template=template, actor=request.user)
    messages.success(request, _("The template is gone. Cohorts that were made from it stay."))
    return redirect("courses:cohort-templates")
