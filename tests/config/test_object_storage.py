"""Uploads and certificates in a bucket: the environment alone decides, nothing else changes for a person."""

from __future__ import annotations

import os
import runpy
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from accounts.privacy.services import ask_for_export, make_export
from certificates.credentials import storage
from tests.cast import Cast
from tests.factories.certificates import issued

ROOT = Path(__file__).parents[2]
BUCKET = "ready-room-uploads"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A local S3 server on a port of its own."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture
def bucket(server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings as the environment of an installation gives them, and the bucket behind them."""
    given = {
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT_URL": server,
        "S3_REGION": "eu-west-1",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    settings.STORAGES = {
        **settings.STORAGES,
        "default": runpy.run_path(str(ROOT / "config/settings/base.py"))["STORAGES"]["default"],
    }
    os.environ.update(before)
    client = boto3.resource(
        "s3",
        endpoint_url=server,
        region_name="eu-west-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    made = client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield made
    made.objects.all().delete()
    made.delete()


def test_lena_downloads_her_certificate_from_the_bucket(bucket: Any, cast: Cast, client: Client) -> None:
    credential = issued(cast.lena)
    assert sorted(key.key for key in bucket.objects.all()) == sorted(
        {
            storage.path_of(credential.pdf_digest, "pdf"),
            storage.path_of(credential.json_digest, "json"),
            storage.path_of(credential.token_digest, "jwt"),
        }
    )
    client.force_login(cast.lena)
    page = client.get(reverse("certificates:credential-pdf", args=[credential.public_id]))
    assert page.status_code == 200
    assert b"".join(page.streaming_content if page.streaming else [page.content])[:5] == b"%PDF-"


def test_bytes_that_somebody_changed_in_the_bucket_are_refused(bucket: Any) -> None:
    digest = storage.put(b"signed", "pdf")
    assert storage.put(b"signed", "pdf") == digest
    bucket.Object(storage.path_of(digest, "pdf")).put(Body=b"other")
    with pytest.raises(storage.Damaged):
        storage.get(digest, "pdf")
    assert storage.put(b"signed", "pdf") == digest
    assert storage.get(digest, "pdf") == b"signed"


def test_bytes_that_are_gone_are_missed(bucket: Any) -> None:
    digest = storage.put(b"signed", "pdf")
    storage.forget(digest, "pdf")
    with pytest.raises(storage.Damaged):
        storage.get(digest, "pdf")


def test_lena_fetches_her_data_from_the_bucket_and_omar_does_not(
    bucket: Any, cast: Cast, client: Client
) -> None:
    export = ask_for_export(user=cast.lena)
    make_export(export_id=export.pk)
    client.force_login(cast.lena)
    page = client.get(reverse("accounts:privacy-download", args=[export.public_id]))
    with zipfile.ZipFile(BytesIO(b"".join(page.streaming_content))) as archive:
        assert "contents.json" in archive.namelist()
    client.force_login(cast.omar)
    assert client.get(reverse("accounts:privacy-download", args=[export.public_id])).status_code == 404
