"""Whoever signs up has the terms before them, and accepts them by it."""

from __future__ import annotations

from allauth.account.signals import user_signed_up
from django.dispatch import receiver

from accounts.privacy.consents import TOPICS, give_consent
from accounts.users.models import User


@receiver(user_signed_up, dispatch_uid="accounts.consent-at-sign-up")
def accept_the_terms(user: User, **_more: object) -> None:
    give_consent(user=user, topic=TOPICS["terms"], via="sign-up")
