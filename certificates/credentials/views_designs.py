"""Designs for programme staff: which there are, how any name is set on them, and the real PDF as a specimen."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.api import SignedInRequest
from certificates.credentials.access import require_programme
from certificates.designs.forms import PreviewForm
from certificates.designs.models import DesignVersion
from certificates.designs.selectors import DesignPage, all_designs, design_page, waiting_designs


def _page(slug: str, paper: str) -> DesignPage:
    page = design_page(slug, paper)
    if page is None:
        raise Http404
    return page


@login_required
@require_safe
def designs(request: SignedInRequest) -> HttpResponse:
    require_programme(request.user)
    return render(
        request,
        "certificates/designs/list.html",
        {"designs": all_designs(), "partner_designs": waiting_designs()},
    )


@login_required
@require_safe
def design(request: SignedInRequest, slug: str, paper: str) -> HttpResponse:
    require_programme(request.user)
    context = {"page": _page(slug, paper), "form": PreviewForm()}
    return render(request, "certificates/designs/design.html", context)


@login_required
@require_safe
def specimen(request: SignedInRequest, slug: str, paper: str) -> HttpResponse:
    """The real PDF for a typed name, signed by keys that are thrown away."""
    require_programme(request.user)
    page, form = _page(slug, paper), PreviewForm(request.GET)
    if not form.is_valid():
        return render(request, "certificates/designs/design.html", {"page": page, "form": form}, status=422)
    from certificates.credentials.specimen import draw_specimen  # draws
    from certificates.rendering.fonts import CannotDraw

    name, lang = " ".join(form.cleaned_data["name"].split()), form.cleaned_data["lang"]
    try:
        pdf = draw_specimen(
            design=DesignVersion(slug=slug, paper=paper, zones={}),
            name=name,
            language=lang if lang in page.languages else "en",
            now=timezone.now(),
            site=settings.SITE_URL,
            issuer=settings.SITE_NAME,
        )
    except CannotDraw as error:
        form.add_error("name", str(error))
        return render(request, "certificates/designs/design.html", {"page": page, "form": form}, status=422)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="specimen-{slug}-{paper}.pdf"'
    return response
