"""Pages of renewals: the holder's list with hours and law updates, and the programme's desk for hours."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api import SignedInRequest
from certificates.credentials.access import require_programme
from certificates.credentials.acting import act
from certificates.renewals import selectors, services
from certificates.renewals.access import get_cpd_entry_for, get_renewable_for
from certificates.renewals.forms import DecideForm, HoursForm, ReadForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: SignedInRequest, public_id: str) -> HttpResponse:
    """`/credentials/<id>/renewal/`: what is met and what is missing. A POST claims hours."""
    credential = get_renewable_for(request.user, public_id)
    form = HoursForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.claim_hours(user=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("The hours are in the list. A person of the programme looks at them.")
            )
            return redirect("certificates:renewal", credential.public_id)
    context = {"page": selectors.renewal_page(credential), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "certificates/renewals/renewal.html", context, status=status)


@login_required
@require_POST
def renew(request: SignedInRequest, public_id: str) -> HttpResponse:
    credential = get_renewable_for(request.user, public_id)
    try:
        services.renew_credential(credential=credential, actor=request.user)
    except ValidationError as error:
        for problem in error.messages:
            messages.error(request, problem)
        return redirect("certificates:renewal", credential.public_id)
    messages.success(request, _("The new certificate is being made. The old one stays and points to it."))
    return redirect("certificates:credentials")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def law(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Only the lines of the law sheet that are new to this holder."""
    credential = get_renewable_for(request.user, public_id)
    form = ReadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_law_read(
                credential=credential, sheet=form.cleaned_data["sheet"], actor=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Noted. Your certificate says so from now on."))
            return redirect("certificates:renewal", credential.public_id)
    sheet, lines = selectors.law_news(credential)
    context = {"credential": credential, "sheet": sheet, "lines": lines, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "certificates/renewals/law.html", context, status=status)


@login_required
@require_POST
def take_back(request: SignedInRequest, public_id: str, entry_id: UUID) -> HttpResponse:
    credential, entry = get_renewable_for(request.user, public_id), get_cpd_entry_for(request.user, entry_id)
    said, page = _("The hours are taken back."), ("certificates:renewal", credential.public_id)
    return act(request, services.take_back_hours, said, *page, entry=entry)


@login_required
@require_safe
def evidence(request: SignedInRequest, entry_id: UUID) -> HttpResponse:
    """The document, as a download: it is never shown as a page of this site."""
    entry = get_cpd_entry_for(request.user, entry_id)
    ending = str(entry.evidence.name).rsplit(".", 1)[-1]
    with entry.evidence.open("rb") as file:
        response = HttpResponse(file.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="evidence-{entry.done_on}.{ending}"'
    return response


@login_required
@require_safe
def hours(request: SignedInRequest) -> HttpResponse:
    """`/programme/credentials/hours/`: hours that wait for an answer."""
    require_programme(request.user)
    return render(request, "certificates/renewals/hours.html", {"entries": selectors.waiting_hours()})


@login_required
@require_POST
def decide(request: SignedInRequest, entry_id: UUID) -> HttpResponse:
    require_programme(request.user)
    entry, form = get_cpd_entry_for(request.user, entry_id), DecideForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Choose an answer."))
        services.decide_hours(
            entry=entry,
            accept=form.cleaned_data["accept"] == "yes",
            answer=form.cleaned_data["answer"],
            actor=request.user,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The holder reads your answer."))
    return redirect("certificates:hours")
