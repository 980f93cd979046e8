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
        *_queue_checks(),
    ]


def _guarded(name: str, look: Callable[[], tuple[bool, str]]) -> Check:
    try:
        is_ok, detail = look()
    except Exception as error:
        logger.warning("readiness check failed: %s (%s)", name, type(error).__name__)
        return Check(name, False, f"no answer ({type(error).__name__})")
    return Check(name, is_ok, detail)


def _queue_checks() -> list[Check]:
    """Pages stay in service without a broker: their rows wait for a sweeper. So these are warnings."""
    try:
        state = queue_state()
    except Exception as error:
        logger.warning("the broker does not answer (%s)", type(error).__name__)
        return [Check("broker", False, f"no answer ({type(error).__name__})", is_warning=True)]
    age = state.oldest_seconds
    is_late = age is not None and age > settings.OLDEST_JOB_WARNING_SECONDS
    return [
        Check("broker", True, f"{state.kind}: {state.waiting} waiting"),
        Check(
            "oldest job",
            not is_late,
            ("none waits" if age is None else f"{age:.0f} s") + (": is a worker running?" if is_late else ""),
            is_warning=True,
        ),
        Check(
            "dead letters",
            state.dead == 0,
            f"{state.dead}" + (": see `manage.py queue dead`" if state.dead else ""),
            is_warning=True,
        ),
    ]


def _database() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return True, connection.vendor


@cache
def _all_applied() -> bool:
    """True, remembered for the life of the process; raises while migrations are missing."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise MigrationsMissing(len(missing))
    return True


def _migrations() -> tuple[bool, str]:
    try:
        _all_applied()
    except MigrationsMissing as error:
        return False, f"{error} not applied: run `manage.py migrate`"
    return True, "all applied"


def _cache() -> tuple[bool, str]:
    key = f"ready:{time.monotonic_ns()}"
    shared_cache.set(key, 1, 5)
    is_ok = shared_cache.get(key) == 1
    shared_cache.delete(key)
    return is_ok, "answers" if is_ok else "does not keep what it is given"
