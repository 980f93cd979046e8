"""What this machine lacks is left out with a reason, and the end of the run says how to have it."""

from __future__ import annotations

import os
import shutil

import pytest
from django.conf import settings

# What shows that a test meets a database, a cache or a queue; `tests/config` and `tests/architecture` run everywhere.
STORES = ("db", "transactional_db", "live_server", "django_db_setup", "cast")
ALWAYS = ("tests/config/", "tests/architecture/")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HOW = {
    "postgres": "PostgreSQL: DATABASE_URL=postgres://postgres@127.0.0.1:5432/ready_room python3 manage.py test --as-configured",
    "redis": "Redis: REDIS_URL=redis://127.0.0.1:6379/9 python3 manage.py test --as-configured",
    "rabbitmq": "RabbitMQ: TEST_RABBITMQ_URL=amqp://guest:guest@127.0.0.1:5672// python3 manage.py test --as-configured",
    "browser": "Chromium: sudo apt-get install chromium libatomic1, then python3 manage.py test --browser",
}


def is_here(marker: str) -> bool:
    if marker == "postgres":
        return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    if marker == "redis":
        return bool(settings.REDIS_URL)
    if marker == "rabbitmq":
        return bool(os.environ.get("TEST_RABBITMQ_URL"))
    return any(shutil.which(name) for name in BROWSERS)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--stores-only",
        action="store_true",
        help="leave out what asks for no database, no cache and no queue: for a second run on other stores",
    )


def meets_a_store(item: pytest.Item) -> bool:
    """Could another database, cache or queue change this test's result?"""
    names = getattr(item, "fixturenames", ())
    markers = ("django_db", *HOW)
    return (
        item.nodeid.startswith(ALWAYS)
        or any(name in STORES for name in names)
        or any(item.get_closest_marker(marker) for marker in markers)
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--stores-only"):
        pure = [item for item in items if not meets_a_store(item)]
        config.hook.pytest_deselected(items=pure)
        items[:] = [item for item in items if meets_a_store(item)]
    absent = {marker for marker in HOW if not is_here(marker)}
    left_out: dict[str, int] = {}
    for item in items:
        for marker in absent:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"needs {HOW[marker].split(':')[0]}"))
                left_out[marker] = left_out.get(marker, 0) + 1
    config.stash[LEFT_OUT] = left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for marker, count in config.stash.get(LEFT_OUT, {}).items():
        terminalreporter.write_line(f"Left out: {count} tests. To have them with {HOW[marker]}")


LEFT_OUT: pytest.StashKey[dict[str, int]] = pytest.StashKey()
