from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from courses.meetings.services.planning import Details, plan_meetings
from courses.meetings.services.telling import tell_meetings
from courses.models import ActivityDates, Cohort, CohortTemplate, Meeting
from courses.plans.selectors import new_cohort
from courses.plans.services import change_template, keep_plan, make_cohort_from
from courses.schedules.services import set_dates
from tests.factories.courses import entitle, make_cohort, make_version
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def cohort(cast):
    version = make_version()
    entitle(cast.north, version, cast.ines)
    made = make_cohort(
        cast.north, version, opens_at=MONDAY, closes_at=MONDAY + timedelta(days=40), welcome="Hello all"
    )
    set_dates(
        activity=version.activities.get(key="m1.quiz"),
        opens_at=None,
        due_at=MONDAY + timedelta(days=11, hours=8),
        closes_at=None,
        cohort_id=made.pk,
        actor=cast.paula,
    )
    return made


def test_a_kept_plan_gives_the_next_cohort_the_same_week_and_hour(cast, cohort):
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    assert template.dates == [
        {"key": "m1.quiz", "opens_at": "", "due_at": "week 2 Friday 17:00", "closes_at": ""}
    ]
    made = make_cohort_from(
        template=template,
        name="June",
        opens_at=datetime(2026, 6, 3, 9, 0, tzinfo=AMSTERDAM),
        actor=cast.paula,
    )
    due = ActivityDates.objects.get(cohort=made).due_at
    assert due == datetime(2026, 6, 12, 15, 0, tzinfo=UTC)  # the second Friday, 17:00 in summer time
    assert (made.state, made.version_id, made.seats, made.welcome) == (
        "draft",
        cohort.version_id,
        25,
        "Hello all",
    )


def test_a_template_that_is_not_pinned_takes_the_newest_version_that_the_partner_may_deliver(cast, cohort):
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=False, actor=cast.paula)
    newer = make_version(cohort.version.course)
    make_version(cohort.version.course)  # the newest of all is not authorised
    assert new_cohort(template, MONDAY).version == cohort.version
    entitle(cast.north, newer, starts=-400)
    assert new_cohort(template, datetime.now(AMSTERDAM)).version == newer


def test_without_an_authorised_version_nothing_is_made_and_the_words_say_who_helps(cast, cohort):
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=False, actor=cast.paula)
    far = datetime(2040, 1, 2, 9, 0, tzinfo=AMSTERDAM)
    with pytest.raises(ValidationError) as refused:
        make_cohort_from(template=template, name="Far", opens_at=far, actor=cast.paula)
    assert "Programme staff authorise one" in refused.value.messages[0]
    assert not Cohort.objects.filter(name="Far").exists()


def test_moments_that_contradict_each_other_are_named_and_nothing_is_written(cast, cohort):
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    line = {
        "key": "m1.quiz",
        "opens_at": "week 3 Monday 09:00",
        "due_at": "week 2 Friday 17:00",
        "closes_at": "",
    }
    change = {
        "name": template.name,
        "version": template.version,
        "time_zone": template.time_zone,
        "seats": 10,
        "ends": template.ends,
        "welcome": "",
        "dates": [line],
        "actor": cast.paula,
    }
    template = change_template(template=template, **change)
    with pytest.raises(ValidationError) as refused:
        make_cohort_from(template=template, name="June", opens_at=MONDAY, actor=cast.paula)
    assert refused.value.messages == ["quiz m1.quiz is not due between its opening and its end."]
    assert not Cohort.objects.filter(name="June").exists()


def test_an_activity_that_a_newer_version_lacks_is_left_out_and_said(cast, cohort):
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    template.version = make_version(cohort.version.course, steps=[("lesson", "m1.l1", "m1", {})])
    assert new_cohort(template, MONDAY).left_out == ("m1.quiz",)


def test_a_version_of_another_course_is_refused(cast, cohort):
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    with pytest.raises(ValidationError):
        change_template(
            template=template,
            name="x",
            version=make_version(),
            time_zone="UTC",
            seats=1,
            ends="week 1 Friday 17:00",
            welcome="",
            dates=[],
            actor=cast.paula,
        )
    assert CohortTemplate.objects.get().seats == 25


def test_meetings_are_kept_by_week_and_hour_and_planned_anew_without_people(cast, cohort):
    tuesday = MONDAY + timedelta(days=1, hours=5)
    weekly = [tuesday + timedelta(weeks=n) for n in range(5)]  # summer time begins before the last one
    details = Details(
        "Live hour", 60, "Bring a case", "Room 1", join_url="https://call.example/x", instructor=cast.ines
    )
    plan_meetings(cohort=cohort, starts=weekly, details=details, is_told=True, actor=cast.paula)
    make_meeting(cohort, title="Dropped", state="cancelled")
    before = MONDAY - timedelta(days=3)
    make_meeting(cohort, title="Early", starts_at=before, ends_at=before + timedelta(hours=1))
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    assert template.meetings == [
        {
            "title": "Live hour",
            "minutes": 60,
            "agenda": "Bring a case",
            "place": "Room 1",
            "starts": [f"week {n} Tuesday 14:00" for n in (1, 2, 3, 4, 5)],
        }
    ]
    wednesday = datetime(2026, 10, 14, 9, 0, tzinfo=AMSTERDAM)
    made = make_cohort_from(template=template, name="Autumn", opens_at=wednesday, actor=cast.paula)
    rows = list(Meeting.objects.filter(cohort=made).order_by("starts_at"))
    assert [row.starts_at for row in rows] == [
        datetime(2026, 10, 20, 12, 0, tzinfo=UTC),
        datetime(2026, 10, 27, 13, 0, tzinfo=UTC),  # winter time: still two o'clock
        datetime(2026, 11, 3, 13, 0, tzinfo=UTC),
        datetime(2026, 11, 10, 13, 0, tzinfo=UTC),
        datetime(2026, 11, 17, 13, 0, tzinfo=UTC),
    ]
    assert {(row.title, row.minutes, row.agenda, row.place) for row in rows} == {
        ("Live hour", 60, "Bring a case", "Room 1")
    }
    assert {(row.join_url, row.instructor, row.series == rows[0].series) for row in rows} == {
        ("", None, True)
    }
    assert tell_meetings(cohort_id=made.pk) == 0


def test_a_change_that_names_no_meetings_leaves_them(cast, cohort):
    begin = MONDAY + timedelta(days=2)
    make_meeting(cohort, title="Kick-off", starts_at=begin, ends_at=begin + timedelta(hours=1))
    template = keep_plan(cohort=cohort, name="Six weeks", pins_version=True, actor=cast.paula)
    as_it_is = {
        "name": "Seven",
        "version": None,
        "time_zone": "Europe/Amsterdam",
        "seats": 5,
        "ends": template.ends,
        "welcome": "",
        "dates": [],
    }
    assert change_template(template=template, actor=cast.paula, **as_it_is).meeting_count == 1
    assert change_template(template=template, actor=cast.paula, meetings=[], **as_it_is).meeting_count == 0
