"""Whoever signs up or accepts an invitation has the terms before them, and agrees to them by it."""

from __future__ import annotations

from allauth.account.signals import user_signed_up
from django.dispatch import receiver

from accounts.invitations.signals import invitation_accepted
from accounts.privacy.consents import TOPICS, give_consent
from accounts.users.models import User


@receiver(user_signed_up, dispatch_uid="accounts.consent-at-sign-up")
def accept_the_terms(user: User, **_more: object) -> None:
    give_consent(user=user, topic=TOPICS["terms"], via="sign-up")


@receiver(invitation_accepted, dispatch_uid="accounts.consent-with-an-invitation")
def accept_the_terms_with_an_invitation(user: User, **_more: object) -> None:
    give_consent(user=user, topic=TOPICS["terms"], via="invitation")
