"""A person's own data: take a copy, or have it erased."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.privacy.access import get_export_for
from accounts.privacy.consents import TOPICS, consent_lines, give_consent, withdraw_consent
from accounts.privacy.forms import EraseForm
from accounts.privacy.selectors import privacy_page
from accounts.privacy.services import ask_for_erasure, ask_for_export, cancel_erasure
from accounts.users.requests import SignedInRequest


@login_required
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/privacy/privacy.html", {"page": privacy_page(request.user)})


@login_required
@require_POST
def ask_export(request: SignedInRequest) -> HttpResponse:
    ask_for_export(user=request.user)
    messages.success(request, _("Your copy is being prepared. We mail you when it is ready."))
    return redirect("accounts:privacy")


@login_required
@require_safe
def download(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    export = get_export_for(request.user, public_id)
    return FileResponse(export.file.open("rb"), as_attachment=True, filename="ready-room-data.zip")


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedInRequest) -> HttpResponse:
    """Ask again who it is, then ask for the address, then wait two weeks."""
    if request.method != "POST":
        return render(request, "accounts/privacy/erase.html", {"form": EraseForm(user=request.user)})
    form = EraseForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            ask_for_erasure(user=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Your account will be erased in 14 days. You can change your mind until then.")
            )
            return redirect("accounts:privacy")
    return render(request, "accounts/privacy/erase.html", {"form": form}, status=422)


@login_required
@require_POST
def cancel_erase(request: SignedInRequest) -> HttpResponse:
    cancel_erasure(user=request.user)
    messages.success(request, _("Your account stays."))
    return redirect("accounts:privacy")


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms in force, for everybody."""
    return render(request, "accounts/privacy/terms.html", {"topic": TOPICS["terms"]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: SignedInRequest) -> HttpResponse:
    """What a person agreed to; what is optional is given and taken back here."""
    if request.method == "POST":
        topic = TOPICS.get(request.POST.get("topic", ""))
        try:
            if topic is None:
                raise ValidationError(_("Choose one of the texts on this page."))
            if "give" in request.POST:
                give_consent(user=request.user, topic=topic, via="page")
            else:
                withdraw_consent(user=request.user, topic=topic)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("It is written down."))
        return redirect("accounts:consents")
    lines, records = consent_lines(request.user)
    return render(request, "accounts/privacy/consents.html", {"lines": lines, "records": records})
