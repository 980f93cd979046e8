"""A second factor that comes or goes changes what a person still has to do for their partners."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals as mfa
from django.dispatch import receiver

from accounts.partners.services import keep_in_step
from accounts.users.models import User


@receiver([mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset])
def _factors_changed(user: User, **_: Any) -> None:
    keep_in_step(user)
