"""The pages of meetings as their people use them."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from courses.meetings.services.presence import open_check_in
from courses.models import Attendance, Meeting
from tests.counts import forget_counts
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrol_directly
from tests.factories.meetings import make_meeting, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_asked_yet():
    forget_counts()


def desk(cohort, path="") -> str:
    return f"/cohorts/{cohort.public_id}/meetings/{path}"


def plan(cohort, **changes) -> dict:
    day = (timezone.now() + timedelta(days=3)).date()
    form = {
        "title": "Tuesday talk",
        "starts": f"{day}T14:00",
        "minutes": "90",
        "repeats": "once",
        "is_told": "on",
        "join_url": "https://call.example/a",
    }
    return form | changes


def text_of(response) -> str:
    return response.content.decode()


# Planning


def test_an_instructor_plans_ten_tuesdays_with_one_form(client, cast, cohort):
    client.force_login(cast.ines)
    response = client.post(desk(cohort, "new/"), plan(cohort, repeats="weekly", count="10", is_outside="on"))
    assert (response.status_code, response["Location"]) == (302, desk(cohort))
    rows = list(Meeting.objects.all())
    assert (len(rows), len({row.series for row in rows})) == (10, 1)
    assert {row.starts_at.astimezone(cohort.zone).hour for row in rows} == {14}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"join_url": "http://call.example"}, "begins with https://"),
        ({"join_url": "javascript:alert(1)"}, "begins with https://"),
        ({"minutes": "1"}, "greater than or equal to 5"),
        ({"repeats": "weekly"}, "Say how many meetings there are"),
        ({"repeats": "weeks", "count": "3"}, "How many weeks lie between"),
        ({"repeats": "weekly", "count": "3", "until": "2030-01-01"}, "not both"),
        ({"repeats": "weekly", "count": "201"}, "less than or equal to 200"),
        ({"repeats": "weekly", "until": "2020-01-01"}, "No meeting falls before"),
        ({"starts": "2999-01-01T10:00"}, "years away"),
        ({"starts": "9999-12-31T23:59"}, "years away"),
        ({"starts": "2027-03-28T02:30", "is_outside": "on"}, "The clocks change that night"),
        ({"starts": "2027-09-01T10:00"}, "1 of 1 lie outside of the cohort’s dates"),
    ],
)
def test_a_plan_that_cannot_be_says_where_and_how_to_mend_it(client, cast, cohort, changes, words):
    client.force_login(cast.ines)
    response = client.post(desk(cohort, "new/"), plan(cohort, **changes))
    page = text_of(response)
    assert (response.status_code, words in page, 'value="Tuesday talk"' in page) == (422, True, True)
    assert Meeting.objects.count() == 0


def test_one_tick_plans_a_meeting_outside_of_the_cohorts_dates(client, cast, cohort):
    client.force_login(cast.ines)
    form = plan(cohort, starts="2027-09-01T10:00")
    assert 'name="is_outside"' in text_of(client.post(desk(cohort, "new/"), form))
    assert client.post(desk(cohort, "new/"), form | {"is_outside": "on"}).status_code == 302


def test_changing_this_and_the_following_is_offered_for_a_series_alone(client, cast, cohort):
    client.force_login(cast.ines)
    client.post(desk(cohort, "new/"), plan(cohort, repeats="weekly", count="3"))
    second = Meeting.objects.order_by("starts_at")[1]
    url = desk(cohort, f"{second.public_id}/edit/")
    assert 'name="scope"' in text_of(client.get(url))
    assert 'name="scope"' not in text_of(client.get(desk(cohort, f"{make_meeting(cohort).public_id}/edit/")))
    start = (second.starts_at + timedelta(days=1)).astimezone(cohort.zone)
    form = plan(cohort, starts=f"{start:%Y-%m-%d}T16:00", title="Talk", scope="following")
    client.post(url, form)
    rows = Meeting.objects.filter(series=second.series).order_by("starts_at")
    assert [(row.title, row.starts_at.astimezone(cohort.zone).hour) for row in rows] == [
        ("Tuesday talk", 14),
        ("Talk", 16),
        ("Talk", 16),
    ]


def test_who_leads_a_meeting_is_kept_when_it_is_changed_also_after_they_left(client, cast, cohort):
    meeting = make_meeting(cohort, instructor=cast.omar)
    client.force_login(cast.ines)
    url = desk(cohort, f"{meeting.public_id}/edit/")
    page = text_of(client.get(url))
    assert f'<option value="{cast.omar.pk}" selected>Omar Said</option>' in page
    assert client.post(url, plan(cohort, instructor=cast.omar.pk)).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.instructor, meeting.title) == (cast.omar, "Tuesday talk")


def test_cancelling_asks_first_and_the_list_keeps_the_meeting(client, cast, cohort):
    meeting = make_meeting(cohort, title="Kick-off")
    client.force_login(cast.ines)
    url = desk(cohort, f"{meeting.public_id}/cancel/")
    assert "Cancel “Kick-off”?" in text_of(client.get(url))
    client.post(url, {"reason": "Strike", "is_told": "on"})
    page = text_of(client.get(desk(cohort), {"show": "cancelled"}))
    assert ("Kick-off" in page, "Strike" in page) == (True, True)


def test_people_of_another_partner_do_not_lead_a_meeting(client, cast, cohort):
    client.force_login(cast.ines)
    page = text_of(client.get(desk(cohort, "new/")))
    options = re.findall(
        r"<option[^>]*>([^<]*)</option>", page.split('name="instructor"')[1].split("</select>")[0]
    )
    assert options == ["Nobody yet", "Ines Vogt", "Paula Berg"]
    assert client.post(desk(cohort, "new/"), plan(cohort, instructor=cast.rui.pk)).status_code == 422


# Costs


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_meetings_costs_the_same_for_one_and_three(
    client, cast, cohort, django_assert_num_queries, count
):
    for n in range(count):
        make_meeting(cohort, title=f"Talk {n}", instructor=cast.ines, starts_in=24 + n)
    client.force_login(cast.ines)
    with django_assert_num_queries(8):
        page = text_of(client.get(desk(cohort)))
    assert len(re.findall(r">Talk \d</a>", page)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_marking_page_costs_the_same_for_one_and_three(
    client, cast, cohort, django_assert_num_queries, count
):
    meeting = make_meeting(cohort, starts_in=-1)
    for _n in range(count):
        record(meeting, enrol_directly(UserFactory(), cohort.version, cohort=cohort), recorded_by=cast.ines)
    client.force_login(cast.ines)
    with django_assert_num_queries(9):
        page = text_of(client.get(desk(cohort, f"{meeting.public_id}/")))
    assert page.count('value="present" selected') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_sums_cost_the_same_for_one_and_three(client, cast, cohort, django_assert_num_queries, count):
    for _n in range(count):
        enrolment = enrol_directly(UserFactory(), cohort.version, cohort=cohort)
        for n in range(count):
            record(make_meeting(cohort, starts_in=-10 - n), enrolment)
    client.force_login(cast.ines)
    with django_assert_num_queries(9):
        assert client.get(desk(cohort, "attendance/")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_learners_list_costs_the_same_for_one_and_three(
    client, cast, cohort, lena, django_assert_num_queries, count
):
    for n in range(count):
        record(make_meeting(cohort, starts_in=-10 - n, instructor=cast.ines), lena, recorded_by=cast.ines)
    client.force_login(cast.lena)
    with django_assert_num_queries(4):
        page = text_of(client.get(f"/learn/{lena.public_id}/meetings/"))
    assert page.count('class="tag ok"') == count


# Marking


def marks(meeting, **statuses) -> dict:
    return {f"s-{enrolment.public_id.hex}": status for enrolment, status in statuses.items()}


def test_the_exceptions_are_chosen_and_one_button_records_all_others_as_present(client, cast, cohort, lena):
    omar = enrol_directly(cast.omar, cohort.version, cohort=cohort)
    third = enrol_directly(UserFactory(), cohort.version, cohort=cohort)
    meeting = make_meeting(cohort, starts_in=-1)
    client.force_login(cast.ines)
    form = {
        f"s-{omar.public_id.hex}": "late",
        f"m-{omar.public_id.hex}": "70",
        f"s-{third.public_id.hex}": "excused",
        "rest": "1",
    }
    assert client.post(desk(cohort, f"{meeting.public_id}/"), form).status_code == 302
    assert {row.enrolment_id: (row.status, row.minutes) for row in Attendance.objects.all()} == {
        lena.pk: ("present", None),
        omar.pk: ("late", 70),
        third.pk: ("excused", None),
    }


@pytest.mark.parametrize(
    ("status", "minutes", "words"),
    [
        ("late", "", "How many minutes?"),
        ("late", "91", "less than or equal to 90"),
        ("here", "", "Select a valid choice"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_is_saved(
    client, cast, cohort, lena, status, minutes, words
):
    meeting = make_meeting(cohort, starts_in=-1)
    client.force_login(cast.ines)
    form = {f"s-{lena.public_id.hex}": status, f"m-{lena.public_id.hex}": minutes}
    response = client.post(desk(cohort, f"{meeting.public_id}/"), form)
    assert (response.status_code, words in text_of(response)) == (422, True)
    assert Attendance.objects.count() == 0


def test_a_correction_without_a_reason_comes_back_with_what_was_chosen(client, cast, cohort, lena):
    meeting = make_meeting(cohort, starts_in=-1)
    record(meeting, lena)
    client.force_login(cast.ines)
    url = desk(cohort, f"{meeting.public_id}/")
    form = {f"s-{lena.public_id.hex}": "absent"}
    response = client.post(url, form)
    page = text_of(response)
    assert (response.status_code, "Say why in a few words" in page, 'value="absent" selected' in page) == (
        422,
        True,
        True,
    )
    assert client.post(url, form | {"reason": "Wrong row"}).status_code == 302
    page = text_of(client.get(f"/cohorts/{cohort.public_id}/learners/{lena.public_id}/attendance/"))
    assert ("<s>Present</s>" in page, "Wrong row" in page) == (True, True)


def test_the_sheet_to_print_has_the_names_or_empty_lines(client, cast, cohort, lena):
    meeting = make_meeting(cohort, title="Kick-off")
    client.force_login(cast.ines)
    url = desk(cohort, f"{meeting.public_id}/sheet/")
    full, empty = text_of(client.get(url)), text_of(client.get(url, {"empty": ""}))
    assert ("Lena Brandt" in full, "Lena Brandt" in empty, empty.count("<tr><td></td>")) == (True, False, 25)
    assert "Signature" in empty


def test_no_cell_of_the_export_runs_in_a_spreadsheet(client, cast, cohort):
    enrolment = enrol_directly(UserFactory(name="=cmd()"), cohort.version, cohort=cohort)
    record(make_meeting(cohort, starts_in=-5, title="+1 talk"), enrolment, "late", 60)
    client.force_login(cast.ines)
    response = client.get(desk(cohort, "attendance.csv"))
    head, row = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert (row[0], head[-1].startswith("'+1 talk"), row[-1], row[8]) == ("'=cmd()", True, "Late (60)", "60")


def test_a_workbook_of_a_call_is_tried_out_then_written(client, cast, cohort, lena):
    meeting = make_meeting(cohort, starts_in=-2)
    book = Workbook()
    for row in (["Email", "Minutes"], ["lena@example.org", 40], ["guest@example.org", 90]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    client.force_login(cast.ines)
    url = desk(cohort, f"{meeting.public_id}/call/")
    page = text_of(client.post(url, {"file": SimpleUploadedFile("call.xlsx", out.getvalue())}))
    assert ("Record 1 learner" in page, "line 3" in page, Attendance.objects.count()) == (True, True, 0)
    text = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', page, re.DOTALL)[1]
    assert client.post(url, {"text": text, "write": "1"}).status_code == 302
    assert Attendance.objects.values_list("status", "minutes", "source").get() == ("left-early", 40, "call")


# The learner


def test_a_learner_sees_the_way_in_the_agenda_and_what_was_recorded(client, cast, cohort, lena):
    meeting = make_meeting(cohort, agenda="- Bring **one** question\n\n<script>alert(1)</script>")
    client.force_login(cast.lena)
    page = text_of(client.get(f"/learn/{lena.public_id}/meetings/{meeting.public_id}/"))
    assert "<strong>one</strong>" in page
    assert "<script>alert" not in page
    assert 'href="https://call.example/room"' in page


def test_a_learner_checks_in_on_the_page(client, cast, cohort, lena):
    meeting = make_meeting(cohort, starts_in=0.1)
    code = open_check_in(meeting=meeting, actor=cast.ines)
    client.force_login(cast.lena)
    url = f"/learn/{lena.public_id}/meetings/{meeting.public_id}/"
    wrong = client.post(f"{url}check-in/", {"code": "WRONG1"})
    assert (wrong.status_code, "not the code" in text_of(wrong)) == (422, True)
    assert client.post(f"{url}check-in/", {"code": code}, follow=True).status_code == 200
    assert Attendance.objects.get().status == "present"


def test_who_tries_codes_is_stopped(client, cast, cohort, lena):
    meeting = make_meeting(cohort, starts_in=0.1)
    code = open_check_in(meeting=meeting, actor=cast.ines)
    client.force_login(cast.lena)
    url = f"/learn/{lena.public_id}/meetings/{meeting.public_id}/check-in/"
    statuses = [client.post(url, {"code": "WRONG1"}).status_code for _try in range(10)]
    assert statuses == [422] * 10
    assert client.post(url, {"code": code}).status_code == 429
    assert Attendance.objects.count() == 0


def test_who_has_left_the_cohort_keeps_what_was_recorded_and_loses_the_way_in(client, cast, cohort, lena):
    past, coming = make_meeting(cohort, starts_in=-30), make_meeting(cohort)
    record(past, lena)
    lena.ended_at = timezone.now()
    lena.save()
    client.force_login(cast.lena)
    url = f"/learn/{lena.public_id}/meetings/"
    assert client.get(f"{url}{past.public_id}/").status_code == 200
    assert client.get(f"{url}{coming.public_id}/").status_code == 404
    assert client.get(f"/meetings/{coming.public_id}/meeting.ics").status_code == 404
    assert coming.title not in text_of(client.get(url))
