"""The tray, the page of choices, and the end of a kind by one click."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.notifications.access import get_notification_for, get_stop
from accounts.notifications.engine.delivery import Channel
from accounts.notifications.forms import ChoicesForm, TrayFilter
from accounts.notifications.kinds import Group
from accounts.notifications.selectors import channel_of, choices_of, tray
from accounts.notifications.services import KEPT, choose_channel, mark_read, save_choices

if TYPE_CHECKING:
    from accounts.users.requests import SignedInRequest


@login_required
@require_safe
def notifications(request: SignedInRequest) -> HttpResponse:
    filters = TrayFilter(request.GET)
    group = filters.value("group")
    page = tray(
        request.user,
        only_unread=filters.value("show") == "unread",
        group=Group(group) if group else None,
        page=filters.value("page"),
    )
    context = {
        "tray": page,
        "page": page.page,
        "show": filters.value("show"),
        "group": group,
        "kept": KEPT.days,
    }
    return render(request, "accounts/notifications/tray.html", context)


@login_required
@require_safe
def open_notification(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Go to the page that a line is about; the line counts as read."""
    row = get_notification_for(request.user, public_id)
    mark_read(user=request.user, public_id=row.public_id)
    return redirect(row.url)


@login_required
@require_POST
def read_notification(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    row = get_notification_for(request.user, public_id)
    mark_read(user=request.user, public_id=row.public_id)
    return redirect(_back(request))


@login_required
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    mark_read(user=request.user)
    messages.success(request, _("Everything is marked as read."))
    return redirect("accounts:notifications")


def _back(request: HttpRequest) -> str:
    """The tray as it was: its own filters, and nothing else that a form may say."""
    filters = TrayFilter(request.POST)
    kept = {name: filters.value(name) for name in ("show", "group", "page")}
    return reverse("accounts:notifications", query={name: value for name, value in kept.items() if value})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notification_choices(request: SignedInRequest) -> HttpResponse:
    choices = choices_of(request.user)
    form = ChoicesForm(request.POST if request.method == "POST" else None, choices=choices)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/notifications/choices.html", {"form": form}, status=status)
    data = form.cleaned_data
    save_choices(
        user=request.user,
        channels=form.channels,
        digest_hour=data["digest_hour"],
        quiet_from=data["quiet_from"],
        quiet_until=data["quiet_until"],
    )
    messages.success(request, _("Your choices are saved."))
    return redirect("accounts:notification-choices")


@csrf_exempt  # RFC 8058: a mail program sends this without a page, a cookie or a token of ours; the signed link is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails of one kind, or start them again. Opening the page changes nothing; the button or the mail program does."""
    person, kind = get_stop(token)
    if request.method == "POST":
        is_back = request.POST.get("mails") == "on"
        choose_channel(user=person, kind=kind, channel=kind.mail_channel if is_back else Channel.TRAY)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse(_("You get no more mails of this kind."), content_type="text/plain")
        return redirect("accounts:notification-stop", token)
    is_off = channel_of(person, kind) is Channel.TRAY
    return render(request, "accounts/notifications/stop.html", {"kind": kind, "is_off": is_off})
