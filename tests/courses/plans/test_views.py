from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from courses.models import ActivityDates, Cohort, CohortTemplate, Meeting
from courses.plans.services import keep_plan
from tests.factories.courses import entitle, make_cohort, make_version
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(cast):
    version = make_version()
    entitle(cast.north, version)
    return make_cohort(cast.north, version)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_templates_costs_the_same_for_one_and_three(
    client, cast, cohort, django_assert_num_queries, count
):
    for number in range(count):
        keep_plan(cohort=cohort, name=f"Plan {number}", pins_version=bool(number), actor=cast.paula)
    client.force_login(cast.paula)
    with django_assert_num_queries(3):
        page = client.get("/cohorts/templates/").content.decode()
    assert page.count('<th scope="row">') == count


def test_a_coordinator_keeps_a_plan_changes_it_and_starts_the_next_cohort(client, cast, cohort):
    client.force_login(cast.paula)
    client.post(f"/cohorts/{cohort.public_id}/template/", {"name": "Six weeks", "pins_version": ""})
    template = CohortTemplate.objects.get()
    assert template.version is None
    url = f"/cohorts/templates/{template.public_id}/"
    form = {
        "name": "Six weeks",
        "version": "",
        "time_zone": "Africa/Accra",
        "seats": "12",
        "ends": "week 6 sunday 23:59",
        "welcome": "Welcome",
        "due_at:m1.quiz": "week 2 fri 17:00",
    }
    wrong = client.post(url, form | {"due_at:m1.quiz": "soon"})
    assert (wrong.status_code, b"week 2 Friday 17:00" in wrong.content, b'value="soon"' in wrong.content) == (
        422,
        True,
        True,
    )
    assert client.post(url, form).status_code == 302
    start = {"name": "June", "opens": "2026-06-03T09:00"}
    looked = client.post(f"{url}start/", start).content.decode()
    assert "Fri 12 Jun, 17:00" in looked
    assert not Cohort.objects.filter(name="June").exists()
    client.post(f"{url}start/", start | {"write": "1"})
    made = Cohort.objects.get(name="June")
    accra = ZoneInfo("Africa/Accra")
    assert (made.seats, made.closes_at) == (12, datetime(2026, 7, 12, 23, 59, tzinfo=accra))
    assert ActivityDates.objects.get(cohort=made).due_at == datetime(2026, 6, 12, 17, 0, tzinfo=accra)


def test_a_name_that_is_taken_is_said_at_its_field(client, cast, cohort):
    keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    client.force_login(cast.paula)
    page = client.post(f"/cohorts/{cohort.public_id}/template/", {"name": "Six weeks"})
    assert (page.status_code, b"has a template of this name already" in page.content) == (422, True)


def test_a_dropped_template_takes_no_cohort_with_it(client, cast, cohort):
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    client.force_login(cast.paula)
    client.post(f"/cohorts/templates/{template.public_id}/drop/")
    assert (CohortTemplate.objects.count(), Cohort.objects.count()) == (0, 1)


def test_another_partner_never_sees_it(client, cast, cohort):
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    client.force_login(cast.rui)
    assert client.get(f"/cohorts/templates/{template.public_id}/").status_code == 404
    assert b"Six weeks" not in client.get("/cohorts/templates/").content


@pytest.mark.parametrize("count", [1, 3])
def test_meetings_of_a_template_are_shown_left_out_and_looked_at_before_they_are_planned(
    client, cast, cohort, count
):
    for number in range(count):
        begin = cohort.opens_at + timedelta(days=7 * number + 1)
        make_meeting(cohort, title=f"Hour {number}", starts_at=begin, ends_at=begin + timedelta(minutes=45))
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    client.force_login(cast.paula)
    url = f"/cohorts/templates/{template.public_id}/"
    page = client.get(url).content.decode()
    assert page.count('<span class="vh"> Hour ') == count
    start = {"name": "June", "opens": "2026-06-03T09:00"}
    looked = client.post(f"{url}start/", start).content.decode()
    assert (looked.count("Hour "), Meeting.objects.count()) == (count, count)
    form = {name: value for name, value in client.get(url).context["form"].initial.items() if value}
    assert client.post(url, form | {"drop:0": "on"}).status_code == 302
    template.refresh_from_db()
    assert [one["title"] for one in template.meetings] == [f"Hour {number}" for number in range(1, count)]
