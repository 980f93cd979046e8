"""Maintenance: one file in the data folder closes pages, in every process at once. No database is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Checking a certificate goes on, and so do the probes of the operator.
_OPEN = ("/static/", "/health/", "/ready/", "/metrics", "/verify/", "/v/", "/V/")
_TOUR = "/tour/"


def flag() -> Path:
    return Path(settings.DATA_DIR) / "maintenance.json"


def close(until: str, why: str) -> None:
    """Close the pages. `until` is shown as it is given."""
    flag().parent.mkdir(parents=True, exist_ok=True)
    flag().write_text(json.dumps({"until": until, "why": why}), encoding="utf-8")


def close_but_the_tour() -> bool:
    """While the demo makes its database the tour alone is shown. False when an operator has closed the pages."""
    if flag().exists() and not _facts(flag().read_text(encoding="utf-8")).get("only_tour"):
        return False
    flag().write_text(json.dumps({"only_tour": True}), encoding="utf-8")
    return True


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
    facts = _facts(text)
    if facts.get("only_tour"):
        return _lead_to_the_tour(request)
    if request.path.startswith(_OPEN):
        return None
    from config.errors import page

    response = page("503.html", 503, {"until": facts.get("until", ""), "why": facts.get("why", "")})
    response["Retry-After"] = "300"
    return response


def _lead_to_the_tour(request: HttpRequest) -> HttpResponse | None:
    if not request.path.startswith(_TOUR):
        return HttpResponse(status=302, headers={"Location": _TOUR, "Cache-Control": "no-store"})
    request.COOKIES.clear()  # a session of an earlier demo would be looked for in tables that are not there yet
    return None


def _facts(text: str) -> dict[str, Any]:
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
