"""Ines pauses the labs of her cohort and stops one lab; staff pause all; nobody reaches another partner's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from labs.models import LabSession, LabSwitch
from labs.sessions.switches import switch_off
from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.courses import enrol_directly, make_cohort
from tests.factories.labs import make_lab_activity, start_lab

STOPS = "labs:stops"


def world(cast: Cast, learners: int = 1) -> tuple[Any, list[LabSession]]:
    activity = make_lab_activity()
    cohort = make_cohort(cast.north, activity.version, instructors=[cast.ines], name="Morning")
    sessions = []
    for number in range(learners):
        learner = UserFactory(name=f"Learner {number}", email=f"l{number}@example.org")
        enrol_directly(learner, activity.version, cohort=cohort)
        sessions.append(start_lab(learner, activity=activity))
    return cohort, sessions


def test_an_instructor_pauses_her_cohort_and_lets_it_go_on(client: Client, cast: Cast) -> None:
    cohort, _sessions = world(cast)
    client.force_login(cast.ines)
    sent = {"scope": str(cohort.public_id), "reason": "A figure is wrong."}
    page = client.post(reverse(STOPS), sent, follow=True).content.decode()
    assert "Labs of Morning are off." in page
    switch = LabSwitch.objects.get()
    assert (switch.cohort, switch.is_global, switch.set_by) == (cohort, False, cast.ines)
    page = client.post(reverse("labs:stop-lift", args=[switch.pk]), follow=True).content.decode()
    assert ("Labs of Morning are off." in page, "Earlier pauses" in page) == (False, True)


def test_staff_pause_all_labs(client: Client, cast: Cast) -> None:
    client.force_login(cast.sam)
    page = client.post(
        reverse(STOPS), {"scope": "all", "reason": "Maintenance."}, follow=True
    ).content.decode()
    assert ("All labs are off." in page, LabSwitch.objects.get().is_global) == (True, True)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"scope": "all", "reason": "x"}, "valid choice"),
        ({"scope": "", "reason": "x"}, "required"),
        ({"reason": ""}, "Say why. Learners read it."),
        ({"reason": "a\x00b"}, "Null characters"),
        ({"reason": "x" * 301}, "at most 300"),
    ],
)
def test_what_does_not_fit_switches_nothing_off(
    client: Client, cast: Cast, sent: dict[str, str], says: str
) -> None:
    cohort, _sessions = world(cast)
    client.force_login(cast.ines)
    answer = client.post(reverse(STOPS), {"scope": str(cohort.public_id), **sent})
    assert (answer.status_code, says in answer.content.decode(), LabSwitch.objects.count()) == (422, True, 0)


def test_one_lab_is_stopped_after_a_question_and_with_a_reason(client: Client, cast: Cast) -> None:
    _cohort, [session] = world(cast)
    client.force_login(cast.ines)
    place = reverse("labs:stop-session", args=[session.public_id])
    assert "Stop the lab of Learner 0?" in client.get(place).content.decode()
    assert client.post(place, {"reason": ""}).status_code == 422
    session.refresh_from_db()
    assert session.is_open
    client.post(place, {"reason": "A fault in the lab."})
    client.post(place, {"reason": "Another word."})
    session.refresh_from_db()
    assert (session.ended_how, session.killed_reason) == ("killed", "A fault in the lab.")


def test_a_partner_sees_and_lifts_nothing_of_another(client: Client, cast: Cast) -> None:
    cohort, [session] = world(cast)
    make_cohort(cast.south, cohort.version, instructors=[cast.rui])
    switch = switch_off(actor=cast.ines, reason="Ours alone.", cohort=cohort)
    client.force_login(cast.rui)
    page = client.get(reverse(STOPS)).content.decode()
    assert [word for word in ("Ours alone.", "Morning", "Learner 0") if word in page] == []
    assert client.post(reverse("labs:stop-lift", args=[switch.pk])).status_code == 404
    assert (
        client.post(reverse("labs:stop-session", args=[session.public_id]), {"reason": "x"}).status_code
        == 404
    )
    assert client.post(reverse(STOPS), {"scope": str(cohort.public_id), "reason": "x"}).status_code == 422


def test_running_labs_are_found_by_name(client: Client, cast: Cast) -> None:
    world(cast, learners=3)
    client.force_login(cast.ines)
    page = client.get(reverse(STOPS), {"q": "learner 2", "page": "x"}).content.decode()
    assert [f"Learner {number}" in page for number in range(3)] == [False, False, True]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_with_one_and_three_labs(
    client: Client, cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    world(cast, learners=rows)
    client.force_login(cast.ines)
    client.get(reverse(STOPS))
    with django_assert_num_queries(7):
        page = client.get(reverse(STOPS)).content.decode()
    assert page.count('<span class="vh">: Learner') == rows
