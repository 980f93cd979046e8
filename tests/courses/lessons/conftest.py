from datetime import date
from pathlib import Path

import pytest

from courses.catalogue.services import publish_package
from courses.content.engine.reader import read_package
from tests.factories.courses import enrol_directly

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"


@pytest.fixture
def version(db):
    return publish_package(read_package(SMALL), today=date(2026, 11, 24)).version


@pytest.fixture
def enrolment(cast, version):
    return enrol_directly(cast.lena, version)


@pytest.fixture
def reading(client, cast, enrolment):
    """Lena, signed in, with the address of a lesson."""
    client.force_login(cast.lena)
    return client


def lesson_url(version, key="m1.l1", tail=""):
    return f"/learn/lessons/{version.activities.get(key=key).public_id}/{tail}"
