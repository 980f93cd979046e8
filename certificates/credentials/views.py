"""The holder's own page: download, share, choose how the name is shown."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.api import SignedInRequest
from certificates.credentials import selectors, storage
from certificates.credentials.access import get_own_credential_for, get_own_share_link_for
from certificates.credentials.forms import NameShownForm, ShareForm, WantedNameForm
from certificates.credentials.sharing import (
    ask_for_name,
    make_share_link,
    set_name_shown,
    withdraw_share_link,
)

KINDS = {
    "pdf": "application/pdf",
    "json": "application/vc+ld+json",
    "jwt": "text/plain; charset=utf-8",
}


def _wallet(request: SignedInRequest, status: int = 200, **forms: object) -> HttpResponse:
    context = {
        "cards": selectors.held_by(request.user),
        "outlooks": selectors.outlooks_of(request.user),
        "links": selectors.share_links_of(request.user),
        "asked": selectors.open_name_requests_of(request.user),
        "share_form": ShareForm(),
        "wanted_form": WantedNameForm(),
        **forms,
    }
    return render(request, "certificates/credentials/wallet.html", context, status=status)


@login_required
@require_safe
def wallet(request: SignedInRequest) -> HttpResponse:
    """`/credentials/`: what is held, what is within reach, and who may see it."""
    return _wallet(request)


@login_required
@require_safe
def download(request: SignedInRequest, public_id: str, ending: str) -> HttpResponse:
    """The stored bytes, as they were signed."""
    credential = get_own_credential_for(request.user, public_id)
    digest = {
        "pdf": credential.stamped_digest or credential.pdf_digest,
        "json": credential.json_digest,
        "jwt": credential.token_digest,
    }[ending]
    if not digest:
        return _wallet(request, 404)
    response = HttpResponse(storage.get(digest, ending), content_type=KINDS[ending])
    response["Content-Disposition"] = f'attachment; filename="{credential.serial}.{ending}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
@require_POST
def name_shown(request: SignedInRequest, public_id: str) -> HttpResponse:
    credential = get_own_credential_for(request.user, public_id)
    form = NameShownForm(request.POST)
    if not form.is_valid():
        return _wallet(request, 422, name_error=form.errors)
    try:
        set_name_shown(credential=credential, name_shown=form.cleaned_data["name_shown"], actor=request.user)
    except ValidationError as error:
        return _wallet(request, 422, page_errors=error.messages)
    messages.success(request, _("Your public page shows your name as you chose."))
    return redirect("certificates:credentials")


@login_required
@require_POST
def share(request: SignedInRequest, public_id: str) -> HttpResponse:
    credential = get_own_credential_for(request.user, public_id)
    form = ShareForm(request.POST)
    if form.is_valid():
        try:
            link = make_share_link(credential=credential, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            words = {"label": link.label}
            messages.success(request, _("The link for %(label)s is ready. Copy it below.") % words)
            return redirect("certificates:credentials")
    return _wallet(request, 422, share_form=form, share_for=credential.public_id)


@login_required
@require_POST
def withdraw(request: SignedInRequest, link_id: int) -> HttpResponse:
    link = withdraw_share_link(link=get_own_share_link_for(request.user, link_id), actor=request.user)
    messages.success(request, _("The link for %(label)s is withdrawn.") % {"label": link.label})
    return redirect("certificates:credentials")


@login_required
@require_POST
def ask_name(request: SignedInRequest, public_id: str) -> HttpResponse:
    credential = get_own_credential_for(request.user, public_id)
    form = WantedNameForm(request.POST)
    if form.is_valid():
        try:
            ask_for_name(credential=credential, wanted=form.cleaned_data["wanted"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("A person of the programme will answer. You get a mail."))
            return redirect("certificates:credentials")
    return _wallet(request, 422, wanted_form=form, wanted_for=credential.public_id)
