"""The session engine: a session row joined with its person, so that both cost one query.

Named by `SESSION_ENGINE`; documented by Django under "Extending database-backed session engines".
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.utils import timezone

from accounts.users.models import Session, User
from accounts.users.prepared import Prepared

_SESSION = tuple(field.attname for field in Session._meta.concrete_fields)
_USER = tuple(field.attname for field in User._meta.concrete_fields)
_session_with_person = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list(
        *_SESSION, *(f"user__{name}" for name in _USER)
    ),
    "a-key-that-no-session-has",
    datetime(1999, 12, 31, 23, 59, tzinfo=UTC),
)


def _read(session_key: str | None) -> Session:
    """The open session and its person, by the query that every page begins with."""
    rows = _session_with_person.rows(session_key, timezone.now())
    if not rows:
        raise Session.DoesNotExist
    row = rows[0]
    session = Session.from_db("default", _SESSION, row[: len(_SESSION)])
    session.user = User.from_db("default", _USER, row[len(_SESSION) :]) if session.user_id else None
    return session


class SessionStore(DatabaseStore):
    """Database sessions that know whose they are. `loaded_user` is the person as read with the session."""

    loaded_user: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _rows(self) -> QuerySet[Session]:
        return Session.objects.select_related("user").filter(
            session_key=self.session_key, expire_date__gt=timezone.now()
        )

    def _get_session_from_db(self) -> Session | None:
        try:
            return self._remember(_read(self.session_key))
        except (Session.DoesNotExist, SuspiciousOperation) as error:
            self._forget(error)
            return None

    async def _aget_session_from_db(self) -> Session | None:
        try:
            return self._remember(await self._rows().aget())
        except (Session.DoesNotExist, SuspiciousOperation) as error:
            self._forget(error)
            return None

    def _remember(self, row: Session) -> Session:
        self.loaded_user = row.user
        return row

    def _forget(self, error: Exception) -> None:
        if isinstance(error, SuspiciousOperation):
            logging.getLogger(f"django.security.{type(error).__name__}").warning(str(error))
        self.loaded_user = None
        self._session_key = None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.user_id = _user_id(data)
        return row

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, await super().acreate_model_instance(data))
        row.user_id = _user_id(data)
        return row


def _user_id(data: dict[str, Any]) -> int | None:
    """The person whom Django's login wrote into the session, if any."""
    raw = data.get(SESSION_KEY)
    return int(raw) if raw is not None else None
