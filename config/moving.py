"""From one database to another, row by row as they are: SQLite to PostgreSQL when an installation grows, or back.

`dumpdata` is no way for this: its JSON cuts times to milliseconds, and chains that hash a time break.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import environ
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, transaction
from django.db.models import Model

TARGET = "copy_target"
# Made by `migrate` itself, with other numbers in each database: replaced by the source's.
MADE_BY_MIGRATE = {"contenttypes.contenttype", "auth.permission"}


class MovingError(RuntimeError):
    """What is wrong and how to mend it; nothing was written to the target."""


def tables() -> list[type[Model]]:
    """Every model with a table of its own, those between two models too."""
    found = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted(found, key=lambda model: model._meta.label_lower)


def open_target(url: str) -> None:
    """The other database, under the alias TARGET. Raises MovingError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an unknown kind of database is only warned of
            config = environ.Env.db_url_config(url)
    except (ValueError, ImproperlyConfigured, UserWarning) as error:
        raise MovingError("The address is not understood. Example: postgres://user@host:5432/name") from error
    if not config.get("ENGINE") or config.get("NAME") in (None, "", ":memory:"):
        raise MovingError("The address names no database. Example: postgres://user@host:5432/name")
    source = connections.databases["default"]
    if _place(source) == _place(config):
        raise MovingError("The address is this installation's own database.")
    connections.databases[TARGET] = {**source, "OPTIONS": {}, **config, "CONN_MAX_AGE": 0}
    try:
        connections[TARGET].ensure_connection()
    except (DatabaseError, ImportError, ImproperlyConfigured) as error:
        del connections.databases[TARGET]
        raise MovingError(f"The database does not answer: {error}") from error


def _place(config: dict[str, Any]) -> list[str]:
    """Kind of database and where it is; the engine of PostgreSQL is one of our own (config.postgresql)."""
    kind = str(config["ENGINE"]).rpartition(".")[2]
    return [kind, *(str(config.get(key) or "") for key in ("NAME", "HOST", "PORT"))]


def copy_rows(say: Callable[[str], Any] = lambda _line: None) -> dict[str, int]:
    """Copy every row into the opened target in one transaction; returns how many for each table. Raises MovingError."""
    call_command("migrate", database=TARGET, verbosity=0, interactive=False)
    held = [
        m._meta.label for m in tables() if m._meta.label_lower not in MADE_BY_MIGRATE and _rows(m, TARGET)
    ]
    if held:
        raise MovingError(f"The other database is not empty: {', '.join(held)}. Give a new one.")
    copied = {}
    with transaction.atomic(using=TARGET), transaction.atomic():
        connection = connections[TARGET]
        with connection.constraint_checks_disabled():
            for model in tables():
                if model._meta.label_lower in MADE_BY_MIGRATE:
                    model._base_manager.using(TARGET).all().delete()
            for model in tables():
                copied[model._meta.label] = _copy(model)
                if copied[model._meta.label]:
                    say(f"{copied[model._meta.label]:>9} {model._meta.label}")
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)
    short = [m._meta.label for m in tables() if _rows(m, "default") != copied[m._meta.label]]
    if short:
        raise MovingError(
            f"Rows were written meanwhile: {', '.join(short)}. Stop the group, take a new database."
        )
    return copied


def _rows(model: type[Model], alias: str) -> int:
    return model._base_manager.using(alias).count()


def _copy(model: type[Model]) -> int:
    copied = 0
    for row in model._base_manager.using("default").order_by("pk").iterator(2000):
        row.save_base(raw=True, force_insert=True, using=TARGET)
        copied += 1
    return copied
