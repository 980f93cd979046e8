"""In which order the lists of a cohort stand, and that their first page needs no sort of everybody."""

import random
import re

import pytest
from django.db import connection

from accounts.api import User
from accounts.privacy.services import erase_person
from accounts.users.services import update_profile
from courses.cohorts.selectors import roster
from courses.gradebook.selectors import PER_PAGE, Query, all_rows, gradebook_table
from courses.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrol_directly, make_cohort, make_version

pytestmark = pytest.mark.django_db
NAMES = [
    "",
    "Ana",
    "ana",
    "Ána",
    "Zoë",
    "Zoe",
    "Émile",
    "Emile",
    "Ødegård",
    "Łucja",
    "Ng",
    "李",
    "O'Brien",
    "Ana ",
]


@pytest.fixture
def cohort(cast):
    return make_cohort(cast.north, make_version(), instructors=[cast.ines])


def in_order(cohort, falling=False):
    """Public ids by name as this database compares names, and who came first where names are equal."""
    names = list(User.objects.order_by("name").values_list("name", flat=True).distinct())
    if falling:
        names.reverse()
    rows = Enrolment.objects.filter(cohort=cohort, ended_at=None).values_list("user__name", "pk", "public_id")
    return [str(one[2]) for one in sorted(rows, key=lambda row: (names.index(row[0]), row[1]))]


def in_gradebook(cohort, sort="name"):
    pages = gradebook_table(cohort, Query(sort=sort)).pages
    tables = [gradebook_table(cohort, Query(sort=sort, page=page + 1)) for page in range(pages)]
    return [one.id for table in tables for one in table.learners]


def in_roster(cohort, sort="name"):
    pages = roster(cohort, sort=sort).pages
    return [
        str(line.public_id)
        for page in range(pages)
        for line in roster(cohort, sort=sort, page=page + 1).lines
    ]


@pytest.mark.parametrize("seed", range(3))
def test_page_after_page_everybody_stands_once_and_by_name(cohort, seed):
    rng = random.Random(seed)
    elsewhere = make_cohort(cohort.partner, make_version())
    for number in range(PER_PAGE * 2 + 7):
        person = UserFactory(name=rng.choice(NAMES), email=f"p{number}@example.org")
        enrolment = enrol_directly(person, cohort.version, cohort=cohort)
        if rng.random() < 0.1:
            Enrolment.objects.filter(pk=enrolment.pk).update(ended_at=enrolment.started_at)
        if rng.random() < 0.1:
            enrol_directly(person, elsewhere.version, cohort=elsewhere)
    rising, falling = in_order(cohort), in_order(cohort, falling=True)
    assert len(set(rising)) == len(rising) > PER_PAGE
    assert in_gradebook(cohort) == in_roster(cohort) == rising
    assert in_gradebook(cohort, "-name") == in_roster(cohort, "-name") == falling
    assert [one.id for one in all_rows(cohort)] == rising


def test_who_is_renamed_or_erased_stands_where_the_name_of_now_belongs(cohort):
    people = [UserFactory(name=name) for name in ("Ada", "Bo", "Cem")]
    ids = [str(enrol_directly(one, cohort.version, cohort=cohort).public_id) for one in people]
    update_profile(user=people[0], name="Zada", time_zone="UTC", language="en", theme="auto")
    assert in_gradebook(cohort) == in_roster(cohort) == [ids[1], ids[2], ids[0]]
    erase_person(user=people[2], actor=None)
    assert in_gradebook(cohort) == in_roster(cohort) == [ids[2], ids[1], ids[0]]
    assert in_gradebook(cohort, "-name") == in_roster(cohort, "-name") == [ids[0], ids[1], ids[2]]


@pytest.mark.postgres
@pytest.mark.parametrize("sort", ["name", "-name"])
@pytest.mark.parametrize(
    "first_page",
    [
        lambda cohort, sort: gradebook_table(cohort, Query(sort=sort)),
        lambda cohort, sort: roster(cohort, sort=sort),
    ],
    ids=["gradebook", "roster"],
)
def test_the_first_page_of_a_large_cohort_is_a_walk_along_the_names(cohort, first_page, sort):
    """Two thousand learners, looked at by PostgreSQL: it takes the index of names and reads a page's worth of it."""
    people = User.objects.bulk_create(
        User(email=f"w{number}@example.org", name=f"Learner {number * 7919 % 2000}") for number in range(2000)
    )
    Enrolment.objects.bulk_create(
        Enrolment(user=one, version=cohort.version, cohort=cohort) for one in people
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with ExplainedSort() as explained:
        first_page(cohort, sort)
    walked = re.search(r"using user_by_name on accounts_user.*rows=(\d+) ", explained.plan)
    assert walked, explained.plan
    assert int(walked.group(1)) <= 2 * PER_PAGE


class ExplainedSort:
    """Runs the statement that finds a page's learners once more, explained; `plan` is what PostgreSQL did."""

    plan = ""

    def __enter__(self):
        self._watch = connection.execute_wrapper(self._explain)
        self._watch.__enter__()
        return self

    def __exit__(self, *error):
        self._watch.__exit__(*error)

    def _explain(self, execute, sql, params, many, context):
        if 'ORDER BY "accounts_user"."name"' in sql and "LIMIT" in sql:
            execute(f"EXPLAIN ANALYZE {sql}", params, many, context)
            self.plan = "\n".join(row[0] for row in context["cursor"].fetchall())
        return execute(sql, params, many, context)
