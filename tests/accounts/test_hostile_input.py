"""Whatever is typed, posted or sent: an answer below 500, and a refused request writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.client import encode_multipart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.invitations.services import invitation_path
from accounts.models import Membership, User
from accounts.partners.engine.capabilities import Role
from accounts.partners.services import invite_to_role
from tests.cast import Cast
from tests.counts import forget_counts

EXAMPLES = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NASTY = st.sampled_from(
    [
        "",
        "\x00",
        "a\x00b",
        "9" * 400,
        "-1",
        "1e309",
        "NaN",
        "' OR 1=1 --",
        "{{ 7*7 }}",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "\u202egnp.exe",
        "\ud83d",
        "é" * 3000,
        "owner\n",
        "a@b",
        "lena@example.org",
        "2027-13-45",
        "None",
        "[]",
    ]
)
TEXT = NASTY | st.text(max_size=80) | st.integers().map(str) | st.emails()


def fields(*names: str) -> st.SearchStrategy[dict[str, str]]:
    """Some of the fields, each with anything, and now and then a field that nobody asked for."""
    known = st.dictionaries(st.sampled_from(names), TEXT, max_size=len(names))
    return st.builds(
        lambda one, two: {**one, **two}, known, st.dictionaries(st.text(max_size=8), TEXT, max_size=1)
    )


def rows() -> dict[str, int]:
    """How many rows each table of accounts holds, sessions left out: a visit may write one."""
    models = [*apps.get_app_config("accounts").get_models(), *apps.get_app_config("account").get_models()]
    return {model.__name__: model._default_manager.count() for model in models if model.__name__ != "Session"}


def storable(data: dict[str, str]) -> dict[str, str]:
    """What a browser can send: lone surrogates cannot be encoded as UTF-8."""
    return {
        key.encode("utf-8", "replace").decode(): value.encode("utf-8", "replace").decode()
        for key, value in data.items()
    }


WRITE = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


def refuse_or_accept(send: Callable[[], int], before: dict[str, int]) -> None:
    """Send inside a transaction that is undone: below 500, and nothing written unless it was accepted."""
    forget_counts()
    writes: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITE.match(sql):
            writes.append(sql)
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(watch):
            status = send()
        assert status < 500
        if writes and status not in {200, 302}:
            assert rows() == before
        transaction.set_rollback(True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


VISITOR_FORMS = [
    ("/accounts/login/", ("login", "password", "next", "remember")),
    ("/accounts/signup/", ("name", "email", "password1", "time_zone", "next")),
    ("/accounts/password/reset/", ("email",)),
    ("/accounts/login/code/", ("email", "next")),
    ("/accounts/2fa/webauthn/login/", ("credential", "next")),
    ("/accounts/confirm-email/", ("code", "action", "email")),
    ("/accounts/password/reset/key/1-set-password/", ("password1", "password2")),
]


@pytest.mark.parametrize(("url", "names"), VISITOR_FORMS)
def test_a_visitor_types_anything_into_the_forms_at_the_door(
    cast: Cast, url: str, names: tuple[str, ...]
) -> None:
    before = rows()

    @EXAMPLES
    @given(data=fields(*names))
    def attack(data: dict[str, str]) -> None:
        refuse_or_accept(lambda: Client().post(url, storable(data)).status_code, before)

    attack()


LENAS_FORMS = [
    ("/account/", ("name", "time_zone", "language", "theme")),
    ("/account/privacy/erase/", ("email",)),
    ("/accounts/email/", ("email", "action_add", "action_primary", "action_remove", "action_send")),
    ("/accounts/password/change/", ("oldpassword", "password1", "password2")),
    ("/accounts/reauthenticate/", ("password", "next")),
    ("/accounts/2fa/totp/activate/", ("code",)),
    ("/accounts/2fa/webauthn/add/", ("name", "credential", "passwordless")),
    ("/accounts/sessions/", ("x",)),
]


@pytest.mark.parametrize(("url", "names"), LENAS_FORMS)
def test_a_person_types_anything_into_the_forms_of_their_account(
    cast: Cast, url: str, names: tuple[str, ...]
) -> None:
    client = signed_in(cast.lena)

    before = rows()

    @EXAMPLES
    @given(data=fields(*names))
    def attack(data: dict[str, str]) -> None:
        refuse_or_accept(lambda: client.post(url, storable(data)).status_code, before)

    attack()


DESK_FORMS = [
    ("paula", "/partners/north/edit/", ("name", "country", "time_zone", "website", "contact_email")),
    ("paula", "/partners/north/clients/", ("name", "country")),
    ("paula", "/partners/north/people/", ("name", "email", "role")),
    ("paula", "/partners/north/people/{ines}/role/", ("role",)),
    ("sam", "/programme/partners/new/", ("name", "slug", "country", "time_zone", "website", "contact_email")),
    ("sam", "/programme/partners/north/decide/", ("action", "reason", "confirm")),
    ("sam", "/programme/partners/north/check/", ("code", "outcome", "note")),
    ("paula", "/partners/north/agreement/sign/", ("signatory_name", "signatory_title", "agrees")),
    ("paula", "/partners/north/agreement/evidence/", ("code", "title", "file")),
]


@pytest.mark.parametrize(("who", "url", "names"), DESK_FORMS)
def test_staff_type_anything_into_the_forms_of_partners(
    cast: Cast, who: str, url: str, names: tuple[str, ...]
) -> None:
    client = signed_in(getattr(cast, who))
    path = url.format(ines=Membership.objects.get(user=cast.ines).public_id)

    before = rows()

    @EXAMPLES
    @given(data=fields(*names))
    def attack(data: dict[str, str]) -> None:
        refuse_or_accept(lambda: client.post(path, storable(data)).status_code, before)

    attack()


PATHS = [
    "/invitations/{}/",
    "/invitations/{}/no/",
    "/partners/{}/",
    "/partners/{}/people/",
    "/partners/north/people/{}/role/",
    "/programme/partners/{}/",
    "/account/privacy/exports/{}/",
    "/outbox/{}/",
    "/accounts/password/reset/key/{}/",
    "/accounts/2fa/webauthn/{}/edit/",
    "/accounts/2fa/webauthn/keys/{}/remove/",
]


@pytest.mark.parametrize("path", PATHS)
def test_anything_in_an_address_is_a_page_or_no_page(cast: Cast, path: str) -> None:
    clients = [Client(), signed_in(cast.paula), signed_in(cast.sam)]

    before = rows()

    @EXAMPLES
    @given(part=TEXT.filter(bool), number=st.integers(0, 2))
    def attack(part: str, number: int) -> None:
        url = path.format(storable({"x": part})["x"].replace("?", "%3F").replace("#", "%23"))
        refuse_or_accept(lambda: clients[number].get(url).status_code, before)

    attack()


LISTS = [
    ("/programme/audit/", ("q", "verb", "partner", "since", "until", "page")),
    ("/programme/partners/", ("q", "state", "page")),
    ("/accounts/login/", ("next",)),
    ("/accounts/signup/", ("email", "next")),
]


@pytest.mark.parametrize(("url", "names"), LISTS)
def test_anything_in_a_query_shows_a_page(cast: Cast, url: str, names: tuple[str, ...]) -> None:
    client = signed_in(cast.sam) if url.startswith("/programme") else Client()

    before = rows()

    @EXAMPLES
    @given(query=fields(*names))
    def attack(query: dict[str, str]) -> None:
        refuse_or_accept(lambda: client.get(url, storable(query)).status_code, before)

    attack()


HEADERS = (
    "User-Agent",
    "X-Forwarded-For",
    "Accept-Language",
    "Referer",
    "Cookie",
    "Accept",
    "X-Requested-With",
)


def test_anything_in_a_header_is_answered(cast: Cast) -> None:
    values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80) | st.sampled_from(
        [
            "sessionid=x",
            "sessionid=" + "9" * 500,
            "csrftoken=",
            "xx-" * 60,
            "1.2.3.4, ::1, nonsense",
            "application/json",
        ]
    )

    before = rows()

    @EXAMPLES
    @given(headers=st.dictionaries(st.sampled_from(HEADERS), values, max_size=4), post=st.booleans())
    def attack(headers: dict[str, str], post: bool) -> None:
        def send() -> int:
            form = {"login": "lena@example.org", "password": "correct horse battery"}
            if post:
                return int(Client().post("/accounts/login/", form, headers=headers).status_code)
            return int(Client().get("/account/", headers=headers).status_code)

        refuse_or_accept(send, before)

    attack()


def test_any_file_as_a_logo_is_taken_or_refused(cast: Cast) -> None:
    client = signed_in(cast.paula)
    form = {"name": "North Training", "country": "NL", "time_zone": "UTC"}

    before = rows()

    @EXAMPLES
    @given(
        name=st.text(min_size=1, max_size=40) | st.sampled_from(["a.png", "a.svg", "..", "a" * 300 + ".png"]),
        body=st.binary(max_size=200) | st.just(b"\x89PNG\r\n\x1a\n rest"),
    )
    def attack(name: str, body: bytes) -> None:
        def send() -> int:
            shown = storable({"x": name})["x"].replace('"', "%22").replace("\r", "").replace("\n", "")
            head = f'Content-Disposition: form-data; name="logo"; filename="{shown}"\r\n\r\n'
            parts = [encode_multipart("B", form).removesuffix(b"--B--\r\n"), b"--B\r\n", head.encode(), body]
            data = b"".join([*parts, b"\r\n--B--\r\n"])
            response = client.generic(
                "POST", "/partners/north/edit/", data, "multipart/form-data; boundary=B"
            )
            return int(response.status_code)

        refuse_or_accept(send, before)

    attack()


def test_anything_posted_to_an_invitation_leaves_it_open_or_answers_it(cast: Cast) -> None:
    invitation = invite_to_role(
        partner=cast.north, email=cast.omar.email, name="", role=Role.REVIEWER, actor=cast.paula
    )
    path = invitation_path(invitation)
    client = signed_in(cast.lena)

    before = rows()

    @EXAMPLES
    @given(data=fields("token", "user", "role", "next"))
    def attack(data: dict[str, str]) -> None:
        refuse_or_accept(lambda: client.post(f"{path}accept/", storable(data)).status_code, before)

    attack()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % number for number in range(1200)), "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"{", "application/json"),
        (b"name=x", "application/x-www-form-urlencoded; charset=no-such"),
    ],
    ids=[
        "broken utf-8",
        "too large",
        "too many fields",
        "cut off",
        "no boundary",
        "half json",
        "odd charset",
    ],
)
def test_a_body_that_is_no_form_is_refused(cast: Cast, body: bytes, content_type: str) -> None:
    client = signed_in(cast.lena)
    before = rows()
    refuse_or_accept(lambda: client.generic("POST", "/account/", body, content_type).status_code, before)
