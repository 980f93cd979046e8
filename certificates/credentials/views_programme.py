"""The programme's pages: find, issue, suspend, revoke, make again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.api import SignedInRequest
from certificates.credentials import selectors, services
from certificates.credentials.access import credentials_visible_to, get_credential_for, require_programme
from certificates.credentials.forms import (
    DecideNameForm,
    FindPersonForm,
    IssueForm,
    ListForm,
    NoteForm,
    ReissueForm,
    RevokeForm,
)
from certificates.credentials.models import Credential
from certificates.credentials.replacing import reissue_credential
from certificates.credentials.sharing import decide_name


def _detail(
    request: SignedInRequest, credential: Credential, status: int = 200, **more: object
) -> HttpResponse:
    context = {
        "page": selectors.detail_of(credential),
        "reissue_form": ReissueForm(),
        "note_form": NoteForm(),
        **more,
    }
    return render(request, "certificates/credentials/programme_detail.html", context, status=status)


@login_required
@require_safe
def programme(request: SignedInRequest) -> HttpResponse:
    """`/programme/credentials/`: search, filter, sort, page, CSV."""
    require_programme(request.user)
    rows, wanted = credentials_visible_to(request.user), ListForm(request.GET).values()
    if request.GET.get("export") == "csv":
        wanted.pop("page")
        response = StreamingHttpResponse(
            selectors.csv_lines(rows, **wanted), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = 'attachment; filename="credentials.csv"'
        return response  # type: ignore[return-value]  # a streamed answer is as good as any
    context = {
        "page": selectors.credential_page(rows, **wanted),
        "tally": selectors.tally(rows),
        "wanted": wanted,
        "name_requests": selectors.open_name_requests(),
    }
    return render(request, "certificates/credentials/programme_list.html", context)


@login_required
@require_safe
def detail(request: SignedInRequest, public_id: str) -> HttpResponse:
    return _detail(request, get_credential_for(request.user, public_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: SignedInRequest, public_id: str) -> HttpResponse:
    """A page of its own says what revoking does before it is done."""
    credential = get_credential_for(request.user, public_id)
    form = RevokeForm(request.POST or None)
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        reason, note = form.cleaned_data["reason"], form.cleaned_data["note"]
        try:
            services.revoke_credential(credential=credential, reason=reason, note=note, actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("The certificate is revoked. Its public page and the status list say so now.")
            )
            return redirect("certificates:programme-credential", credential.public_id)
    context = {"form": form, "page": selectors.detail_of(credential)}
    return render(request, "certificates/credentials/programme_revoke.html", context, status=status)


def _act(request: SignedInRequest, public_id: str, verb: str, said: str) -> HttpResponse:
    credential = get_credential_for(request.user, public_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _detail(request, credential, 422, note_form=form)
    try:
        getattr(services, verb)(credential=credential, actor=request.user, note=form.cleaned_data["note"])
    except ValidationError as error:
        return _detail(request, credential, 422, page_errors=error.messages)
    messages.success(request, said)
    return redirect("certificates:programme-credential", credential.public_id)


@login_required
@require_POST
def suspend(request: SignedInRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, "suspend_credential", _("The certificate is suspended."))


@login_required
@require_POST
def lift(request: SignedInRequest, public_id: str) -> HttpResponse:
    return _act(request, public_id, "lift_suspension", _("The certificate is valid again."))


@login_required
@require_POST
def retry(request: SignedInRequest, public_id: str) -> HttpResponse:
    credential = get_credential_for(request.user, public_id)
    services.try_again(credential=credential, actor=request.user)
    messages.success(request, _("It is in the queue again."))
    return redirect("certificates:programme-credential", credential.public_id)


@login_required
@require_POST
def reissue(request: SignedInRequest, public_id: str) -> HttpResponse:
    credential = get_credential_for(request.user, public_id)
    form = ReissueForm(request.POST)
    if form.is_valid():
        try:
            made = reissue_credential(
                credential=credential, name=form.cleaned_data["name"], actor=request.user
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("A new certificate is being made; the old page points to it."))
            return redirect("certificates:programme-credential", made.public_id)
    return _detail(request, credential, 422, reissue_form=form)


@login_required
@require_POST
def name_decision(request: SignedInRequest, request_id: int) -> HttpResponse:
    require_programme(request.user)
    form = DecideNameForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Choose yes or no."))
        accept = form.cleaned_data["accept"] == "yes"
        decide_name(
            request_id=request_id, accept=accept, answer=form.cleaned_data["answer"], actor=request.user
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The answer is on its way."))
    return redirect("certificates:programme-credentials")


@login_required
@require_safe
def find(request: SignedInRequest) -> HttpResponse:
    """Find a learner and see, line by line, what may be issued."""
    require_programme(request.user)
    form = FindPersonForm(request.GET or None)
    found = selectors.enrolments_of(form.cleaned_data["email"]) if form.is_valid() else None
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {"form": form, "found": found}
    return render(request, "certificates/credentials/programme_issue.html", context, status=status)


@login_required
@require_POST
def issue(request: SignedInRequest) -> HttpResponse:
    """Issue by hand: only what the ledger allows."""
    require_programme(request.user)
    form = IssueForm(request.POST)
    enrolment = selectors.enrolment_by(form.cleaned_data["enrolment"]) if form.is_valid() else None
    if enrolment is None:
        messages.error(request, _("Choose an enrolment of the list."))
        return redirect("certificates:programme-issue")
    try:
        made = services.issue(enrolment=enrolment, slug=form.cleaned_data["achievement"], actor=request.user)
    except ValidationError as error:
        context = {"form": FindPersonForm(), "found": None, "page_errors": error.messages}
        return render(request, "certificates/credentials/programme_issue.html", context, status=422)
    messages.success(request, _("The certificate is being made."))
    return redirect("certificates:programme-credential", made.public_id)
