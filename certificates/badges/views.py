"""The issuer's public documents. Anyone may read them from anywhere: CORS is open, nothing is personal."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from certificates.badges import selectors
from certificates.badges.services import current_list, issuer_document, published_keys
from certificates.signing.engine.canonical import digest


def document(request: HttpRequest, body: str, kind: str, seconds: int) -> HttpResponse:
    """A public document with its digest as ETag."""
    tag = quote_etag(digest(body.encode())[:32])
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type=kind)
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


@require_safe
def did(request: HttpRequest) -> HttpResponse:
    return document(request, _json(issuer_document()), "application/did+json", 300)


@require_safe
def partner_did(request: HttpRequest, slug: str) -> HttpResponse:
    found = selectors.partner_did(slug)
    if found is None:
        raise Http404
    return document(request, _json(found), "application/did+json", 300)


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    keys = [key.jwk for key in published_keys() if key.jwk and key.is_trusted]
    return document(request, _json({"keys": keys}), "application/jwk-set+json", 300)


@require_safe
def status_list(request: HttpRequest, purpose: str, number: int) -> HttpResponse:
    """Always current: a change is signed in the transaction that makes it, so caches must ask again."""
    body = current_list(purpose, number, timezone.now())
    if body is None:
        raise Http404
    return document(request, body, "application/vc+ld+json", 0)


@require_safe
def achievement(request: HttpRequest, slug: str, version: str) -> HttpResponse:
    found = selectors.achievement(slug, version)
    if found is None:
        raise Http404
    return document(request, _json(found), "application/ld+json", 300)
