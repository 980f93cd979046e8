"""A client's own contact sees counts of its learners, and nothing else of anybody."""

import pytest
from django.test import Client

from accounts.api import add_contact
from accounts.invitations.services import accept_invitation
from accounts.models import ClientContact, ClientOrganisation, Invitation, OutgoingMail, User
from accounts.partners.clients import remove_contact
from tests.factories.accounts import ClientOrganisationFactory, UserFactory
from tests.factories.courses import enrol_directly, give_mark, make_cohort
from tests.hostile import forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(cast):
    return ClientOrganisationFactory(name="Harbour Health", partner=cast.north)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def learners(cohort, client, count):
    return [
        enrol_directly(UserFactory(), cohort.version, cohort=cohort, client=client) for _n in range(count)
    ]


def test_a_partner_asks_a_contact_who_sees_counts_and_no_names(cast, harbour):
    cohort = make_cohort(cast.north)
    people = learners(cohort, harbour, 6)
    learners(cohort, ClientOrganisationFactory(partner=cast.north), 7)
    give_mark(people[0], "m1.quiz")
    url = f"/partners/north/clients/{harbour.public_id}/"
    paula = signed_in(cast.paula)
    assert paula.post(url, {"name": "Omar Said", "email": cast.omar.email}).status_code == 302
    invitation = Invitation.objects.get()
    assert "never a person’s answers" in OutgoingMail.objects.get().body_text
    assert signed_in(cast.omar).get(f"/clients/{harbour.public_id}/").status_code == 404
    assert accept_invitation(invitation=invitation, user=cast.omar) == f"/clients/{harbour.public_id}/"
    answer = signed_in(cast.omar).get(f"/clients/{harbour.public_id}/")
    (line,) = answer.context["page"].lines
    assert (line.learners, line.begun, line.finished, line.certified) == (6, 1, 0, 0)
    assert [person.user.name in answer.content.decode() for person in people] == [False] * 6
    assert paula.post(url, {"name": "Omar Said", "email": cast.omar.email}).status_code == 422


def test_a_group_of_fewer_than_five_is_not_counted(cast, harbour):
    learners(make_cohort(cast.north), harbour, 4)
    add_contact(client=harbour, user=cast.omar, actor=cast.paula)
    page = signed_in(cast.omar).get(f"/clients/{harbour.public_id}/").context["page"]
    assert [(line.is_told, line.learners) for line in (*page.lines, page.total)] == [(False, 0)] * 2


def test_a_contact_gets_in_nowhere_else_and_is_shown_out_at_once(cast, harbour):
    cohort = make_cohort(cast.north)
    learners(cohort, harbour, 5)
    add_contact(client=harbour, user=cast.omar, actor=cast.paula)
    omar = signed_in(cast.omar)
    other = ClientOrganisationFactory(partner=cast.north)
    for path in (
        "/desk/",
        "/partners/north/",
        f"/partners/north/clients/{harbour.public_id}/",
        f"/cohorts/{cohort.public_id}/",
        f"/clients/{other.public_id}/",
    ):
        assert omar.get(path).status_code == 404
    contact = ClientContact.objects.get()
    gone = f"/partners/north/clients/{harbour.public_id}/contacts/{contact.public_id}/remove/"
    assert signed_in(cast.paula).post(gone).status_code == 302
    assert omar.get(f"/clients/{harbour.public_id}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_cohort_and_three(cast, harbour, django_assert_num_queries, count):
    for _number in range(count):
        learners(make_cohort(cast.north), harbour, 5)
    add_contact(client=harbour, user=cast.omar, actor=cast.paula)
    omar = signed_in(cast.omar)
    with django_assert_num_queries(4):
        page = omar.get(f"/clients/{harbour.public_id}/").context["page"]
    assert (len(page.lines), page.total.learners) == (count, 5 * count)


def test_nothing_that_is_sent_breaks_the_page(cast, harbour):
    paula = signed_in(cast.paula)
    for sent in forms(("name", "email"), count=200):
        assert paula.post(f"/partners/north/clients/{harbour.public_id}/", sent).status_code == 422
    assert Invitation.objects.count() == 0


def test_a_contact_finds_the_page_in_the_navigation_until_they_are_shown_out(client, cast):
    organisation = ClientOrganisation.objects.create(partner=cast.north, name="Harbour Health")
    contact = add_contact(client=organisation, user=cast.omar, actor=cast.paula)
    client.force_login(User.objects.get(pk=cast.omar.pk))
    assert 'href="/clients/"' in client.get("/learn/").content.decode()
    assert client.get("/clients/").url == f"/clients/{organisation.public_id}/"
    other = ClientOrganisation.objects.create(partner=cast.south, name="Elm")
    second = add_contact(client=other, user=cast.omar, actor=cast.rui)
    assert "Harbour Health" in client.get("/clients/").content.decode()
    for one in (contact, second):
        remove_contact(contact=one, actor=cast.paula)
    assert 'href="/clients/"' not in client.get("/learn/").content.decode()
    assert client.get("/clients/").status_code == 404
