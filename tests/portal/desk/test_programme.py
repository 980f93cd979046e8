import pytest

from tests.factories.accounts import PartnerFactory
from tests.factories.courses import make_cohort

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("partners", [1, 3])
def test_an_admins_first_page_costs_the_same_queries_for_one_and_three_partners(
    client, cast, partners, django_assert_num_queries
):
    for _ in range(partners):
        make_cohort(PartnerFactory())
    client.force_login(cast.sam)
    client.get("/programme/")
    with django_assert_num_queries(7):
        page = client.get("/programme/").context["page"]
    assert page.running == partners
    assert len(page.partners) == partners + 2


def test_nobody_but_an_admin_finds_the_programmes_page(client, cast):
    client.force_login(cast.paula)
    assert client.get("/programme/").status_code == 404
