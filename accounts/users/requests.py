"""The type of a request whose person is known."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.users.models import User


class SignedInRequest(HttpRequest):
    """A request behind `login_required`: its user is a person, never anonymous."""

    user: User
