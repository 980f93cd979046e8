"""Is this process alive, and can it serve? `/health/` asks nothing; `/ready/` asks what every page needs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.queue.state import queue_state

logger = logging.getLogger("ready_room.health")


class MigrationsMissing(Exception):
    """How many migrations the database does not have yet."""


@dataclass(frozen=True)
class Check:
    """One thing that readiness depends on. A warning is told and does not take the process out of service."""

    name: str
    is_ok: bool
    detail: str
    is_warning: bool = False


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks neither the database nor the broker: a restart would mend neither."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served, else 503; each check says what it saw, without names of people or hosts."""
    checks = run_checks()
    is_ready = all(check.is_ok or check.is_warning for check in checks)
    body = {
        "ready": is_ready,
        "checks": {check.name: {"ok": check.is_ok, "detail": check.detail} for check in checks},
    }
    return JsonResponse(body, status=200 if is_ready else 503)


def run_checks() -> list[Check]:
    checks = [_guarded("database", _database)]
    if not checks[0].is_ok:
        return checks
    return [
        *checks,
        _guarded("migrations", _migrations),
        _guarded("cache", _cache),
        _guarded("broker", _broker),
        _guarded("oldest job", _oldest_job),
        _guarded("dead letters", _dead_letters),
    ]


def _guarded(name: str, look: Callable[[], tuple[bool, str, bool]]) -> Check:
    try:
        is_ok, detail, is_warning = look()
    except Exception as error:
        logger.warning("readiness check failed: %s", name, exc_info=True)
        return Check(name, False, f"no answer ({type(error).__name__})", is_warning=name == "broker")
    return Check(name, is_ok, detail, is_warning)


def _database() -> tuple[bool, str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return True, connection.vendor, False


@cache
def _all_applied() -> bool:
    """True, remembered for the life of the process; raises while migrations are missing."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise MigrationsMissing(len(missing))
    return True


def _migrations() -> tuple[bool, str, bool]:
    try:
        _all_applied()
    except MigrationsMissing as error:
        return False, f"{error} not applied: run `manage.py migrate`", False
    return True, "all applied", False


def _cache() -> tuple[bool, str, bool]:
    key = f"ready:{time.monotonic_ns()}"
    shared_cache.set(key, 1, 5)
    is_ok = shared_cache.get(key) == 1
    shared_cache.delete(key)
    return is_ok, "answers" if is_ok else "does not keep what it is given", False


def _broker() -> tuple[bool, str, bool]:
    state = queue_state()
    return state.answers, f"{state.kind}: {state.waiting} waiting", not state.answers


def _oldest_job() -> tuple[bool, str, bool]:
    age = queue_state().oldest_seconds
    if age is None:
        return True, "none waits", True
    is_ok = age <= settings.OLDEST_JOB_WARNING_SECONDS
    return is_ok, f"{age:.0f} s" + ("" if is_ok else ": is a worker running?"), True


def _dead_letters() -> tuple[bool, str, bool]:
    dead = queue_state().dead
    return dead == 0, f"{dead}" + ("" if dead == 0 else ": see `manage.py queue dead`"), True
