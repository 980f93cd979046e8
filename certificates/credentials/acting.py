"""One press of a button: do it, say what came of it, and show the page again."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.api import SignedInRequest


def act(
    request: SignedInRequest, verb: Callable[..., object], said: str, /, *page: object, **what: object
) -> HttpResponse:
    """Calls `verb(**what, actor=…)` of a room's services; `page` is where to go after it, as `redirect` takes it."""
    try:
        verb(**what, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(*page)  # type: ignore[call-overload,no-any-return]  # its overloads know no *args
