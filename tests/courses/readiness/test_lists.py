from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.partners.services import require_factors
from courses.cohorts.services import close_cohort, invite_learner
from courses.messages.models import Thread
from courses.models import Cohort
from courses.readiness.registry import LineState
from courses.readiness.selectors import blocks_of, closing_list, opening_list
from courses.readiness.services import open_when_ready, reopen
from courses.schedules.services import set_dates
from tests.factories.courses import enrol_directly, entitle, make_cohort, make_link, make_version
from tests.factories.meetings import make_meeting, record

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cohort(cast):
    version = make_version()
    now = timezone.now()
    return make_cohort(
        cast.north,
        version,
        instructors=[cast.ines],
        state="draft",
        opens_at=now + 7 * DAY,
        closes_at=now + 60 * DAY,
    )


def states(lines) -> dict[str, LineState]:
    return {line.code: line.state for line in lines}


def test_a_draft_says_line_by_line_what_blocks_and_where_it_is_lifted(cast, cohort):
    lines = opening_list(cohort)
    assert states(lines) == {
        "partner": "done",
        "authorisation:none": "blocks",
        "instructor": "done",
        "accreditation:none": "blocks",
        "dates": "done",
        "roster:empty": "open",
        "meetings:none": "open",
    }
    assert all(line.why and line.who and line.url and line.label for line in lines if line.state != "done")
    entitle(cast.north, cohort.version, cast.ines)
    assert blocks_of(opening_list(cohort)) == []


def test_a_cohort_whose_last_day_is_past_does_not_open(cast, cohort):
    entitle(cast.north, cohort.version, cast.ines)
    now = timezone.now()
    Cohort.objects.filter(pk=cohort.pk).update(opens_at=now - 9 * DAY, closes_at=now - DAY)
    with pytest.raises(ValidationError, match="The last day is past"):
        open_when_ready(cohort=cohort, actor=cast.paula)
    Cohort.objects.filter(pk=cohort.pk).update(closes_at=now + DAY)
    assert states(opening_list(Cohort.objects.get()))["dates:begun"] == "open"
    assert open_when_ready(cohort=cohort, actor=cast.paula).state == "open"


def test_dates_outside_the_cohort_factors_that_lack_and_a_way_in_are_said(cast, cohort):
    quiz = cohort.version.activities.get(key="m1.quiz")
    late = cohort.closes_at + DAY
    set_dates(
        activity=quiz, opens_at=late, due_at=None, closes_at=None, cohort_id=cohort.pk, actor=cast.paula
    )
    require_factors(partner=cast.north, since=timezone.now().date() + 14 * DAY, actor=cast.paula)
    cohort = Cohort.objects.select_related("partner").get()
    found = states(opening_list(cohort))
    assert (found["dates:beyond"], found["factors:missing"], found["roster:empty"]) == (
        "open",
        "open",
        "open",
    )
    User.objects.filter(pk=cast.ines.pk).update(factor_due=None)
    make_link(cohort)
    found = states(opening_list(cohort))
    assert (found["factors"], found["roster"]) == ("done", "done")


@pytest.mark.parametrize("count", [1, 3])
def test_the_checklist_costs_the_same_for_one_and_three(
    client, cast, cohort, django_assert_num_queries, count
):
    entitle(cast.north, cohort.version, cast.ines)
    for number in range(count):
        invite_learner(cohort=cohort, email=f"new-{number}@example.org", actor=cast.paula)
        make_meeting(cohort, starts_in=200 + number)
    client.force_login(cast.paula)
    with django_assert_num_queries(13):
        page = client.get(f"/cohorts/{cohort.public_id}/ready/").content.decode()
    assert f"0 learners and {count} invited, 25 seats." in page


def test_the_button_is_there_once_nothing_blocks(client, cast, cohort):
    client.force_login(cast.paula)
    url = f"/cohorts/{cohort.public_id}/ready/"
    page = client.get(url).content.decode()
    assert ("2 points block." in page, "Open the cohort</button>" in page) == (True, False)
    assert client.post(url).status_code == 422
    entitle(cast.north, cohort.version, cast.ines)
    assert "Open the cohort</button>" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert Cohort.objects.get().state == "open"


