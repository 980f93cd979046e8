"""A query whose SQL is written by the ORM once and then only filled in: the hottest pages have no time to write it again.

Building one query costs the ORM more than the database needs to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.query import get_related_populators


def planned_cursor() -> Any:
    """A cursor for a statement that is always the same text: PostgreSQL then plans it once for each connection."""
    make = getattr(connection, "planned_cursor", connection.cursor)
    return make()


class Prepared:
    """`build` makes a query from sample arguments; `rows` runs it with real ones, and `objects` where it is one of whole models.

    Samples must be different from each other and from everything else in the query, so that each is found again.
    """

    def __init__(self, build: Callable[..., Any], *samples: Any) -> None:
        self._build = build
        self._samples = samples
        self._ready: dict[str, tuple[str, tuple[Any, ...], Any, Any]] = {}
        self._lock = Lock()

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, converted as the ORM does."""
        sql, places, compiler, converters = self._compiled()
        given = [_adapted(value) for value in values]
        params = [given[place.number] if isinstance(place, _Place) else place for place in places]
        with planned_cursor() as cursor:
            cursor.execute(sql, params)
            found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        if converters:
            return [tuple(row) for row in compiler.apply_converters(found, converters)]
        return list(found)

    def objects(self, *values: Any) -> list[Any]:
        """The models for these values, with those that `select_related` names."""
        rows = self.rows(*values)
        if not rows:
            return []
        compiler = self._compiled()[2]
        info = compiler.klass_info
        model, places = info["model"], info["select_fields"]
        first, end = places[0], places[-1] + 1
        names = [compiler.select[place][0].target.attname for place in places]
        related = get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]  # stubs are ahead
        found = []
        for row in rows:
            one = model.from_db(connection.alias, names, row[first:end])
            for populator in related:
                populator.populate(row, one)
            found.append(one)
        return found

    def _compiled(self) -> tuple[str, tuple[Any, ...], Any, Any]:
        ready = self._ready.get(connection.vendor)
        if ready is None:
            with self._lock:
                ready = self._ready.setdefault(connection.vendor, self._prepare())
        return ready

    def _prepare(self) -> tuple[str, tuple[Any, ...], Any, Any]:
        query = self._build(*self._samples).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        samples = [_adapted(one) for one in self._samples]
        places = tuple(_Place(samples.index(one)) if one in samples else one for one in params)
        if sum(isinstance(place, _Place) for place in places) != len(samples):
            raise ValueError("Each sample must stand in the query exactly once.")
        fields = [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        return sql, places, compiler, compiler.get_converters(fields)


def _adapted(value: Any) -> Any:
    """The value as the database takes it: as the ORM's own fields hand it over."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


class _Place:
    """Where a value goes."""

    def __init__(self, number: int) -> None:
        self.number = number
