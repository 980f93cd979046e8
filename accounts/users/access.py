"""The door to the programme's own pages."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.users.models import User


def require_staff(user: User | AnonymousUser) -> None:
    """Let programme staff pass; for everybody else the page does not exist."""
    if not user.is_active or not user.is_staff:
        raise Http404
