"""`/metrics` for Prometheus: a few gauges of the domain and the queue, read when they are asked for."""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.middleware import client_address, plain
from config.queue.state import queue_state


@dataclass(frozen=True)
class Gauge:
    """A count of rows under a name that Prometheus keeps."""

    name: str
    help: str
    model: str
    rows: Q = Q()  # noqa: RUF009 - Q is not changed after it is made


GAUGES = (
    Gauge("ready_room_users", "People with an account.", "accounts.User", Q(is_active=True)),
    Gauge("ready_room_enrolments", "Enrolments of all time.", "courses.Enrolment"),
    Gauge("ready_room_marks", "Rows of the marks ledger.", "courses.Mark"),
    Gauge("ready_room_lab_sessions", "Lab sessions of all time.", "labs.Session"),
    Gauge("ready_room_credentials", "Credentials issued, of every state.", "certificates.Credential"),
)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The gauges, for this machine or for whoever has the token; everyone else sees no page."""
    if not _may_read(request):
        return plain("There is no page here.\n", 404)
    return HttpResponse("\n".join(lines()) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        return hmac.compare_digest(
            request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()
        )
    if request.headers.get("X-Forwarded-For") and not settings.TRUSTED_PROXY_COUNT:
        return False
    try:
        return ipaddress.ip_address(client_address(request)).is_loopback
    except ValueError:
        return False


def lines() -> Iterator[str]:
    state = queue_state()
    yield from _gauge("ready_room_queue_waiting", "Messages that are due.", state.waiting)
    yield from _gauge(
        "ready_room_queue_oldest_seconds",
        "How long the oldest message is due.",
        round(state.oldest_seconds or 0, 1),
    )
    yield from _gauge("ready_room_queue_dead_letters", "Messages given up.", state.dead)
    yield from _gauge("ready_room_process_id", "The process that answered.", os.getpid())
    for gauge in GAUGES:
        if _exists(gauge.model):
            model: Any = apps.get_model(gauge.model)
            yield from _gauge(gauge.name, gauge.help, model._default_manager.filter(gauge.rows).count())


def _exists(label: str) -> bool:
    try:
        apps.get_model(label)
    except LookupError:
        return False
    return True


def _gauge(name: str, text: str, value: float) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} gauge"
    yield f"{name} {value}"
