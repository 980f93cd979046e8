"""Whatever is sent to a form, a url, a header or an upload: an answer below 500, and no row more or less after a refusal.

The forms are those that the pages of the access table hold, each opened by the first person who may. HOSTILE_EXAMPLES
(4 unless set; 200 for the long run) is the number of generated examples for each form.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.urls.exceptions import Resolver404

from benchmarks.pageforms import forms
from tests import hostile
from tests.architecture.access_table import PEOPLE, Row
from tests.architecture.test_access_table import modules
from tests.cast import Cast

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "4"))
MODULES = [pytest.param(module, id=module.__name__.rpartition(".")[2]) for module in modules()]


@dataclass(frozen=True)
class Form:
    """Where a form is sent, and its fields with the values that a page offers."""

    action: str
    method: str
    fields: dict[str, list[str]]
    files: list[str]


# The person's own session row comes and goes with signing in and out.
NOT_COUNTED = {"sessions.session"}
# A page with all questions is one form to a browser and twenty to the learner: what was understood is kept, what was
# not is shown as it was typed.
KEPT_IN_PART = {"/all/": {"courses.answer"}}


def counts() -> dict[str, int]:
    """Rows in every table, in one statement."""
    tables = {
        m._meta.label_lower: m._meta.db_table
        for m in apps.get_models()
        if m._meta.managed and not m._meta.proxy and m._meta.label_lower not in NOT_COUNTED
    }
    quoted = [f"(SELECT count(*) FROM {connection.ops.quote_name(table)})" for table in tables.values()]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(quoted)}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def signed_in(cast: Cast, person: str) -> Client:
    client = Client(raise_request_exception=True)
    if person != "visitor":
        client.force_login(getattr(cast, person))
    return client


def asked(
    client: Client, method: str, url: str, **extra: Any
) -> tuple[int | str, dict[str, tuple[int, int]]]:
    """Status (or the exception), and the tables whose count differs; all is rolled back."""
    with transaction.atomic():
        before = counts()
        try:
            with transaction.atomic():
                response = (
                    client.generic(method, url, **raw(extra))
                    if "content_type" in extra
                    else getattr(client, method)(url, **extra)
                )
                if response.streaming and not response.is_async:
                    b"".join(response.streaming_content)
            status: int | str = response.status_code
        except Exception as error:  # the answer would be a 500, whatever the error is
            return repr(error)[:200], {}
        finally:
            after = {} if connection.needs_rollback else counts()
            transaction.set_rollback(True)
    return status, {name: (before[name], n) for name, n in after.items() if n != before[name]}


def raw(extra: dict[str, Any]) -> dict[str, Any]:
    """A body sent as it stands: the test client would encode it by the charset that is named."""
    return {"data": extra["data"], "content_type": extra["content_type"]}


def openers(row: Row) -> Iterator[str]:
    """The people for whom this page opens."""
    return (person for person, status in zip(PEOPLE, row.statuses, strict=True) if status == 200)


def doers(row: Row) -> Iterator[str]:
    """The people who may do this, those with an account first: a visitor is often only sent to sign in."""
    may = [person for person, status in zip(PEOPLE, row.statuses, strict=True) if status < 400]
    return iter(sorted(may, key=lambda person: person == "visitor"))


def forms_of(page: str, url: str) -> Iterator[Form]:
    for form in forms(page):
        action = urlsplit(urljoin(url, form["attrs"].get("action") or url))
        offered: dict[str, list[str]] = {}
        for _kind, name, value, _checked in (*form["fields"], *form["buttons"]):
            offered.setdefault(name, []).append(value)
        files = [name for kind, name, *_rest in form["fields"] if kind == "file"]
        yield Form(
            action=f"{action.path}?{action.query}" if action.query else action.path,
            method=form["attrs"].get("method", "get").lower(),
            fields={name: values for name, values in offered.items() if name not in files},
            files=files,
        )


def forms_in(module: ModuleType, world: Any, cast: Cast) -> Iterator[tuple[Client, str, Form]]:
    """Each form once: by the url name it is sent to and the fields it has."""
    seen = set()
    for row in module.ROWS:
        person = next(openers(row), None)
        if row.method != "get" or person is None:
            continue
        client, url = signed_in(cast, person), reverse(row.name, args=row.args(world)) + row.query
        with transaction.atomic():
            response = client.get(url)
            page = ""
            if response.streaming:
                if not response.is_async:
                    b"".join(response.streaming_content)  # read to its end, the client closes the file
            elif "html" in response["Content-Type"]:
                page = response.content.decode()
            transaction.set_rollback(True)
        for form in forms_of(page, url):
            try:
                name = resolve(form.action.partition("?")[0]).view_name
            except Resolver404:
                continue
            key = (name, form.method, *sorted(form.fields), *sorted(form.files))
            if key not in seen:
                seen.add(key)
                yield client, person, form


FILES = (
    b"",
    b"\x00" * 2000,
    b"PK\x03\x04" + b"\xff" * 500,
    b"%PDF-1.7\n%%EOF",
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    b"email,name\n" + b"a@b,=cmd()\n" * 400,
    "ö,ü\n".encode("utf-16"),
    b"\xff\xfe\x00\xd8",
    b"x" * 3_000_000,
)
NAMES = (
    "a.csv",
    "..\\..\\x.zip",
    "../../etc/passwd",
    "x" * 300 + ".pdf",
    "ünï cödé.json",
    ".htaccess",
    "a.svg",
)


def attacks(form: Form, seed: int) -> Iterator[dict[str, Any]]:
    """Half of them with nothing but nasty values, half like a person's with one field spoiled."""
    chance = random.Random(seed)
    names = [*form.fields, *form.files] or ["x"]
    for number, nasty in enumerate(hostile.forms(names, count=EXAMPLES, seed=seed)):
        data: dict[str, Any] = nasty
        if number % 2 and form.fields:
            data = {name: chance.choice(values) for name, values in form.fields.items()}
            spoiled = chance.choice(list(form.fields))
            data[spoiled] = chance.choice(hostile.NASTY)
        for name in form.files:
            if chance.random() < 0.8:
                data[name] = SimpleUploadedFile(chance.choice(NAMES), chance.choice(FILES))
        yield data


