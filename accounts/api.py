"""What other apps may import from accounts. Everything else is private to this app."""

from accounts.users.models import User

__all__ = ["User"]
