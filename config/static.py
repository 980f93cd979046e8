"""Static files beside the pages, in the WSGI process: no Django code runs for them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from servestatic import ServeStatic

YEAR = 365 * 24 * 3600
MINUTE = 60


def with_static_files(application: Any) -> Any:
    """`application`, with everything under STATIC_URL answered before it.

    The Django middleware of servestatic is async alone: under WSGI it starts a thread for each request, and
    a thread of its own means a database connection of its own. This wrapper costs a dictionary look-up.
    """
    server = ServeStatic(
        application, max_age=MINUTE, allow_all_origins=False, add_headers_function=_add_headers
    )
    if settings.STATIC_FROM_SOURCE:
        for finder in reversed(list(finders.get_finders())):
            for storage in getattr(finder, "storages", {}).values():
                server.add_files(storage.location, prefix=settings.STATIC_URL)
    else:
        server.add_files(settings.STATIC_ROOT, prefix=settings.STATIC_URL)
    return server


def _add_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
