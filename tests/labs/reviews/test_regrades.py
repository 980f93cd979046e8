"""Staff see who would move before a newer rubric reads older runs, and nothing is stored until they say so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from labs.evaluation.models import Evaluation
from tests.cast import Cast
from tests.factories.labs import s1_package
from tests.labs.evaluation.test_regrade import newer, played

LAB = "labs:regrade-lab"


@pytest.fixture
def sam(client: Client, cast: Cast) -> Client:
    client.force_login(cast.sam)
    return client


def milder() -> Any:
    return newer(costs=[], criteria=[{**one, "full": one["part"]} for one in s1_package()["lab"]["criteria"]])


def test_a_lab_without_older_runs_teaches_what_the_page_is_for(sam: Client, cast: Cast) -> None:
    played(cast, "poor")
    assert "No older runs" in sam.get(reverse("labs:regrades")).content.decode()


def test_the_preview_names_who_moves_and_stores_nothing_and_the_button_does(sam: Client, cast: Cast) -> None:
    old = played(cast, "poor")
    version = milder()
    assert reverse(LAB, args=[version.slug]) in sam.get(reverse("labs:regrades")).content.decode()
    page = sam.get(reverse(LAB, args=[version.slug])).content.decode()
    assert ("Lena Brandt" in page, "other points" in page) == (True, True)
    assert list(Evaluation.objects.all()) == [old]
    done = sam.post(reverse(LAB, args=[version.slug]), {"digest": version.digest}, follow=True)
    assert "1 runs are graded again, 1 have other points." in done.content.decode()
    assert Evaluation.objects.count() == 2
    assert AuditEntry.objects.get(verb="lab.regraded").detail == {"moved": 1}
    assert "Nothing to grade again" in sam.get(reverse(LAB, args=[version.slug])).content.decode()


def test_a_preview_of_an_older_version_is_not_stored(sam: Client, cast: Cast) -> None:
    played(cast, "poor")
    seen = milder()
    newer(**{"pass": 9, "version": "1.2.0"})
    refused = sam.post(reverse(LAB, args=[seen.slug]), {"digest": seen.digest})
    assert refused.status_code == 422
    assert "A newer version was published meanwhile." in refused.content.decode()
    assert Evaluation.objects.count() == 1


def test_an_unknown_lab_is_not_found(sam: Client) -> None:
    assert sam.get(reverse(LAB, args=["nothing"])).status_code == 404
