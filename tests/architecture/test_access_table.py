"""Every url name × seven people → status. A url without a row fails."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture import access_table
from tests.architecture.access_table import PEOPLE, Row
from tests.cast import Cast

# Django's own admin: staff only, its register is tested in tests/accounts/test_admin.py.
LEFT_OUT_NAMESPACES = {"admin"}


def modules() -> list[ModuleType]:
    return [
        importlib.import_module(f"{access_table.__name__}.{found.name}")
        for found in pkgutil.iter_modules(access_table.__path__)
    ]


def url_names(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[str]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace in LEFT_OUT_NAMESPACES:
                continue
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from url_names(entry.url_patterns, inner)
        else:
            yield f"{prefix}{entry.name or str(entry.pattern)}"


ALL_ROWS = [pytest.param(module, row, id=str(row)) for module in modules() for row in module.ROWS]


def test_every_url_has_a_row_in_the_access_table() -> None:
    known = {row.name for module in modules() for row in module.ROWS}
    assert sorted(set(url_names()) - known) == []


def test_no_row_names_a_url_that_is_gone() -> None:
    known = {row.name for module in modules() for row in module.ROWS}
    assert sorted(known - set(url_names())) == []


def statuses_of(row: Row, world: Any, cast: Cast) -> dict[str, int]:
    found: dict[str, int] = {}
    url = reverse(row.name, args=row.args(world)) + row.query
    for person in PEOPLE:
        client = Client(raise_request_exception=True)
        with transaction.atomic():
            if person != "visitor":
                client.force_login(getattr(cast, person))
            response = getattr(client, row.method)(url, row.data)
            found[person] = response.status_code
            if response.streaming and not response.is_async:
                b"".join(response.streaming_content)  # read to its end, the client closes the file
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(("module", "row"), ALL_ROWS)
def test_seven_people_get_what_the_table_says(module: ModuleType, row: Row, cast: Cast) -> None:
    world = module.make_world(cast)
    assert statuses_of(row, world, cast) == dict(zip(PEOPLE, row.statuses, strict=True))