def faults(status: int | str, changed: dict[str, tuple[int, int]], url: str = "") -> bool:
    kept = next((tables for end, tables in KEPT_IN_PART.items() if url.endswith(end)), set())
    return isinstance(status, str) or status >= 500 or (status >= 400 and bool(set(changed) - kept))


@pytest.mark.parametrize("module", MODULES)
def test_no_form_answers_a_hostile_person_with_an_error_of_ours(module: ModuleType, cast: Cast) -> None:
    world, found, tried = module.make_world(cast), [], 0
    for client, person, form in forms_in(module, world, cast):
        tried += 1
        for data in attacks(form, seed=len(form.fields)):
            status, changed = asked(
                client, form.method if form.method == "post" else "get", form.action, data=data
            )
            if faults(status, changed, form.action):
                found.append((form.method, form.action, person, status, changed, short(data)))
    assert found == []
    assert tried or all(row.method == "get" for row in module.ROWS), (
        "these rooms take forms and no page shows one"
    )


@pytest.mark.parametrize("module", MODULES)
def test_no_row_that_writes_answers_a_hostile_body_with_an_error_of_ours(
    module: ModuleType, cast: Cast
) -> None:
    world, found = module.make_world(cast), []
    for row in module.ROWS:
        person = next(doers(row), None)
        if row.method == "get" or person is None:
            continue
        client, url = signed_in(cast, person), reverse(row.name, args=row.args(world)) + row.query
        bodies: list[dict[str, Any]] = [
            {"data": data} for data in hostile.forms([*row.data, "x"], count=EXAMPLES)
        ]
        bodies += [
            {"data": raw, "content_type": kind}
            for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain; charset=nowhere")
            for raw in (b"", b"\x00", b"{", b"[1]", b"\xff\xfe", b"--x\r\n", b'{"a":' * 2000)
        ]
        for body in bodies:
            status, changed = asked(client, row.method, url, **body)
            if faults(status, changed, url):
                found.append((url, person, status, changed, short(body)))
    assert found == []


IDS = ("\x00", "%00", "0", "-1", "9" * 40, "..", "a" * 300, "é", "\u202e", "None", "'", "1e5", "null", "٣")


@pytest.mark.parametrize("module", MODULES)
def test_no_url_id_brings_an_error_of_ours(module: ModuleType, cast: Cast) -> None:
    world, found = module.make_world(cast), []
    for row in module.ROWS:
        client, args = signed_in(cast, next(doers(row), "sam")), list(row.args(world))
        for place in range(len(args)):
            for nasty in IDS:
                try:
                    url = reverse(row.name, args=[*args[:place], nasty, *args[place + 1 :]]) + row.query
                except NoReverseMatch:
                    continue  # the pattern itself refuses it
                status, changed = asked(client, row.method, url, data=row.data)
                if faults(status, changed):
                    found.append((row.method, url, status, changed))
    assert found == []


HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": "xx-" * 200,
    "HTTP_ACCEPT": "*/*;q=NaN, \x7f",
    "HTTP_RANGE": "bytes=9-1,-",
    "HTTP_IF_NONE_MATCH": '"' * 99,
    "HTTP_IF_MODIFIED_SINCE": "yesterday",
    "HTTP_LAST_EVENT_ID": "9" * 99,
    "HTTP_X_REQUEST_ID": "a\x01b" * 99,
    "HTTP_X_FORWARDED_FOR": "not, an, address",
    "HTTP_REFERER": "javascript:alert(1)",
    "HTTP_USER_AGENT": "\ud83d" * 900,
    "HTTP_COOKIE": "sessionid=\x02; csrftoken=; =; tz=../..",
    "HTTP_HX_REQUEST": "maybe",
    "HTTP_HX_CURRENT_URL": "http://[",
    "HTTP_AUTHORIZATION": "Bearer \x00",
}


@pytest.mark.parametrize("module", MODULES)
def test_no_header_brings_an_error_of_ours(module: ModuleType, cast: Cast) -> None:
    world, found = module.make_world(cast), []
    for row in module.ROWS:
        person = next(openers(row), None)
        if row.method != "get" or person is None:
            continue
        client, url = signed_in(cast, person), reverse(row.name, args=row.args(world)) + row.query
        for header, value in HEADERS.items():
            status, changed = asked(client, "get", url, **{header: value})
            if faults(status, changed):
                found.append((url, header, status, changed))
    assert found == []


def short(data: dict[str, Any]) -> str:
    return repr({name: repr(value)[:80] for name, value in data.items()})[:600]
