import csv
import io
import re
from decimal import Decimal
from html import escape

import pytest
from openpyxl import load_workbook

from courses.cohorts.engine.sheets import csv_parts
from courses.models import Mark, Standing
from courses.progress.engine.cells import read
from courses.progress.services import mark_done
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrol_directly, give_mark, make_cohort, make_version

pytestmark = pytest.mark.django_db
STEPS = [
    ("lesson", "m1.l1", "m1", {}),
    ("quiz", "m1.quiz", "m1", {}),
    ("lab", "s1", "m1", {"counts": "assessed"}),
]


@pytest.fixture
def cohort(cast):
    return make_cohort(cast.north, make_version(steps=STEPS), instructors=[cast.ines])


def learner(cohort, name, points):
    enrolment = enrol_directly(UserFactory(name=name), cohort.version, cohort=cohort)
    give_mark(enrolment, "m1.quiz", points=Decimal(points), passed=points >= 7)
    return enrolment


def names(page):
    return [part.split("<")[0].split(" <")[0].strip() for part in page.split('<tr><th scope="row">')[1:]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_grid_costs_the_same_for_one_and_three(client, cast, cohort, django_assert_num_queries, count):
    for number in range(count):
        learner(cohort, f"Learner {number}", 8)
    client.force_login(cast.ines)
    url = f"/cohorts/{cohort.public_id}/gradebook/"
    client.get(url)
    with django_assert_num_queries(9):
        page = client.get(url).content.decode()
    assert page.count(">80</a>") == count


def test_the_grid_and_the_file_say_the_same_before_and_after_cells_are_kept(client, cast, cohort):
    enrolment = learner(cohort, "Ada", Decimal("7.5"))
    give_mark(enrolment, "s1", points=Decimal(4), passed=False)
    mark_done(enrolment=enrolment, activity=cohort.version.activities.get(key="m1.l1"))
    standing = Standing.objects.get(enrolment=enrolment)
    assert read(standing.cells) == {"m1.quiz": "75 7.5", "s1": "40 4"}
    client.force_login(cast.ines)
    place = f"/cohorts/{cohort.public_id}/gradebook"

    def shown():
        grid = client.get(f"{place}/").content.decode()
        return grid[grid.index("<tbody>") : grid.index("</tbody>")], client.get(f"{place}.csv").getvalue()

    kept = shown()
    assert b",7.5,4.0" in kept[1]
    Standing.objects.update(cells=None)
    assert shown() == kept
    Standing.objects.all().delete()
    assert "no mark" in shown()[0]


def test_the_grid_sorts_filters_and_finds(client, cast, cohort):
    learner(cohort, "Ada", 9)
    learner(cohort, "Bo", 3)
    learner(cohort, "Cem", 7)
    client.force_login(cast.ines)
    url = f"/cohorts/{cohort.public_id}/gradebook/"

    def shown(**query):
        return names(client.get(url, query).content.decode())

    assert shown() == ["Ada", "Bo", "Cem"]
    assert shown(sort="-name") == ["Cem", "Bo", "Ada"]
    assert shown(sort="score") == ["Bo", "Cem", "Ada"]
    assert shown(sort="-m1.quiz") == ["Ada", "Cem", "Bo"]
    assert shown(show="below") == ["Bo"]
    assert shown(find="CE") == ["Cem"]
    assert shown(show="missing") == ["Ada", "Bo", "Cem"]
    assert shown(show="adjusted") == []


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"page": "9" * 30},
        {"page": "-1"},
        {"sort": "user__password"},
        {"sort": "'; drop"},
        {"client": "x"},
        {"find": "\x00"},
        {"cell": "x:y"},
        {"cell": ":"},
    ],
)
def test_nonsense_in_the_address_gives_the_plain_page(client, cast, cohort, query):
    learner(cohort, "Ada", 9)
    client.force_login(cast.ines)
    page = client.get(f"/cohorts/{cohort.public_id}/gradebook/", query)
    assert (page.status_code, names(page.content.decode())) == (200, ["Ada"])


