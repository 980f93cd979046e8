"""The person's own profile."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.users.forms import ProfileForm
from accounts.users.requests import SignedInRequest
from accounts.users.selectors import profile_page
from accounts.users.services import update_profile


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        page = profile_page(request.user)
        return render(
            request, "accounts/users/profile.html", {"form": ProfileForm(instance=request.user), "page": page}
        )
    # A copy, so that a refused form leaves the person of this request as they were.
    form = ProfileForm(request.POST, instance=copy(request.user))
    if not form.is_valid():
        page = profile_page(request.user)
        return render(request, "accounts/users/profile.html", {"form": form, "page": page}, status=422)
    update_profile(user=request.user, **form.cleaned_data)
    messages.success(request, _("Your profile is saved."))
    return redirect("accounts:profile")
