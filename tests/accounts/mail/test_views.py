"""The outbox exists only where no mail leaves the machine."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.mail.models import OutgoingMail
from tests.accounts.mail.test_services import write
from tests.cast import Cast


def pages(mail: OutgoingMail) -> list[str]:
    return [
        reverse("accounts:outbox"),
        reverse("accounts:outbox-mail", args=[mail.public_id]),
        reverse("accounts:outbox-html", args=[mail.public_id]),
    ]


def statuses(client: Client, mail: OutgoingMail) -> list[int]:
    return [client.get(url).status_code for url in pages(mail)]


def test_everybody_at_this_machine_reads_the_outbox_of_a_demo(client: Client, cast: Cast) -> None:
    assert statuses(client, write(cast.lena)) == [200, 200, 200]


def test_with_a_mail_server_there_is_no_outbox(client: Client, cast: Cast, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    assert statuses(client, write(cast.lena)) == [404, 404, 404]


def test_a_server_with_a_public_name_shows_no_outbox_even_without_a_mail_server(
    client: Client, cast: Cast, settings: Settings
) -> None:
    mail = write(cast.lena)
    settings.SITE_URL = "https://ready.example.org"
    assert statuses(client, mail) == [404, 404, 404]
    settings.SITE_URL = "http://localhost:8000"
    settings.ALLOWED_HOSTS = ["localhost", "ready.example.org"]
    assert [client.get(url, headers={"host": "localhost"}).status_code for url in pages(mail)] == [404] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_is_one_query(
    client: Client, cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        write(cast.lena, f"export:{number}")
    with django_assert_num_queries(1):
        assert len(client.get(reverse("accounts:outbox")).context["mails"]) == count


def test_a_mails_html_may_style_itself_but_run_nothing(client: Client, cast: Cast) -> None:
    policy = client.get(pages(write(cast.lena))[2])["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy
