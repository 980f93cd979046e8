"""What happens to every request around Django's own middleware: id, log line, maintenance page, content policy."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import cache
from importlib import import_module
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from config import maintenance
from config.logs import bind_request_id, new_request_id

logger = logging.getLogger("ready_room.requests")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_PROBES = {
    "/health/": ("config.health", "health"),
    "/ready/": ("config.health", "ready"),
    "/metrics": ("config.metrics", "metrics"),
}
_QUIET = ("/static/", "/health/", "/ready/", "/metrics")


class RequestMiddleware:
    """Gives each request an id, answers in its place during maintenance, and writes one line about it."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._answer_async(request)
        started = self._begin(request)
        probe = _probe(request)
        response = probe(request) if probe else maintenance.answer(request) or self.get_response(request)
        return self._end(request, response, started)

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        started = self._begin(request)
        probe = _probe(request)
        if probe:
            response = await sync_to_async(probe)(request)
        else:
            response = maintenance.answer(request) or await self.get_response(request)
        return self._end(request, response, started)

    def _begin(self, request: HttpRequest) -> float:
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXY_COUNT else ""
        request_id = given if _GIVEN_ID.fullmatch(given) else new_request_id()
        request.request_id = request_id  # type: ignore[attr-defined]  # set here for error pages
        bind_request_id(request_id)
        return time.perf_counter()

    def _end(self, request: HttpRequest, response: HttpResponseBase, started: float) -> HttpResponseBase:
        add_content_policy(request, response)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        if settings.LOG_REQUESTS and not request.path.startswith(_QUIET):
            match = request.resolver_match
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "route": f"/{match.route}" if match else "-",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )
        return response


def _probe(request: HttpRequest) -> Callable[[HttpRequest], HttpResponseBase] | None:
    """Probes ask a process by its own address: before the checks of host and HTTPS that are meant for people."""
    if request.path not in _PROBES:
        return None
    module, name = _PROBES[request.path]
    probe: Callable[[HttpRequest], HttpResponseBase] = getattr(import_module(module), name)
    return probe


def add_content_policy(request: HttpRequest, response: HttpResponseBase) -> None:
    """The strict policy as one ready text; django-csp works it out anew only where a view changes it."""
    if response.has_header(HEADER):
        return
    if any(name.startswith("_csp_") for name in response.__dict__):
        CSPMiddleware(lambda _: response).process_response(request, response)
    else:
        response[HEADER] = usual_policy()


@cache
def usual_policy() -> str:
    request, response = HttpRequest(), HttpResponse()
    parts = CSPMiddleware(lambda _: response).get_policy_parts(request=request, response=response)
    return str(build_policy(**asdict(parts)))


def client_address(request: HttpRequest) -> str:
    """The caller's address. A forwarded one counts only as far as proxies of ours have written it."""
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if count and len(forwarded) >= count:
        return forwarded[-count]
    return str(request.META.get("REMOTE_ADDR", ""))


def plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
