"""The root certificate of the authority that signs the PDFs, for readers who want to trust it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from certificates.signing.selectors import root_pem


@require_safe
def root_certificate(_request: HttpRequest) -> HttpResponse:
    pem = root_pem()
    if pem is None:
        raise Http404
    return HttpResponse(
        pem,
        content_type="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="ready-room-root.pem"'},
    )
