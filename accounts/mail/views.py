"""The local outbox: what would have been sent, where no mail leaves the machine."""

from __future__ import annotations

from uuid import UUID

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.mail.access import get_mail, get_outbox


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/mail/outbox.html", {"mails": get_outbox()})


@require_safe
@csp_replace({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # typed for views without arguments
def outbox_mail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return render(request, "accounts/mail/mail.html", {"mail": get_mail(public_id)})


@require_safe
@xframe_options_sameorigin
@csp_replace({"style-src": ["'unsafe-inline'"], "script-src": ["'none'"], "frame-ancestors": ["'self'"]})  # type: ignore[arg-type]  # typed for views without arguments
def outbox_html(_request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The HTML part as it was written: no script runs in it, and only this site may frame it."""
    return HttpResponse(get_mail(public_id).body_html)