def test_closing_lists_what_is_open_and_asks_for_a_tick(client, cast, cohort):
    Cohort.objects.update(state="open")
    enrol_directly(cast.lena, cohort.version, cohort=cohort)
    assert states(closing_list(cohort)) == {
        "results": "open",
        "appeals": "done",
        "ratings": "done",
        "attendance": "done",
        "messages": "done",
        "reviews": "done",
        "certificates": "done",
        "requests": "done",
    }
    client.force_login(cast.paula)
    url = f"/cohorts/{cohort.public_id}/close/"
    assert "1 learner has not finished." in client.get(url).content.decode()
    refused = client.post(url)
    assert (refused.status_code, b"by mistake" in refused.content) == (422, True)
    client.post(url, {"sure": "on"})
    assert Cohort.objects.get().state == "closed"


def test_a_meeting_ahead_is_advice_that_keeps_no_cohort_shut(cast, cohort):
    entitle(cast.north, cohort.version, cast.ines)
    make_meeting(cohort, starts_in=-30)
    make_meeting(cohort, starts_in=200, state="cancelled")
    [line] = [line for line in opening_list(cohort) if line.code.startswith("meetings")]
    assert (line.state, line.url) == ("open", f"/cohorts/{cohort.public_id}/meetings/new/")
    make_meeting(cohort, starts_in=200)
    make_meeting(cohort, starts_in=300)
    [line] = [line for line in opening_list(cohort) if line.code.startswith("meetings")]
    assert (line.state, "2 meetings, the first on" in line.why) == ("done", True)
    assert open_when_ready(cohort=cohort, actor=cast.paula).state == "open"


def test_closing_counts_the_meetings_of_which_nothing_is_recorded(cast, cohort):
    learner = enrol_directly(cast.lena, cohort.version, cohort=cohort)
    first, second, _third = (make_meeting(cohort, starts_in=-30 * n) for n in (1, 2, 3))
    make_meeting(cohort, starts_in=-30, state="cancelled")
    make_meeting(cohort, starts_in=30)
    record(first, learner)
    [line] = [line for line in closing_list(cohort) if line.code == "attendance"]
    assert line.why == "Attendance not recorded for 2 meetings."
    record(second, learner)
    [line] = [line for line in closing_list(cohort) if line.code == "attendance"]
    assert line.why == "Attendance not recorded for 1 meeting."


def test_only_programme_staff_open_it_again_and_the_reason_stays(cast, cohort):
    entitle(cast.north, cohort.version, cast.ines)
    close_cohort(cohort=cohort, actor=cast.paula)
    with pytest.raises(ValidationError, match="Programme staff can open it again"):
        open_when_ready(cohort=cohort, actor=cast.paula)
    with pytest.raises(PermissionDenied):
        reopen(cohort=cohort, reason="Please", actor=cast.paula)
    with pytest.raises(ValidationError, match="Say why"):
        reopen(cohort=cohort, reason=" ", actor=cast.sam)
    assert reopen(cohort=cohort, reason="Closed by mistake.", actor=cast.sam).state == "open"
    assert AuditEntry.objects.get(verb="cohort.reopened").detail == {"reason": "Closed by mistake."}


def test_closing_says_who_still_waits_for_an_answer(cast, cohort):
    lena = enrol_directly(cast.lena, cohort.version, cohort=cohort)
    thread = Thread.objects.create(enrolment=lena, waiting_since=timezone.now())
    [line] = [line for line in closing_list(cohort) if line.code == "messages"]
    assert (line.state, line.why) == ("open", "1 learner waits for an answer.")
    assert line.url == f"/cohorts/messages/?show=waiting&cohort={cohort.public_id}"
    Thread.objects.filter(pk=thread.pk).update(waiting_since=None)
    [line] = [line for line in closing_list(cohort) if line.code == "messages"]
    assert line.state == "done"
