from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Attempt, Mark
from courses.quizzes.services.attempts import StartRefused
from courses.quizzes.services.sittings import admit, issue_ticket
from tests.factories.courses import enrol_directly
from tests.factories.quizzes import make_exam, play, start

NOW = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def ticket_for(cast, activity, enrolment, minutes=60):
    now = timezone.now()
    return issue_ticket(
        enrolment=enrolment,
        activity=activity,
        place="Kestrel Learning, room 2",
        opens_at=now - timedelta(minutes=minutes),
        closes_at=now + timedelta(minutes=minutes),
        actor=cast.ines,
    )


def test_an_exam_has_its_clock_and_its_cut(cast):
    activity = make_exam()
    assert play(cast.lena, activity, right=7, now=NOW).passed
    assert not play(cast.omar, activity, right=6, now=NOW).passed
    assert set(Attempt.objects.values_list("base_seconds", flat=True)) == {4800}


def test_an_open_sitting_is_recorded_as_open_even_with_a_ticket_that_nobody_admitted(cast):
    activity = make_exam()
    enrolment = enrol_directly(cast.lena, activity.version)
    ticket_for(cast, activity, enrolment)
    play(cast.lena, activity)
    assert Mark.objects.get().detail["mode"] == "open"


def test_an_admitted_ticket_makes_the_sitting_a_supervised_one_and_is_used_up(cast):
    activity = make_exam()
    enrolment = enrol_directly(cast.lena, activity.version)
    ticket = admit(ticket=ticket_for(cast, activity, enrolment), actor=cast.ines)
    attempt = play(cast.lena, activity)
    ticket.refresh_from_db()
    assert (ticket.attempt, Mark.objects.get().detail["mode"]) == (attempt, "ticketed")


def test_omars_ticket_does_not_make_lenas_sitting_supervised(cast):
    activity = make_exam()
    enrol_directly(cast.lena, activity.version)
    admit(ticket=ticket_for(cast, activity, enrol_directly(cast.omar, activity.version)), actor=cast.ines)
    assert start(cast.lena, activity).mode == "open"


def test_three_sittings_a_year_and_seven_days_between(cast):
    activity = make_exam()
    for day in (0, 8, 16):
        play(cast.lena, activity, right=2, now=NOW + day * DAY)
    with pytest.raises(StartRefused):
        start(cast.lena, activity, now=NOW + 30 * DAY)
    assert start(cast.lena, activity, now=NOW + 365 * DAY).number == 4


def test_seven_days_lie_between_two_sittings(cast):
    activity = make_exam()
    play(cast.lena, activity, right=2, now=NOW)
    with pytest.raises(StartRefused):
        start(cast.lena, activity, now=NOW + 6 * DAY)


def test_the_exam_page_shows_rules_ticket_and_mode_and_asks_for_the_tick(client, cast):
    client.force_login(cast.lena)
    activity = make_exam()
    ticket = ticket_for(cast, activity, enrol_directly(cast.lena, activity.version))
    address = reverse("courses:quiz", args=[activity.public_id])
    page = client.get(address).content.decode()
    for words in (
        "10 questions, 80 minutes",
        "Pass mark 7 of 10",
        "Set by a panel of 9 people.",
        ticket.code,
        "Mode: open",
    ):
        assert words in page
    begin = reverse("courses:quiz-start", args=[activity.public_id])
    assert client.post(begin).status_code == 422
    assert Attempt.objects.count() == 0
    admit(ticket=ticket, actor=cast.ines)
    assert "Mode: ticketed" in client.get(address).content.decode()
    assert client.post(begin, {"agree": "1"}).status_code == 302
    assert Attempt.objects.get().mode == "ticketed"


def test_an_exam_shows_the_score_and_no_answer(client, cast):
    client.force_login(cast.lena)
    attempt = play(cast.lena, make_exam(), right=8)
    page = client.get(reverse("courses:quiz-result", args=[attempt.public_id])).content.decode()
    assert "8 of 10." in page
    assert "<article" not in page
    assert "Only this adds information." not in page
