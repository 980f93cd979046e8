"""A partner's design within its zones: a draft, the real PDF beside it, a wish to publish, and the programme's answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api import SignedInRequest
from certificates.credentials.access import require_programme
from certificates.credentials.acting import act
from certificates.designs import services
from certificates.designs.access import (
    designers_partners,
    get_design_for,
    partner_designs_visible_to,
    require_designer,
)
from certificates.designs.forms import GiveBackForm, PreviewForm, StartForm, ZonesForm
from certificates.designs.models import DesignVersion
from certificates.designs.selectors import all_designs, designer_page

SELF_FRAME = {"frame-ancestors": ["'self'"], "object-src": ["'self'"], "style-src": ["'unsafe-inline'"]}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def designs(request: SignedInRequest) -> HttpResponse:
    """`/credentials/designs/`: a partner's designs, and a new draft."""
    require_designer(request.user)
    partners = designers_partners(request.user)
    problems: list[str] = []
    if request.method == "POST":
        form = StartForm(request.POST)
        partner = partners.filter(slug=form["partner"].value() or "").first()
        try:
            if partner is None or not form.is_valid():
                raise ValidationError(_("Choose a partner, a design and a paper of the lists."))
            made = services.start_draft(
                partner=partner,
                slug=form.cleaned_data["slug"],
                paper=form.cleaned_data["paper"],
                actor=request.user,
            )
        except ValidationError as error:
            problems = error.messages
        else:
            return redirect("certificates:designer", made.pk)
    context = {
        "designs": partner_designs_visible_to(request.user).order_by("-pk")[:100],
        "partners": partners,
        "kinds": all_designs(),
        "papers": DesignVersion.Paper.choices,
        "page_errors": problems,
    }
    return render(request, "certificates/designs/mine.html", context, status=422 if problems else 200)


def _context(design: DesignVersion, form: ZonesForm, **more: Any) -> dict[str, Any]:
    preview = PreviewForm(initial={"name": "Dalia Mensah", "lang": "en"})
    return {
        "page": designer_page(design),
        "form": form,
        "preview_form": preview,
        "back_form": GiveBackForm(),
        **more,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@csp_replace({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # typed for views without arguments
def designer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The zones on one side, the PDF as it would be on the other. Asked by htmx, only the PDF's side."""
    design = get_design_for(request.user, pk)
    if request.method != "POST":
        return render(
            request, "certificates/designs/designer.html", _context(design, ZonesForm(design=design))
        )
    form = ZonesForm(request.POST, request.FILES, design=design)
    if form.is_valid():
        try:
            design = services.save_zones(design=design, zones=form.zones(), actor=request.user)
        except ValidationError as error:
            form.add_error(None, error) if not hasattr(error, "error_dict") else _put(form, error)
    if request.headers.get("HX-Request"):
        return render(request, "certificates/designs/_live.html", _context(design, form))
    if form.errors:
        return render(request, "certificates/designs/designer.html", _context(design, form), status=422)
    messages.success(request, _("The draft is saved."))
    return redirect("certificates:designer", pk)


def _put(form: ZonesForm, error: ValidationError) -> None:
    for field, found in error.error_dict.items():
        form.add_error(field if field in form.fields else None, found)


@login_required
@require_safe
@xframe_options_sameorigin
@csp_replace(SELF_FRAME)  # type: ignore[arg-type]  # typed for views without arguments
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """The real PDF of the draft for any name, signed by keys that are thrown away."""
    design, form = get_design_for(request.user, pk), PreviewForm(request.GET)
    if design.partner is None or not form.is_valid():
        raise Http404
    from certificates.credentials.specimen import draw_specimen  # draws
    from certificates.rendering.fonts import CannotDraw

    try:
        pdf = draw_specimen(
            design=design,
            name=" ".join(form.cleaned_data["name"].split()),
            language=form.cleaned_data["lang"] or "en",
            now=timezone.now(),
            partner=design.partner.name,
            site=settings.SITE_URL,
            issuer=settings.SITE_NAME,
        )
    except CannotDraw as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=422)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="specimen-{design.slug}-{design.number}.pdf"'
    return response


def _act(
    request: SignedInRequest, design: DesignVersion, verb: Callable[..., object], said: str, **more: object
) -> HttpResponse:
    return act(request, verb, said, "certificates:designer", design.pk, design=design, **more)


@login_required
@require_POST
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    design = get_design_for(request.user, pk)
    return _act(request, design, services.ask_to_publish, _("Programme staff look at it next."))


@login_required
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    require_programme(request.user)
    design = get_design_for(request.user, pk)
    return _act(request, design, services.publish, _("New certificates are drawn with it from now on."))


@login_required
@require_POST
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    require_programme(request.user)
    design, form = get_design_for(request.user, pk), GiveBackForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    return _act(request, design, services.give_back, _("The partner reads your note."), note=note)


@login_required
@require_POST
def retire(request: SignedInRequest, pk: int) -> HttpResponse:
    design = get_design_for(request.user, pk)
    return _act(request, design, services.retire, _("It is put away. What was issued keeps its design."))
