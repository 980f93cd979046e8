"""Who asks, and in which zone and language they read."""

from __future__ import annotations

import zoneinfo
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.decorators import sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from accounts.users.models import User

if TYPE_CHECKING:
    Person = User | AnonymousUser


def _user_of_session(request: HttpRequest) -> User | None:
    """The person who came with the session row, if everything that Django checks holds; else None.

    None means "ask Django": its own `get_user` then looks the person up, tries fallback keys, or ends the session.
    """
    session = request.session
    user_id = session.get(auth.SESSION_KEY)  # loads the row, and with it the person
    user = getattr(session, "loaded_user", None)
    if user is None or user_id is None or str(user.pk) != str(user_id) or not user.is_active:
        return None
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    signed = session.get(auth.HASH_SESSION_KEY) or ""
    return user if constant_time_compare(signed, user.get_session_auth_hash()) else None


def get_person(request: HttpRequest) -> Person:
    if not hasattr(request, "_cached_user"):
        request._cached_user = _user_of_session(request) or auth.get_user(request)  # type: ignore[attr-defined]  # Django's own cache slot
    return request._cached_user  # type: ignore[attr-defined,no-any-return]  # Django's own cache slot


async def aget_person(request: HttpRequest) -> Person:
    if not hasattr(request, "_acached_user"):
        await request.session.aget(auth.SESSION_KEY)
        request._acached_user = _user_of_session(request) or await auth.aget_user(request)  # type: ignore[attr-defined]  # Django's own cache slot
    return request._acached_user  # type: ignore[attr-defined,no-any-return]  # Django's own cache slot


class SessionUserMiddleware(AuthenticationMiddleware):
    """Django's authentication middleware, without the second query for the person."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(partial(get_person, request))  # type: ignore[assignment]  # as Django does
        request.auser = partial(aget_person, request)


def _activate(user: Person) -> None:
    if not isinstance(user, User):
        return
    try:
        timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        timezone.activate(zoneinfo.ZoneInfo(settings.TIME_ZONE))
    if user.language in dict(settings.LANGUAGES) and user.language != translation.get_language():
        translation.activate(user.language)


@sync_and_async_middleware
def person_middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """Show times in the person's zone and pages in the person's language. Visitors without a session cost nothing."""

    def has_session(request: HttpRequest) -> bool:
        return settings.SESSION_COOKIE_NAME in request.COOKIES

    if iscoroutinefunction(get_response):

        async def run_async(request: HttpRequest) -> HttpResponseBase:
            timezone.deactivate()
            if has_session(request):
                _activate(await aget_person(request))
            response: HttpResponseBase = await get_response(request)
            return response

        return run_async

    def run(request: HttpRequest) -> HttpResponseBase:
        timezone.deactivate()
        if has_session(request):
            _activate(get_person(request))
        return get_response(request)  # type: ignore[return-value]  # the sync branch

    return run


# Pages of partners, by how their addresses begin. A test asks every row of the access table.
GUARDED = (
    "/partners/",
    "/desk/",
    "/cohorts/",
    "/accreditations/",
    "/reviews/",
    "/ratings/",
    "/appeals/",
    "/credentials/requests/",
    "/credentials/designs/",
)


@sync_and_async_middleware
def factor_middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]],
) -> Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]:
    """Pages of a partner that asks for two factors wait until its people have them. Nothing else does, and it costs no query."""

    def waits(user: Person) -> bool:
        return (
            isinstance(user, User)
            and user.factor_due is not None
            and user.factor_due <= timezone.now().date()
        )

    def is_guarded(request: HttpRequest) -> bool:
        return settings.SESSION_COOKIE_NAME in request.COOKIES and request.path.startswith(GUARDED)

    def lead_there(request: HttpRequest) -> HttpResponseBase:
        back = urlencode({"next": request.get_full_path() if request.method == "GET" else request.path})
        return redirect(f"{reverse('accounts:two-factors')}?{back}")

    if iscoroutinefunction(get_response):

        async def run_async(request: HttpRequest) -> HttpResponseBase:
            if is_guarded(request) and waits(await aget_person(request)):
                return lead_there(request)
            response: HttpResponseBase = await get_response(request)
            return response

        return run_async

    def run(request: HttpRequest) -> HttpResponseBase:
        if is_guarded(request) and waits(get_person(request)):
            return lead_there(request)
        return get_response(request)  # type: ignore[return-value]  # the sync branch

    return run


class RefusedFormMiddleware(MiddlewareMixin):
    """Allauth answers a refused form with 200; here it is 422, as everywhere in this house."""

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        if request.method == "POST" and response.status_code == 200:
            context = response.context_data or {}
            forms = [value for value in context.values() if isinstance(value, BaseForm)]
            if any(form.is_bound and form.errors for form in forms):
                response.status_code = 422
        return response