def test_an_adjustment_needs_a_reason_and_keeps_the_old_mark(client, cast, cohort):
    enrolment = learner(cohort, "Ada", 9)
    quiz = cohort.version.activities.get(key="m1.quiz")
    url = f"/cohorts/{cohort.public_id}/gradebook/{enrolment.public_id}/{quiz.public_id}/"
    client.force_login(cast.ines)
    for wrong in (
        {"points": "4"},
        {"points": "40", "reason": "x"},
        {"points": "nan", "reason": "x"},
        {"points": "-1", "reason": "x"},
        {},
    ):
        assert client.post(url, wrong).status_code == 422
    assert Mark.objects.count() == 1
    assert client.post(url, {"points": "4", "reason": "The key of question 4 was wrong"}).status_code == 302
    old, new = Mark.objects.order_by("pk")
    assert (old.points, new.points, new.passed, new.replaces, new.actor) == (9, 4, False, old, cast.ines)
    page = client.get(f"/cohorts/{cohort.public_id}/gradebook/", {"show": "adjusted"}).content.decode()
    assert 'class="h1 adj"' in page
    client.post(url, {"points": "8", "reason": "Looked at again"})
    assert Mark.objects.get(replaces=new).passed is True


def test_after_an_adjustment_the_instructor_is_where_they_were(client, cast, cohort):
    enrolment = learner(cohort, "Ada", 9)
    quiz = cohort.version.activities.get(key="m1.quiz")
    book = f"/cohorts/{cohort.public_id}/gradebook/"
    client.force_login(cast.ines)
    place = "?find=ad&sort=-score"
    page = client.get(f"{book}{place}&cell={enrolment.public_id}:m1.quiz").content.decode()
    action = f"{book}{enrolment.public_id}/{quiz.public_id}/{place}"
    assert f'action="{escape(action)}"' in page
    assert f'href="{escape(book + place)}">Cancel' in page
    wrong = client.post(action, {"points": "4"})
    assert (wrong.status_code, f'action="{escape(action)}"' in wrong.content.decode()) == (422, True)
    assert client.post(action, {"points": "4", "reason": "Asked twice"}).url == book + place


def test_a_work_sample_has_its_number_over_its_column(client, cast):
    steps = [*STEPS, ("worksample", "ws.memo", "", {}), ("worksample", "ws.own-task", "", {})]
    cohort = make_cohort(cast.north, make_version(steps=steps), instructors=[cast.ines])
    client.force_login(cast.ines)
    page = client.get(f"/cohorts/{cohort.public_id}/gradebook/").content.decode()
    assert re.findall(r'title="[^"]*">([A-Z]\d+)</a>', page) == ["Q1", "S1", "W1", "W2"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_costs_the_same_for_one_and_three(
    client, cast, cohort, django_assert_num_queries, count, ending
):
    for number in range(count):
        learner(cohort, f"Learner {number}", 8)
    client.force_login(cast.ines)
    url = f"/cohorts/{cohort.public_id}/gradebook.{ending}"
    client.get(url).getvalue()
    with django_assert_num_queries(5):
        assert len(client.get(url).getvalue()) > 100


def test_a_file_comes_in_parts_that_make_one_whole():
    rows = [["Ada", "a@example.org", n] for n in range(10_000)]
    parts = list(csv_parts(iter(rows)))
    assert len(parts) > 2
    assert max(len(part) for part in parts) < 66_000
    read = list(csv.reader(io.StringIO("".join(parts).removeprefix("\ufeff"))))
    assert read == [["Ada", "a@example.org", str(n)] for n in range(10_000)]


def test_files_hold_every_learner_and_no_formula(client, cast, cohort):
    learner(cohort, "=HYPERLINK(1)", 9)
    client.force_login(cast.ines)
    text = client.get(f"/cohorts/{cohort.public_id}/gradebook.csv").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [rows[0][4:], rows[1][0], rows[1][3:]] == [
        ["Q1: quiz m1.quiz", "S1: lab s1"],
        "'=HYPERLINK(1)",
        ["90", "9.0", ""],
    ]
    book = load_workbook(io.BytesIO(client.get(f"/cohorts/{cohort.public_id}/gradebook.xlsx").getvalue()))
    assert next((cell.value, cell.data_type) for cell in book.active[2]) == ("'=HYPERLINK(1)", "s")


def test_who_only_coordinates_reads_but_does_not_adjust(client, cast, cohort):
    from accounts.api import Role
    from tests.factories.accounts import MembershipFactory

    enrolment = learner(cohort, "Ada", 9)
    quiz = cohort.version.activities.get(key="m1.quiz")
    coordinator = MembershipFactory(partner=cast.north, role=Role.COORDINATOR.value).user
    client.force_login(coordinator)
    assert client.get(f"/cohorts/{cohort.public_id}/gradebook/").status_code == 200
    url = f"/cohorts/{cohort.public_id}/gradebook/{enrolment.public_id}/{quiz.public_id}/"
    assert client.post(url, {"points": "1", "reason": "x"}).status_code == 403
