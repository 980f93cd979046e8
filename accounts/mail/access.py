"""The door to the local outbox: it exists only where no mail leaves the machine."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import Http404

from accounts.mail.models import OutgoingMail

PAGE = 50


# Hosts that only this machine can be reached by; `testserver` is Django's test client.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "testserver", ".localhost"})


def is_outbox_open() -> bool:
    """Without an SMTP server, on a machine that serves only itself, nothing is real: everybody there may read the mail.

    A server with a public name never shows it, also when its operator forgot the SMTP settings.
    """
    if settings.EMAIL_HOST:
        return False
    return settings.DEBUG or (
        urlsplit(settings.SITE_URL).hostname in LOOPBACK and LOOPBACK.issuperset(settings.ALLOWED_HOSTS)
    )


def get_outbox() -> list[OutgoingMail]:
    """The newest mails; 404 where mail really leaves."""
    if not is_outbox_open():
        raise Http404
    return list(OutgoingMail.objects.order_by("-created_at", "-id")[:PAGE])


def get_mail(public_id: UUID) -> OutgoingMail:
    if not is_outbox_open():
        raise Http404
    mail: OutgoingMail | None = OutgoingMail.objects.filter(public_id=public_id).first()
    if mail is None:
        raise Http404
    return mail
