"""A partner asks, the programme checks, two people issue."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AuditEntry
from certificates.models import Credential, CredentialRequest
from certificates.requests import services
from certificates.requests.selectors import request_page
from tests.factories.accounts import UserFactory
from tests.factories.certificates import earn, stand_keys, version_with_credential
from tests.factories.courses import make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(cast):
    stand_keys()
    made = make_cohort(cast.north, version_with_credential(issue="request"))
    earn(cast.lena, made.version, cohort=made)
    earn(cast.omar, made.version, cohort=made, without="s1")
    return made


def ask(cohort, cast):
    return services.ask(cohort=cohort, slug="foundations", note="", actor=cast.paula)


def test_who_is_ready_gets_one_and_who_lacks_something_does_not_hold_it_up(cohort, cast):
    request = ask(cohort, cast)
    page = request_page(request)
    assert [(line.name, line.is_ready, len(line.missing)) for line in page.learners] == [
        ("Omar Said", False, 1),
        ("Lena Brandt", True, 0),
    ]
    services.check(request=request, actor=cast.sam)
    assert services.issue_request(request.pk) == 1
    assert list(Credential.objects.values_list("holder__name", flat=True)) == ["Lena Brandt"]
    assert services.issue_request(request.pk) == 0
    request.refresh_from_db()
    assert (request.state, request.issued_count) == ("done", 1)


def test_from_ten_on_a_second_person_must_agree(cohort, cast):
    for number in range(9):
        earn(UserFactory(name=f"Learner {number}"), cohort.version, cohort=cohort)
    request = ask(cohort, cast)
    checked = services.check(request=request, actor=cast.sam)
    assert checked.state == "checked"
    with pytest.raises(PermissionDenied):
        services.agree(request=request, actor=cast.sam)
    second = UserFactory(name="Tilde Brandt", is_staff=True)
    with pytest.raises(PermissionDenied):
        services.take_back_check(request=request, actor=second)
    assert services.agree(request=request, actor=second).state == "issuing"
    assert services.issue_request(request.pk) == 10


def test_a_request_is_returned_with_a_reason_and_may_be_asked_again(cohort, cast):
    request = ask(cohort, cast)
    with pytest.raises(ValidationError):
        services.give_back(request=request, answer="  ", actor=cast.sam)
    services.give_back(request=request, answer="Two labs are open.", actor=cast.sam)
    with pytest.raises(ValidationError):
        services.check(request=request, actor=cast.sam)
    assert ask(cohort, cast).state == "asked"
    assert AuditEntry.objects.filter(verb="credential-request.returned").count() == 1


def test_one_open_request_per_cohort_and_none_for_an_unknown_credential(cohort, cast):
    ask(cohort, cast)
    with pytest.raises(ValidationError):
        ask(cohort, cast)
    with pytest.raises(ValidationError):
        services.ask(cohort=cohort, slug="other", note="", actor=cast.paula)
    assert CredentialRequest.objects.count() == 1


def test_a_request_in_which_nobody_is_ready_cannot_be_checked(cast):
    cohort = make_cohort(cast.north, version_with_credential())
    request = services.ask(cohort=cohort, slug="foundations", note="", actor=cast.paula)
    with pytest.raises(ValidationError):
        services.check(request=request, actor=cast.sam)


def test_a_lost_task_is_found_by_the_sweeper(cohort, cast):
    request = ask(cohort, cast)
    services.check(request=request, actor=cast.sam)
    assert services.sweep_requests() == 1


def test_paula_asks_on_the_page_and_rui_cannot_ask_for_her(cohort, cast, client):
    url = reverse("certificates:requests")
    data = {"cohort": str(cohort.public_id), "achievement": "foundations"}
    client.force_login(cast.rui)
    assert client.post(url, data).status_code == 404
    client.force_login(cast.paula)
    assert client.post(url, {"cohort": "x"}).status_code == 422
    made = client.post(url, data)
    assert made.status_code == 302
    assert "Lena Brandt" in client.get(made.url).content.decode()
    client.force_login(cast.sam)
    public_id = CredentialRequest.objects.get().public_id
    answer = client.post(reverse("certificates:request-return", args=[public_id]), {"answer": ""})
    assert answer.status_code == 422


def test_whoever_asked_never_decides_in_any_role(cohort, cast):
    request = services.ask(cohort=cohort, slug="foundations", note="", actor=cast.sam)
    with pytest.raises(ValidationError, match="yourself"):
        services.check(request=request, actor=cast.sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        CredentialRequest.objects.update(rule="one", checked_by=cast.sam)


def test_a_partner_can_be_set_to_two_people_whatever_the_size(cohort, cast):
    with pytest.raises(ValidationError, match="Say why"):
        services.set_policy(partner=cast.north, needs_two=True, reason=" ", actor=cast.sam)
    services.set_policy(partner=cast.north, needs_two=True, reason="A first year.", actor=cast.sam)
    request = ask(cohort, cast)
    assert services.check(request=request, actor=cast.sam).state == "checked"
    with pytest.raises(PermissionDenied):
        services.agree(request=request, actor=cast.sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        CredentialRequest.objects.update(agreed_by=cast.sam)
    second = UserFactory(is_staff=True)
    assert services.agree(request=request, actor=second).state == "issuing"


@pytest.mark.parametrize(("number", "state"), [(0, "issuing"), (1, "checked"), (10, "issuing")])
def test_the_site_says_from_how_many_on_two_people_agree(cohort, cast, settings, number, state):
    settings.CERTIFICATES_TWO_PEOPLE_FROM = number
    assert services.check(request=ask(cohort, cast), actor=cast.sam).state == state


def test_staff_read_the_rule_and_set_it_for_a_partner(client, cohort, cast):
    request = ask(cohort, cast)
    client.force_login(cast.sam)
    url = f"/credentials/requests/{request.public_id}/"
    assert "From 10 certificates on a second one" in client.get(url).content.decode()
    assert client.post(f"{url}policy/", {"needs_two": "on"}).status_code == 422
    page = client.post(f"{url}policy/", {"needs_two": "on", "reason": "A first year."}, follow=True)
    assert "always agrees: A first year." in page.content.decode()
