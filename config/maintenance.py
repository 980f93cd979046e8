"""Maintenance: one file in the data folder closes every page but the public checks. No database is asked."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Checking a certificate goes on, and so do the probes of the operator.
_OPEN = ("/static/", "/health/", "/ready/", "/metrics", "/verify/", "/v/", "/V/")


def flag() -> Path:
    return Path(settings.DATA_DIR) / "maintenance.json"


def close(until: str, why: str) -> None:
    """Close the pages. `until` is shown as it is given."""
    flag().parent.mkdir(parents=True, exist_ok=True)
    flag().write_text(json.dumps({"until": until, "why": why}), encoding="utf-8")


def reopen() -> bool:
    """Open the pages again. False when they were open."""
    was_closed = flag().exists()
    flag().unlink(missing_ok=True)
    return was_closed


def answer(request: HttpRequest) -> HttpResponse | None:
    """The maintenance page for this request, or None while pages are open."""
    try:
        text = flag().read_text(encoding="utf-8")
    except OSError:
        return None
    if request.path.startswith(_OPEN):
        return None
    from config.errors import page

    try:
        facts = json.loads(text)
    except ValueError:
        facts = {}
    response = page("503.html", 503, {"until": facts.get("until", ""), "why": facts.get("why", "")})
    response["Retry-After"] = "300"
    return response
