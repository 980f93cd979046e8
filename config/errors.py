"""Error pages that say what happened and what to do. None of them uses the database or the session."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

logger = logging.getLogger("ready_room.errors")
# Written out, not reversed: an error page must stand while the url table does not.
_LINKS = {
    "home": "/",
    "learn": "/learn/",
    "catalogue": "/catalogue/",
    "verify": "/verify/",
    "sign_in": "/accounts/login/",
}
DATABASE_AWAY_SECONDS = 5
_LAST_RESORT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Something broke on our side</title>'
    "<h1>Something broke on our side</h1><p>It is not your fault, and nothing you saved is lost. "
    'Please try again in a minute.</p><p><a href="/">Go to the first page</a></p></html>'
)


def page(template: str, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    """Render an error page without a request, so that no context processor touches a session."""
    try:
        body: str = render_to_string(
            template, {**_LINKS, "LANGUAGE_CODE": get_language() or "en", **(context or {})}
        )
    except Exception:
        logger.exception("The error page %s could not be drawn", template)
        body = _LAST_RESORT
    response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page("400.html", 400, _reference(request))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page("403.html", 403, {**_reference(request), "reason": _reason(exception)})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page("404.html", 404, _reference(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Something of ours broke, or the database is away for a moment: then the page says when to come again."""
    if not _is_database_away(sys.exc_info()[1]):
        return page("500.html", 500, _reference(request))
    why = _("The database is starting again. Nothing that you saved is lost; try again in a few seconds.")
    response = page("503.html", 503, {"why": why, "is_everything_away": True})
    response["Retry-After"] = str(DATABASE_AWAY_SECONDS)
    return response


def _is_database_away(error: BaseException | None) -> bool:
    """PostgreSQL refuses or ends connections: it starts, stops, recovers, or has none left. Any other trouble with it is ours."""
    cause = error.__cause__ if isinstance(error, OperationalError | InterfaceError) else None
    state = getattr(
        cause, "sqlstate", ""
    )  # None where no server answered; other databases have no such thing
    return state is None or state.startswith(("08", "53", "57P"))


def too_many_requests(request: HttpRequest, seconds: int = 0) -> HttpResponse:
    """For a limiter of ours; allauth's limits draw the same template."""
    response = page("429.html", 429, {"seconds": seconds})
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are off: the page says how to send it again."""
    logger.warning("form refused: %s", reason)
    return page("403_csrf.html", 403, _reference(request))


def _reference(request: HttpRequest) -> dict[str, Any]:
    return {"reference": getattr(request, "request_id", ""), "now": datetime.now(UTC), "path": request.path}


def _reason(exception: Exception | None) -> str:
    text = str(exception) if exception else ""
    return text if text and len(text) < 300 else _("Your role does not open this page.")
