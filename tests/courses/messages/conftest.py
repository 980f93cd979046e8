"""Lena learns in a cohort of North that Ines teaches; Omar learns beside her."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from courses.models import Cohort, Enrolment
from tests.cast import Cast
from tests.factories.courses import enrol_directly, make_cohort, make_version


@dataclass
class Room:
    cohort: Cohort
    lena: Enrolment
    omar: Enrolment

    def own(self, enrolment: Enrolment | None = None) -> str:
        return f"/messages/{(enrolment or self.lena).public_id}/"

    def team(self, enrolment: Enrolment | None = None) -> str:
        return f"/cohorts/{self.cohort.public_id}/messages/{(enrolment or self.lena).public_id}/"

    @property
    def announcements(self) -> str:
        return f"/cohorts/{self.cohort.public_id}/announcements/"


@pytest.fixture
def room(cast: Cast) -> Room:
    version = make_version()
    cohort = make_cohort(cast.north, version, instructors=[cast.ines])
    return Room(
        cohort,
        enrol_directly(cast.lena, version, cohort=cohort),
        enrol_directly(cast.omar, version, cohort=cohort),
    )
