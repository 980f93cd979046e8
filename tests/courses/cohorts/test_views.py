import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.api import Invitation
from courses.cohorts.services import invite_learner
from courses.models import Cohort, Enrolment
from courses.progress.services import mark_done
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.courses import enrol_directly, entitle, give_mark, make_cohort, make_version

pytestmark = pytest.mark.django_db
STEPS = [("lesson", "m1.l1", "m1", {}), ("quiz", "m1.quiz", "m1", {})]


@pytest.fixture
def cohort(cast):
    return make_cohort(cast.north, make_version(steps=STEPS), instructors=[cast.ines], seats=4)


def learners(cohort, count):
    return [
        enrol_directly(UserFactory(name=f"Learner {n}"), cohort.version, cohort=cohort) for n in range(count)
    ]


@pytest.mark.parametrize("sort", ["name", "-done", "seen"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_roster_costs_the_same_for_one_and_three(
    client, cast, cohort, django_assert_num_queries, count, sort
):
    for enrolment in learners(cohort, count):
        mark_done(enrolment=enrolment, activity=cohort.version.activities.get(key="m1.l1"))
    entitle(cast.north, cohort.version, cast.ines)
    client.force_login(cast.ines)
    url = f"/cohorts/{cohort.public_id}/"
    with django_assert_num_queries(10):
        page = client.get(url, {"sort": sort}).content.decode()
    assert page.count("Learner ") - page.count("Progress of Learner ") >= count
    assert page.count('<progress value="50"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_roster_as_a_file_costs_the_same_for_one_and_three(
    client, cast, cohort, django_assert_num_queries, count
):
    learners(cohort, count)
    client.force_login(cast.ines)
    with django_assert_num_queries(5):
        file = client.get(f"/cohorts/{cohort.public_id}/roster.csv")
        text = file.getvalue().decode()
    assert len(text.splitlines()) == 1 + count
    assert file["Content-Disposition"].startswith('attachment; filename="roster-')


def test_the_files_of_the_roster_hold_whom_the_page_shows_and_no_formula(client, cast, cohort):
    enrol_directly(UserFactory(name="=HYPERLINK(1)", email="x@quay.example"), cohort.version, cohort=cohort)
    done, *_others = learners(cohort, 3)
    Enrolment.objects.filter(pk=done.pk).update(completed_at=timezone.now())
    client.force_login(cast.ines)
    base = f"/cohorts/{cohort.public_id}/"
    page = client.get(f"{base}?show=finished&find=learner&page=1").content.decode()
    assert f'{base}roster.csv?show=finished&amp;find=learner"' in page
    for query, names in (
        ("", ["'=HYPERLINK(1)", "Learner 0", "Learner 1", "Learner 2"]),
        ("?sort=-name", ["Learner 2", "Learner 1", "Learner 0", "'=HYPERLINK(1)"]),
        ("?show=finished", ["Learner 0"]),
        ("?find=quay", ["'=HYPERLINK(1)"]),
        ("?find=%00nobody&sort=nonsense", []),
    ):
        text = client.get(f"{base}roster.csv{query}").getvalue().decode("utf-8-sig")
        assert [row[0] for row in csv.reader(io.StringIO(text))][1:] == names
        book = load_workbook(io.BytesIO(client.get(f"{base}roster.xlsx{query}").getvalue()))
        assert [cell.value for cell in book.active["A"]][1:] == names


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_cohorts_costs_the_same_for_one_and_three(client, cast, django_assert_num_queries, count):
    version = make_version(steps=STEPS)
    for _number in range(count):
        make_cohort(cast.north, version)
    client.force_login(cast.paula)
    with django_assert_num_queries(3):
        page = client.get("/cohorts/").content.decode()
    assert page.count("North Training") == count


def test_the_roster_sorts_by_what_the_instructor_looks_for(client, cast, cohort):
    ahead, behind, _new = learners(cohort, 3)
    for key, enrolment in (("m1.l1", ahead), ("m1.quiz", ahead), ("m1.l1", behind)):
        mark_done(enrolment=enrolment, activity=cohort.version.activities.get(key=key))
    give_mark(behind, "m1.quiz", points=Decimal(9), passed=False)
    behind.standing.refresh_from_db()
    behind.standing.last_seen_at = timezone.now() - timedelta(days=3)
    behind.standing.save()
    client.force_login(cast.ines)

    def shown(**query):
        page = client.get(f"/cohorts/{cohort.public_id}/", query).content.decode()
        return [int(n) for n in re.findall(r'<th scope="row">.*?Learner (\d)', page)]

    assert shown() == shown(sort="name") == shown(sort="user__password") == shown(sort="\x00") == [0, 1, 2]
    assert shown(sort="-name") == [2, 1, 0]
    assert shown(sort="done") == [2, 1, 0]
    assert shown(sort="-done") == [0, 1, 2]
    assert shown(sort="-score") == [1, 0, 2]
    assert shown(sort="seen") == [2, 1, 0]
    assert shown(sort="client") == [0, 1, 2]
    assert shown(sort="-name", show="not-begun") == [2]
    page = client.get(f"/cohorts/{cohort.public_id}/", {"sort": "seen", "find": "Learner"}).content.decode()
    assert 'aria-sort="ascending"><a href="?sort=-seen&amp;find=Learner">Last active' in page
    assert '<input type="hidden" name="sort" value="seen">' in page


def test_the_roster_shows_who_needs_a_word(client, cast, cohort):
    quiet, busy, new = learners(cohort, 3)
    for enrolment in (quiet, busy):
        mark_done(enrolment=enrolment, activity=cohort.version.activities.get(key="m1.l1"))
    quiet.standing.last_seen_at = timezone.now() - timedelta(days=8)
    quiet.standing.save()
    give_mark(busy, "m1.quiz", passed=False)
    client.force_login(cast.ines)
    url = f"/cohorts/{cohort.public_id}/"
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', client.get(url).content.decode(), re.DOTALL)
    assert [("Quiet 7 days" in row, "Not passed yet" in row, "Not begun" in row) for row in rows] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    for show, name in (("quiet", "Learner 0"), ("not-begun", "Learner 2")):
        shown = client.get(url, {"show": show}).content.decode()
        assert re.findall(r">(Learner \d)</a></th>", shown) == [name]
    assert new.pk


def test_a_coordinator_plans_a_cohort_in_its_own_zone(client, cast):
    version = make_version(steps=STEPS)
    client.force_login(cast.paula)
    form = {
        "partner": cast.north.pk,
        "name": "Spring C",
        "version": version.pk,
        "time_zone": "Africa/Accra",
        "opens": "2027-03-01T09:00",
        "closes": "2027-05-01T18:00",
        "seats": "20",
    }
    answer = client.post("/cohorts/new/", form)
    cohort = Cohort.objects.get()
    assert answer.url == f"/cohorts/{cohort.public_id}/people/"
    assert (cohort.state, cohort.opens_at.isoformat()) == ("draft", "2027-03-01T09:00:00+00:00")
    refused = client.post(f"/cohorts/{cohort.public_id}/ready/")
    assert (refused.status_code, "Nobody who may teach is assigned" in refused.content.decode()) == (
        422,
        True,
    )
    assert Cohort.objects.get().state == "draft"
    entitle(cast.north, version, cast.ines)
    client.post(f"/cohorts/{cohort.public_id}/instructors/", {"user": cast.ines.pk})
    assert client.get(f"/cohorts/{cohort.public_id}/settings/").status_code == 200
    client.post(f"/cohorts/{cohort.public_id}/ready/")
    assert Cohort.objects.get().state == "open"
    wrong = form | {"name": "X", "partner": cast.south.pk, "closes": "2027-01-01T09:00", "seats": "9" * 30}
    refused = client.post("/cohorts/new/", wrong)
    assert (refused.status_code, Cohort.objects.count(), "X" in refused.content.decode()) == (422, 1, True)


def test_dates_change_for_everybody_without_own_dates(client, cast, cohort):
    enrolment = learners(cohort, 1)[0]
    client.force_login(cast.paula)
    form = {
        "name": "New",
        "time_zone": "Europe/Amsterdam",
        "opens": "2027-03-01T09:00",
        "closes": "2027-05-01T18:00",
    }
    assert client.post(f"/cohorts/{cohort.public_id}/settings/", form | {"seats": "0"}).status_code == 422
    client.post(f"/cohorts/{cohort.public_id}/settings/", form | {"seats": "4"})
    enrolment.refresh_from_db()
    assert enrolment.closes_at.isoformat() == "2027-05-01T16:00:00+00:00"
    client.post(
        f"/cohorts/{cohort.public_id}/learners/{enrolment.public_id}/dates/", {"closes": "2027-06-01T18:00"}
    )
    client.post(f"/cohorts/{cohort.public_id}/settings/", form | {"seats": "5"})
    enrolment.refresh_from_db()
    assert enrolment.closes_at.isoformat() == "2027-06-01T16:00:00+00:00"


def test_an_invited_person_with_an_account_gets_a_seat(
    client, cast, cohort, mailoutbox, django_capture_on_commit_callbacks
):
    client.force_login(cast.ines)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/cohorts/{cohort.public_id}/invite/", {"email": "lena@example.org", "name": "Lena"})
    assert cohort.name in mailoutbox[0].body
    link = re.search(r"/invitations/[^/\s]+/", mailoutbox[0].body)[0]
    client.force_login(cast.lena)
    assert client.get(link).status_code == 200
    answer = client.post(f"{link}accept/")
    enrolment = Enrolment.objects.get()
    assert answer.url == f"/learn/{enrolment.public_id}/"
    assert (enrolment.user, enrolment.cohort, enrolment.source) == (cast.lena, cohort, "invitation")


def test_a_roster_is_tried_first_and_written_on_the_second_button(client, cast, cohort):
    learners(cohort, 1)
    text = "email,name,organisation\nada@example.org,Ada,Harbour\nno-address,X,\nbo@example.org,Bo,Harbour\n"
    client.force_login(cast.ines)
    url = f"/cohorts/{cohort.public_id}/roster/"
    tried = client.post(url, {"text": text}).content.decode()
    assert ("Invite 2 people" in tried, "line 3" in tried, Invitation.objects.count()) == (True, True, 0)
    client.post(url, {"text": text, "write": "1"})
    client.post(url, {"text": text, "write": "1"})
    assert sorted(Invitation.objects.values_list("email", flat=True)) == ["ada@example.org", "bo@example.org"]
    too_many = "email\n" + "".join(f"p{n}@example.org\n" for n in range(5))
    assert client.post(url, {"text": too_many, "write": "1"}).status_code == 422
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize("data", [{}, {"text": ""}, {"text": "\x00"}, {"text": "name\nAda"}])
def test_a_roster_that_cannot_be_read_says_so(client, cast, cohort, data):
    client.force_login(cast.ines)
    answer = client.post(f"/cohorts/{cohort.public_id}/roster/", data)
    assert (answer.status_code in (200, 422), Invitation.objects.count()) == (True, 0)


def test_an_instructor_sees_a_learners_marks_with_their_reasons(client, cast, cohort):
    enrolment = learners(cohort, 1)[0]
    first = give_mark(enrolment, "m1.quiz")
    give_mark(enrolment, "m1.quiz", replaces=first, reason="A wrong key in question 4", actor=cast.ines)
    client.force_login(cast.ines)
    page = client.get(f"/cohorts/{cohort.public_id}/learners/{enrolment.public_id}/").content.decode()
    assert all(text in page for text in ("A wrong key in question 4", "replaced", "Ines Vogt"))
    client.post(f"/cohorts/{cohort.public_id}/learners/{enrolment.public_id}/end/")
    assert Enrolment.objects.get().end_reason == "withdrawn"


def test_a_learner_of_another_cohort_does_not_exist_here(client, cast, cohort):
    stranger = enrol_directly(cast.lena, cohort.version, cohort=make_cohort(cast.north, cohort.version))
    client.force_login(cast.ines)
    for tail in ("", "dates/", "end/"):
        url = f"/cohorts/{cohort.public_id}/learners/{stranger.public_id}/{tail}"
        assert (client.post(url) if tail else client.get(url)).status_code == 404


def test_a_roster_comes_in_as_a_workbook_and_a_formula_is_named_by_its_cell(client, cast, cohort):
    def send(*rows):
        book, out = Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(out)
        file = SimpleUploadedFile("roster.xlsx", out.getvalue())
        return client.post(f"/cohorts/{cohort.public_id}/roster/", {"file": file})

    client.force_login(cast.ines)
    tried = send(["email", "name"], ["ada@example.org", "Ada"], ["nobody", "X"])
    page = tried.content.decode()
    assert (tried.status_code, "Invite 1 person" in page, "line 3" in page) == (200, True, True)
    refused = send(["email"], ["=1+1"])
    assert (refused.status_code, "Cell A2 holds a formula" in refused.content.decode()) == (422, True)
    assert Invitation.objects.count() == 0


def test_a_new_cohort_begins_with_the_time_zone_of_its_partner(client, cast):
    cast.north.time_zone = "Africa/Dakar"
    cast.north.save()
    client.force_login(cast.paula)
    assert client.get("/cohorts/new/").context["form"]["time_zone"].value() == "Africa/Dakar"


@pytest.mark.parametrize(
    ("place", "name"), [("sittings", "Sittings"), ("dates", "Dates"), ("settings", "Set-up")]
)
def test_from_sittings_dates_and_set_up_one_gets_to_the_rest_of_the_cohort(client, cast, cohort, place, name):
    client.force_login(cast.paula)
    page = client.get(f"/cohorts/{cohort.public_id}/{place}/").content.decode()
    tabs = page.split('aria-label="This cohort"', 1)[1].split("</nav>", 1)[0]
    assert (f'aria-current="page">{name}<' in tabs, tabs.count("aria-current"), ">Roster<" in tabs) == (
        True,
        1,
        True,
    )


def test_an_empty_roster_says_who_is_invited_and_leads_planners_to_the_certificates(client, cast, cohort):
    client.force_login(cast.paula)
    url = f"/cohorts/{cohort.public_id}/"
    assert "Nobody is in the cohort yet" in client.get(url).content.decode()
    invite_learner(cohort=cohort, email="new@example.org", actor=cast.paula)
    page = client.get(url).content.decode()
    assert "Nobody has joined yet; 1 person is invited." in page
    assert 'href="/credentials/requests/"' in page
    client.force_login(cast.ines)
    assert 'href="/credentials/requests/"' not in client.get(url).content.decode()


def test_who_is_assigned_is_named_and_rows_with_errors_stay_to_be_mended(client, cast, cohort):
    other = UserFactory(name="Nora Beck")
    MembershipFactory(partner=cohort.partner, user=other)
    entitle(cast.north, cohort.version, other)
    client.force_login(cast.paula)
    base = f"/cohorts/{cohort.public_id}/"
    page = client.post(f"{base}instructors/", {"user": other.pk}, follow=True).content.decode()
    assert "Nora Beck teaches this cohort now." in page
    page = client.post(f"{base}roster/", {"text": "email,name\nno(at)example.org,No"}).content.decode()
    assert "These rows are left out." in page
    assert "no(at)example.org,No</textarea>" in page
