from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Authorisation
from tests.factories.accounts import PartnerFactory, UserFactory
from tests.factories.courses import accredit, enrol_directly, give_mark, make_cohort

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("partners", [1, 3])
def test_an_admins_first_page_costs_the_same_queries_for_one_and_three_partners(
    client, cast, partners, django_assert_num_queries
):
    for _ in range(partners):
        make_cohort(PartnerFactory())
    client.force_login(cast.sam)
    client.get("/programme/")
    with django_assert_num_queries(16):
        page = client.get("/programme/").context["page"]
    assert page.running == partners
    assert len(page.partners) == partners + 2


def test_nobody_but_an_admin_finds_the_programmes_page(client, cast):
    client.force_login(cast.paula)
    assert client.get("/programme/").status_code == 404


def test_an_admin_sees_what_waits_what_ends_and_the_seats(client, cast):
    cohort = make_cohort(cast.north, instructors=[cast.ines], seats=12)
    enrol_directly(cast.lena, cohort.version, cohort=cohort)
    today = timezone.now().date()
    accredit(cast.north, cohort.version, cast.ines, starts_on=today, ends_on=today + timedelta(days=40))
    accredit(cast.north, cohort.version, cast.paula, state="asked")
    Authorisation.objects.create(
        partner=cast.north,
        version=cohort.version,
        edition=1,
        starts_on=today,
        ends_on=today + timedelta(days=91),
    )
    client.force_login(cast.sam)
    page = client.get("/programme/").context["page"]
    assert page.seats == (1, 12)
    assert [(one.count, one.url) for one in page.waiting] == [(1, "/programme/accreditations/?state=waiting")]
    assert [(one.what, one.day) for one in page.ending] == [("Accreditation", today + timedelta(days=40))]
    assert page.states == (("Active", 2),)


def test_a_partner_far_from_the_others_is_named_only_from_ten_learners_on(client, cast):
    north, south = make_cohort(cast.north), make_cohort(cast.south)
    for cohort, passes in ((north, 10), (south, 4)):
        for number in range(10):
            enrolment = enrol_directly(UserFactory(), cohort.version, cohort=cohort)
            give_mark(enrolment, "m1.quiz", passed=number < passes)
    client.force_login(cast.sam)
    found = client.get("/programme/").context["page"].outliers
    assert [(one.name, one.share, one.others) for one in found] == [
        ("North Training", 100, 40),
        ("South Skills", 40, 100),
    ]
    few = make_cohort(PartnerFactory())
    give_mark(enrol_directly(cast.lena, few.version, cohort=few), "m1.quiz", passed=False)
    assert [one.name for one in client.get("/programme/").context["page"].outliers] == [
        "North Training",
        "South Skills",
    ]
