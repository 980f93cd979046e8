"""Gathers the models of the rooms, so that Django finds them."""

from accounts.users.models import User

__all__ = ["User"]
