"""The backend: Django loads `DatabaseWrapper` from here."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Statements that return are planned once for each connection; a healthy connection is not asked how it is."""

    def is_usable(self) -> bool:
        """A server that ends a connection leaves something to read on it; only then is it worth a round trip to ask."""
        if self.connection is not None and not self.connection.closed and not self.errors_occurred:
            idle = select.poll()
            idle.register(self.connection.fileno(), select.POLLIN)
            if not idle.poll(0):
                return True
        return bool(super().is_usable())

    def planned_cursor(self) -> Any:
        """A cursor that sends values beside the statement: `prepare_threshold` equal texts later the server keeps its plan."""
        self.ensure_connection()
        connection = self.connection
        usual = connection.cursor_factory
        connection.cursor_factory = base.ServerBindingCursor
        try:
            return self.cursor()
        finally:
            connection.cursor_factory = usual
