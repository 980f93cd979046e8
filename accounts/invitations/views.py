"""The page behind the link of an invitation."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.invitations.access import get_invitation_by
from accounts.invitations.selectors import invitation_page
from accounts.invitations.services import accept_invitation, decline_invitation
from accounts.users.models import User
from accounts.users.requests import SignedInRequest


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    found = get_invitation_by(token)
    user = request.user if isinstance(request.user, User) else None
    page = invitation_page(found, token, user)
    if page.is_open and user is None:
        # The link came by mail, so whoever signs up with this address has shown that they read it.
        get_adapter().stash_verified_email(request, found.email)
    status = 200 if page.is_open else 410
    return render(request, "accounts/invitations/invitation.html", {"page": page}, status=status)


@require_POST
@login_required
def accept(request: SignedInRequest, token: str) -> HttpResponse:
    found = get_invitation_by(token)
    try:
        url = accept_invitation(invitation=found, user=request.user)
    except ValidationError as error:
        page = invitation_page(found, token, request.user, problem=" ".join(error.messages))
        return render(request, "accounts/invitations/invitation.html", {"page": page}, status=422)
    messages.success(request, _("Welcome. The invitation is accepted."))
    return redirect(url)


@never_cache
def decline(request: HttpRequest, token: str) -> HttpResponse:
    found = get_invitation_by(token)
    user = request.user if isinstance(request.user, User) else None
    if request.method != "POST":
        page = invitation_page(found, token, user)
        return render(request, "accounts/invitations/decline.html", {"page": page})
    try:
        decline_invitation(invitation=found, user=user)
    except ValidationError as error:
        page = invitation_page(found, token, user, problem=" ".join(error.messages))
        return render(request, "accounts/invitations/decline.html", {"page": page}, status=422)
    return render(request, "accounts/invitations/declined.html")
