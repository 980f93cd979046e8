"""The door to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.users.models import User


def require_auditor(user: User | AnonymousUser) -> None:
    """Let programme staff pass; for everybody else the log does not exist."""
    if not user.is_active or not user.is_staff:
        raise Http404
