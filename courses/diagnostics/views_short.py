"""The short check: without an account, with nothing kept, unless somebody asks to keep it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api import SignedInRequest
from courses.diagnostics.access import get_short_check
from courses.diagnostics.forms import as_sent, read_short
from courses.diagnostics.selectors.short import kept_given, kept_of, short_items, short_page
from courses.diagnostics.services import forget_short_check, keep_short_check

HELD = "short_check"


@require_http_methods(["GET", "POST"])
@never_cache
def short(request: HttpRequest) -> HttpResponse:
    """Eight situations on one page. Sending shows the outcome and writes nothing, not even into the session."""
    check = get_short_check()
    if request.method == "GET":
        return render(request, "courses/diagnostics/short.html", {"page": short_page(check)})
    given, is_whole = read_short(request.POST, short_items(check.form), check.form.confidence.steps)
    page = short_page(check, given, is_complete=is_whole)
    return render(request, "courses/diagnostics/short.html", {"page": page}, status=200 if is_whole else 422)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the outcome: at once for who is signed in; else it waits in the session until there is an account."""
    check = get_short_check()
    given, is_whole = read_short(request.POST, short_items(check.form), check.form.confidence.steps)
    if not is_whole:
        page = short_page(check, given)
        return render(request, "courses/diagnostics/short.html", {"page": page}, status=422)
    if request.user.is_authenticated:
        keep_short_check(learner=request.user, activity=check.activity, answers=given)
        messages.success(request, _("Kept. Only you see it."))
        return redirect("courses:readiness-kept")
    request.session[HELD] = as_sent(given)
    query = urlencode({"next": reverse("courses:readiness-kept")})
    return redirect(f"{reverse('account_signup')}?{query}")


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def kept(request: SignedInRequest) -> HttpResponse:
    """What was kept, with the ways to keep what waits and to erase what is there."""
    check = get_short_check()
    waiting = request.session.get(HELD)
    if request.method == "POST":
        request.session.pop(HELD, None)
        if request.POST.get("do") == "keep" and waiting:
            given, is_whole = read_short(waiting, short_items(check.form), check.form.confidence.steps)
            if is_whole:
                keep_short_check(learner=request.user, activity=check.activity, answers=given)
                messages.success(request, _("Kept. Only you see it."))
        elif request.POST.get("do") == "erase":
            forget_short_check(learner=request.user)
            messages.success(request, _("The result is erased."))
        return redirect("courses:readiness-kept")
    row = kept_of(request.user.pk)
    page = None
    if row is not None and row.activity_id == check.activity.pk:
        page = short_page(check, kept_given(row), is_complete=True)
    context = {"page": page, "kept": row, "is_waiting": bool(waiting)}
    return render(request, "courses/diagnostics/kept.html", context)
