"""Pages that people see when something is wrong."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_protect

from config import errors, maintenance


def broken(request):
    raise RuntimeError("lena@example.org could not be saved")


def forbidden(request):
    raise PermissionDenied("Only the people who run partner North open this page.")


@csrf_protect
def form(request):
    return HttpResponse("sent")


def without_database(request):
    postgresql = ConnectionHandler({"default": {"ENGINE": "django.db.backends.postgresql"}})["default"]
    with postgresql.wrap_database_errors:
        psycopg.connect("host=127.0.0.1 port=1")


def with_a_broken_query(request):
    raise OperationalError("no such column") from sqlite3.OperationalError("no such column")


urlpatterns = [
    path("without-database/", without_database),
    path("broken-query/", with_a_broken_query),
    path("broken/", broken),
    path("forbidden/", forbidden),
    path("form/", form),
]
handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error


@pytest.fixture
def broken_pages(settings):
    settings.ROOT_URLCONF = __name__


with_broken_pages = pytest.mark.usefixtures("broken_pages")


@with_broken_pages
def test_a_broken_page_says_so_without_database_and_session():
    """No `db` fixture: any query would fail this test."""
    client = Client(raise_request_exception=False)
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert answer["X-Request-ID"] in answer.content.decode()


@with_broken_pages
def test_while_the_database_is_away_a_page_says_when_to_come_again():
    answer = Client(raise_request_exception=False).get("/without-database/")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    page = answer.content.decode()
    assert "The database is starting again." in page
    assert "Checking a certificate still works." not in page


@with_broken_pages
def test_a_query_that_is_wrong_is_our_mistake_and_no_pause():
    answer = Client(raise_request_exception=False).get("/broken-query/")
    assert (answer.status_code, answer.has_header("Retry-After")) == (500, False)


@with_broken_pages
def test_the_broken_page_stands_even_without_its_template(monkeypatch):
    def no_template(*_, **__):
        raise OSError("disk")

    monkeypatch.setattr(errors, "render_to_string", no_template)
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert "nothing you saved is lost" in answer.content.decode()


@with_broken_pages
def test_a_closed_door_says_whose_page_it_is():
    answer = Client().get("/forbidden/")
    assert answer.status_code == 403
    assert "Only the people who run partner North open this page." in answer.content.decode()


@with_broken_pages
def test_a_form_without_its_token_can_be_sent_again():
    answer = Client(enforce_csrf_checks=True).post("/form/")
    assert answer.status_code == 403
    assert "Please send the form again" in answer.content.decode()


@with_broken_pages
def test_an_unknown_address_says_there_is_no_page():
    answer = Client().get("/nowhere/")
    assert answer.status_code == 404
    assert "There is no page here" in answer.content.decode()


@with_broken_pages
def test_an_unknown_host_gets_a_readable_refusal(settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = Client().get("/forbidden/", headers={"host": "evil.example"})
    assert answer.status_code in {400, 403}


@with_broken_pages
@pytest.mark.parametrize(
    "name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]
)
def test_every_error_page_is_strict_about_scripts_and_styles(name):
    text = errors.page(name, 500).content.decode()
    assert 'style="' not in text
    assert "<script" not in text
    assert 'href=""' not in text


@pytest.fixture
def closed(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    maintenance.close(until="07:30, Europe/Amsterdam", why="We move to a larger machine.")


def test_during_maintenance_pages_are_closed_and_probes_open(client, closed):
    answer = client.get("/learn/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "Back at 07:30, Europe/Amsterdam" in answer.content.decode()
    assert client.get("/health/").status_code == 200


def test_after_maintenance_pages_are_open(client, closed, db):
    assert maintenance.reopen() is True
    assert client.get("/accounts/login/").status_code == 200
