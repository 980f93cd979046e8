"""What probes and Prometheus see."""

from __future__ import annotations

import time

import pytest
from django.test import override_settings

from config.queue.models import DeadLetter, Message

pytestmark = pytest.mark.django_db


def test_a_living_process_says_so_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_a_ready_installation_says_what_it_looked_at(client):
    answer = client.get("/ready/")
    assert answer.status_code == 200
    assert list(answer.json()["checks"]) == [
        "database",
        "migrations",
        "cache",
        "broker",
        "oldest job",
        "dead letters",
    ]


def test_a_job_that_nobody_takes_is_told_and_pages_stay_in_service(client, settings):
    settings.CELERY_BROKER_URL = "django://"
    Message.objects.create(queue="default", tag="a", body="{}", visible_at=time.time() - 3600)
    answer = client.get("/ready/")
    job = answer.json()["checks"]["oldest job"]
    assert (answer.status_code, job["ok"], job["detail"]) == (200, False, "3600 s: is a worker running?")


def test_a_broker_that_is_away_is_told_and_pages_stay_in_service(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    from config.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = settings.CELERY_BROKER_URL
    try:
        answer = client.get("/ready/")
    finally:
        app.conf.broker_url = before
    assert answer.status_code == 200
    assert answer.json()["checks"]["broker"]["ok"] is False


def test_prometheus_on_this_machine_reads_the_gauges(client):
    DeadLetter.objects.create(queue="default", tag="a", task="labs.finish", body="{}", deliveries=5)
    text = client.get("/metrics").content.decode()
    assert "ready_room_queue_dead_letters 1\n" in text


def test_a_stranger_sees_no_metrics(client):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_a_forwarded_request_is_not_taken_for_this_machine(client):
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


@override_settings(TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_the_forwarded_address_counts(client):
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


@override_settings(METRICS_TOKEN="let-me-read")
def test_with_a_token_set_only_the_token_opens_the_metrics(client):
    assert client.get("/metrics").status_code == 404
    answer = client.get(
        "/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": "Bearer let-me-read"}
    )
    assert answer.status_code == 200


def test_a_probe_by_plain_http_and_address_is_answered_in_production(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["learn.example.org"]
    assert client.get("/health/", headers={"host": "10.0.0.7:8001"}).status_code == 200
