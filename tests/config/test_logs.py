"""What is written about a request, and what never is."""

from __future__ import annotations

import json
import logging
import re

import pytest

from config.logs import JsonFormatter, WithoutPersonalData, bind_request_id, unbind_request_id

pytestmark = pytest.mark.django_db


def line(message, *args, level=logging.INFO, **extra):
    record = logging.LogRecord("ready_room", level, __file__, 1, message, args, None)
    record.__dict__.update(extra)
    WithoutPersonalData().filter(record)
    return json.loads(JsonFormatter().format(record))


def test_a_mail_address_is_masked():
    assert line("refused: %s", "lena@example.org")["event"] == "refused: [address]"


def test_a_line_carries_the_id_of_its_request():
    bind_request_id("0123456789abcdef")
    try:
        assert line("saved")["request_id"] == "0123456789abcdef"
    finally:
        unbind_request_id()


def test_djangos_own_lines_name_the_route_in_place_of_the_path(rf):
    request = rf.get("/invitations/secret-token/")
    request.resolver_match = None
    written = line("Not Found: %s", "/invitations/secret-token/", request=request, status_code=404)
    assert (written["event"], written["route"], written["status"]) == ("request refused", "-", 404)
    assert "secret-token" not in json.dumps(written)


def test_each_request_writes_one_line_with_route_status_and_time(client, settings, caplog):
    settings.LOG_REQUESTS = True
    with caplog.at_level(logging.INFO, "ready_room.requests"):
        client.get("/accounts/login/?next=/learn/")
    [record] = caplog.records
    assert (record.method, record.route, record.status) == ("GET", "/accounts/login/", 200)


def test_an_answer_carries_its_request_id(client):
    assert re.fullmatch(r"[0-9a-f]{16}", client.get("/health/")["X-Request-ID"])


def test_a_callers_own_id_counts_only_behind_a_proxy(client, settings):
    assert (
        client.get("/health/", headers={"X-Request-ID": "trace-12345678"})["X-Request-ID"] != "trace-12345678"
    )
    settings.TRUSTED_PROXY_COUNT = 1
    assert (
        client.get("/health/", headers={"X-Request-ID": "trace-12345678"})["X-Request-ID"] == "trace-12345678"
    )


@pytest.mark.parametrize("given", ["short", "a" * 65, 'x"} {"evil": 1', "with space 12"])
def test_a_strange_id_is_replaced(client, settings, given):
    settings.TRUSTED_PROXY_COUNT = 1
    assert client.get("/health/", headers={"X-Request-ID": given})["X-Request-ID"] != given
