"""Where allauth meets this project: its mails go through the outbox, its events into the audit log."""

from __future__ import annotations

import base64
import hashlib
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _

from accounts.mail.services import send_mail
from accounts.notifications.services import notify
from accounts.users.letters import LETTERS
from accounts.users.models import User
from accounts.users.selectors import is_address_known

HIDDEN_ADDRESS = "0.0.0.0"  # noqa: S104  # a placeholder, nothing listens on it


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Address and password do not match."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, or sign in with a code."),
        "incorrect_code": _("This code is not right. Check the newest mail."),
        "incorrect_password": _("This password is not right."),
        "rate_limited": _("Too many tries. Wait a minute."),
        "account_inactive": _("This account is closed."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail as a row; a worker sends it. The time a page takes says nothing about the address."""
        name = template_prefix.rsplit("/", 1)[-1]
        letter = LETTERS[name]
        known = context.get("user")
        user = known if isinstance(known, User) and known.pk else None
        key = f"account:{name}:{uuid.uuid4().hex}"
        full = {
            "letter": letter,
            "code": context.get("code", ""),
            "link": context.get(letter.link, "") if letter.link else "",
            "happened_at": timezone.now(),
            "user_agent": context.get("user_agent", ""),
            "ip": context.get("ip", ""),
        }
        if letter.is_notice and user is not None:
            notify(
                key=key, kind="accounts.security", user=user, to=email, context=full, url=reverse("mfa_index")
            )
        else:  # a code or a link that was asked for this minute is no news
            send_mail(key=key, template="accounts/account", to=email, context=full, user=user)

    def unstash_verified_email(self, request: HttpRequest) -> str | None:  # noqa: ARG002  # allauth's signature
        """A proof by invitation counts for the address that was typed, and is never added beside it."""
        return None

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Whether this visitor opened a link that was mailed to `email`, which nobody has an account for."""
        return bool(super().is_email_verified(request, email)) and not is_address_known(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address; a server that hides it (a local socket) puts everybody under one."""
        return get_client_ip(request) or HIDDEN_ADDRESS

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where somebody goes who was on the way to nowhere: staff to their desk, learners to their course."""
        user = request.user
        if isinstance(user, User) and user.is_staff:
            return "/programme/"
        if isinstance(user, User) and user.has_desk:
            return "/desk/"
        return str(settings.LOGIN_REDIRECT_URL)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  # allauth's signature
        return "/account/"

    def populate_username(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """There are no user names here."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of authenticator apps and recovery codes lie encrypted, so a stolen table signs nobody in."""

    def encrypt(self, text: str) -> str:
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._box().decrypt(encrypted_text.encode()).decode()

    def _box(self) -> MultiFernet:
        """The newest key writes; older ones of `SECRET_KEY_FALLBACKS` still read."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        digests = (hashlib.sha256(b"accounts.second-factors:" + force_bytes(key)).digest() for key in keys)
        return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
