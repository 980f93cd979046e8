"""The public pages. No sign-in, no script needed; search engines are asked to stay away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.credentials import storage
from certificates.verification import selectors
from certificates.verification.checking import check_file
from certificates.verification.forms import FileForm, MisuseForm, NameForm, NumberForm
from certificates.verification.limits import is_too_often
from certificates.verification.selectors import PublicPage, day, page_of
from certificates.verification.services import count_opening, report_misuse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
BADGE_TYPES = {"application/vc+ld+json", "application/vc", "application/ld+json"}


def public_page(what: str, per_minute: int) -> Callable[[View[P]], View[P]]:
    """Not for search engines, checked again each time, and not too often from one address."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if is_too_often(request, what, per_minute):
                response = render(request, "429.html", {"seconds": 60, "home": "/"}, status=429)
                response["Retry-After"] = "60"
                return response
            response = view(request, *args, **kwargs)
            response["X-Robots-Tag"] = "noindex"
            response.setdefault("Cache-Control", "no-cache")
            return response

        return inner

    return decorate


def _shown(request: HttpRequest, page: PublicPage, **more: object) -> HttpResponse:
    if request.method in ("GET", "HEAD") and request.headers.get("If-None-Match") == page.etag and not more:
        return HttpResponseNotModified(headers={"ETag": page.etag})
    context = {"page": page, "number_form": NumberForm(), **more}
    response = render(request, "certificates/verification/public.html", context, status=page.status_code)
    if not request.user.is_authenticated and not more:
        response["ETag"] = page.etag
    response["Vary"] = "Accept, Cookie"
    return response


def _as_json(page: PublicPage) -> JsonResponse:
    told = {
        "verdict": page.kind,
        "number": page.serial,
        "facts": [{"label": fact.label, "value": fact.value} for fact in page.facts],
        "checked_at": page.checked_at.isoformat(),
        "badge": reverse("certificates:badge-json", args=[page.public_id]) if page.has_badge else None,
    }
    return JsonResponse(told, status=page.status_code, headers={"Access-Control-Allow-Origin": "*"})


@public_page("page", 120)
@require_http_methods(["GET", "HEAD", "POST"])
def public(request: HttpRequest, public_id: str) -> HttpResponse:
    """`/v/<id>`: the verdict. A POST compares a typed name where the holder asks for that."""
    credential = selectors.find_credential(public_id)
    now = timezone.now()
    if request.method == "POST":
        form = NameForm(request.POST)
        typed = form.cleaned_data["name"] if form.is_valid() else None
        page = page_of(credential, now=now, typed=typed)
        if not form.is_valid() and page.asks_name:
            return render(
                request,
                "certificates/verification/public.html",
                {"page": page, "number_form": NumberForm(), "name_form": form},
                status=422,
            )
        return _shown(request, page, name_form=form)
    page = page_of(credential, now=now)
    wanted = request.headers.get("Accept", "").split(",")[0].split(";")[0].strip()
    if wanted in BADGE_TYPES and page.has_badge:
        return redirect("certificates:badge-json", page.public_id)
    return _as_json(page) if wanted in BADGE_TYPES | {"application/json"} else _shown(request, page)


@public_page("page", 120)
@require_GET
def badge(request: HttpRequest, public_id: str, ending: str) -> HttpResponse:
    """The signed badge as JSON or token: only while it counts, and only where the whole name may be shown."""
    credential = selectors.find_credential(public_id)
    page = page_of(credential, now=timezone.now())
    if credential is None or not page.has_badge:
        response = _shown(request, page)
        response.status_code = 404 if credential is None else 410
        return response
    digest = credential.json_digest if ending == "json" else credential.token_digest
    kind = "application/vc+ld+json" if ending == "json" else "text/plain; charset=utf-8"
    response = HttpResponse(storage.get(digest, "json" if ending == "json" else "jwt"), content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'attachment; filename="{credential.serial}.{ending}"'
    return response


@public_page("share", 120)
@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """`/s/<token>`: the public page as the holder of the link may see it."""
    now = timezone.now()
    link = selectors.find_share(token, now)
    if link is None:
        page = page_of(None, now=now)
    else:
        count_opening(link)
        page = page_of(
            selectors.find_credential(link.credential.public_id), now=now, name_shown=link.name_shown
        )
    return _shown(request, page, shared=True)


@public_page("number", 30)
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """`/verify/`: type a number or choose a file."""
    if "number" not in request.GET:
        context = {"number_form": NumberForm(), "file_form": FileForm()}
        return render(request, "certificates/verification/verify.html", context)
    form = NumberForm(request.GET)
    if not form.is_valid():
        context = {"number_form": form, "file_form": FileForm()}
        return render(request, "certificates/verification/verify.html", context, status=422)
    number = form.cleaned_data["number"]
    found = selectors.find_by_serial(number) or selectors.find_credential(number.strip())
    if found is not None:
        return redirect("certificates:public", found.public_id)
    return _shown(request, page_of(None, now=timezone.now()), tried=number)


@public_page("file", 12)
@require_POST
def verify_file(request: HttpRequest) -> HttpResponse:
    """Checks an uploaded PDF, badge or token. The file is not kept."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        forms = {"number_form": NumberForm(), "file_form": form}
        return render(request, "certificates/verification/verify.html", forms, status=422)
    report = check_file(form.cleaned_data["file"])
    credential = selectors.find_credential(report.public_id) if report.public_id else None
    page = page_of(credential, now=timezone.now()) if credential else None
    context = {
        "report": report,
        "page": page,
        "outcome": selectors.outcome_of(report),
        "lines": selectors.check_lines(report),
        "file_form": FileForm(),
    }
    return render(request, "certificates/verification/file.html", context)


@public_page("digest", 60)
@require_GET
def verify_digest(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001 - the url's own argument
    """Whether the register holds a file with this SHA-256: the browser computes it, so the file stays where it is."""
    credential = selectors.find_by_digest(digest)
    page = page_of(credential, now=timezone.now())
    told = {
        "known": credential is not None,
        "verdict": page.kind,
        "heading": page.heading,
        "sentence": page.sentence,
    }
    if credential is not None:
        told["url"] = reverse("certificates:public", args=[credential.public_id])
    else:
        told["heading"] = _("These exact bytes are not in our register")
        told["sentence"] = _(
            "Send the file to check its signature: a changed copy, or a file from elsewhere, shows there."
        )
    return JsonResponse(told)


@public_page("report", 20)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Anyone may report misuse; the answer is the same whether the number is known or not."""
    form = MisuseForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        context = {"form": form, "public_id": public_id[:40]}
        return render(request, "certificates/verification/report.html", context, status=status)
    credential = selectors.find_credential(public_id)
    if credential is not None:
        report_misuse(credential=credential, note=form.cleaned_data["note"])
    return HttpResponseRedirect(reverse("certificates:report-thanks"))


@public_page("report", 30)
@require_GET
def report_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/verification/report_thanks.html", {"today": day(timezone.now())})
