"""`/.well-known/certificate-log`: signed heads, newest first, and the entries between them. Digests alone."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from certificates.ledger import selectors


@require_safe
def log(request: HttpRequest) -> JsonResponse:
    """`?from=N` gives up to 1,000 entries from place N on, else the newest 100 heads."""
    start = request.GET.get("from", "")
    if start and not (start.isascii() and start.isdigit() and len(start) < 16):
        return JsonResponse({"error": "“from” is the number of an entry."}, status=400)
    body = selectors.entries(int(start)) if start else selectors.heads()
    return JsonResponse(
        body, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=60"}
    )
