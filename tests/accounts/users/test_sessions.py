"""The session engine: one query, revocable, and as safe as Django's own."""

from __future__ import annotations

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from accounts.models import Session, User
from accounts.users.middleware import SessionUserMiddleware, get_person
from accounts.users.services import end_sessions
from accounts.users.sessions import SessionStore
from tests.cast import Cast
from tests.factories.accounts import PASSWORD


def request_with(session_key: str) -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore(session_key)
    SessionUserMiddleware(lambda _request: HttpResponse()).process_request(request)
    return request


def signed_in(client: Client, user: User) -> str:
    client.force_login(user)
    return str(client.cookies["sessionid"].value)


def test_session_and_person_are_read_in_one_query(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key = signed_in(client, cast.lena)
    with django_assert_num_queries(1):
        assert request_with(key).user == cast.lena


def test_a_session_row_names_its_person(client: Client, cast: Cast) -> None:
    key = signed_in(client, cast.lena)
    assert Session.objects.get(session_key=key).user == cast.lena


def test_a_visitors_session_belongs_to_nobody(db: None) -> None:
    store = SessionStore()
    store["basket"] = "kept"
    store.save()
    assert Session.objects.get(session_key=store.session_key).user is None
    assert request_with(str(store.session_key)).user == AnonymousUser()


def test_signing_in_moves_a_visitors_data_to_a_new_key(client: Client, cast: Cast) -> None:
    store = SessionStore()
    store["seen"] = "home"
    store.save()
    client.cookies["sessionid"] = str(store.session_key)
    key = signed_in(client, cast.lena)
    assert key != store.session_key
    assert SessionStore(key)["seen"] == "home"
    assert not Session.objects.filter(session_key=store.session_key).exists()


def test_signing_out_deletes_the_row(client: Client, cast: Cast) -> None:
    key = signed_in(client, cast.lena)
    client.logout()
    assert not Session.objects.filter(session_key=key).exists()
    assert request_with(key).user == AnonymousUser()


def test_another_person_signing_in_gets_a_fresh_session(client: Client, cast: Cast) -> None:
    first = signed_in(client, cast.lena)
    session = client.session
    session["private"] = "Lena's"
    session.save()
    second = signed_in(client, cast.omar)
    assert second != first
    assert "private" not in SessionStore(second)
    assert request_with(second).user == cast.omar


def test_a_changed_password_ends_the_other_sessions(client: Client, cast: Cast) -> None:
    key = signed_in(client, cast.lena)
    cast.lena.set_password("another good password")
    cast.lena.save()
    assert request_with(key).user == AnonymousUser()
    assert not Session.objects.filter(session_key=key).exists()


def test_an_inactive_person_is_signed_out(client: Client, cast: Cast) -> None:
    key = signed_in(client, cast.lena)
    User.objects.filter(pk=cast.lena.pk).update(is_active=False)
    assert request_with(key).user == AnonymousUser()


def test_a_session_whose_row_names_somebody_else_is_not_believed(client: Client, cast: Cast) -> None:
    key = signed_in(client, cast.lena)
    Session.objects.filter(session_key=key).update(user=cast.omar)
    assert request_with(key).user == cast.lena


def test_a_session_signed_with_another_key_is_not_believed(client: Client, cast: Cast) -> None:
    key = signed_in(client, cast.lena)
    store = SessionStore(key)
    store["_auth_user_hash"] = "0" * 64
    store.save()
    assert request_with(key).user == AnonymousUser()


def test_an_unknown_authentication_backend_is_not_believed(client: Client, cast: Cast) -> None:
    key = signed_in(client, cast.lena)
    store = SessionStore(key)
    store["_auth_user_backend"] = "somewhere.Else"
    store.save()
    assert request_with(key).user == AnonymousUser()


def test_a_key_rotated_by_the_operator_still_signs_people_in(
    client: Client, cast: Cast, settings: pytest.FixtureRequest
) -> None:
    key = signed_in(client, cast.lena)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "the-next-key-for-tests"  # type: ignore[attr-defined]
    request = request_with(key)
    assert request.user == cast.lena
    assert request.session.session_key != key


def test_an_expired_session_is_nobodys(client: Client, cast: Cast) -> None:
    key = signed_in(client, cast.lena)
    store = SessionStore(key)
    store.set_expiry(-1)
    store.save()
    assert request_with(key).user == AnonymousUser()


def test_tampered_session_data_is_nobodys(client: Client, cast: Cast) -> None:
    key = signed_in(client, cast.lena)
    row = Session.objects.get(session_key=key)
    Session.objects.filter(session_key=key).update(session_data=row.session_data[:-3] + "abc")
    assert request_with(key).user == AnonymousUser()


def test_flushing_forgets_the_person_at_once(client: Client, cast: Cast) -> None:
    request = request_with(signed_in(client, cast.lena))
    assert request.session[SESSION_KEY] == str(cast.lena.pk)
    request.session.flush()
    del_cached = HttpRequest()
    del_cached.session = request.session
    assert get_person(del_cached) == AnonymousUser()


def test_ending_all_sessions_but_one(client: Client, cast: Cast) -> None:
    here, elsewhere = signed_in(client, cast.lena), signed_in(Client(), cast.lena)
    other = signed_in(Client(), cast.omar)
    assert end_sessions(user=cast.lena, keep=here) == 1
    assert set(Session.objects.values_list("session_key", flat=True)) == {here, other}
    assert request_with(elsewhere).user == AnonymousUser()


def test_a_person_signs_in_with_email_and_password_in_any_case(client: Client, cast: Cast) -> None:
    assert client.login(email="LENA@example.org", password=PASSWORD)
