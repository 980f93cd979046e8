"""The transcript of misses, as staff read and export it, and whether people were told that an AI speaks."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from labs.models import LabSession
from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.labs import make_lab_activity, play, start_lab

FIRST = "=cmd purple monkey of Kim Learner, kim@learner.example"


def five_people_ask(cast: Cast) -> list[LabSession]:
    activity = make_lab_activity()
    sessions = []
    for number in range(5):
        person = UserFactory(name="Kim Learner", email=f"kim{number}@journey.example")
        session = start_lab(person, activity=activity)
        play(session, {"act": "say", "text": FIRST}, {"act": "ask", "intent": "ask_owner"})
        sessions.append(session)
    return sessions


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("labs", *arguments, stdout=out)
    return out.getvalue()


def test_authors_read_what_was_missed_and_nobody_is_named(client: Client, cast: Cast) -> None:
    five_people_ask(cast)
    client.force_login(cast.sam)
    page = client.get(reverse("labs:misses")).content.decode()
    assert "purple monkey" in page
    assert "ask_owner" in page
    assert "Kim" not in page
    assert "kim@learner" not in page
    file = client.get(reverse("labs:misses-csv")).content.decode()
    assert "'=cmd purple monkey" in file
    assert "Kim" not in file


def test_four_people_are_too_few_for_words(client: Client, cast: Cast) -> None:
    activity = make_lab_activity()
    for _ in range(4):
        play(start_lab(UserFactory(), activity=activity), {"act": "say", "text": "purple monkey"})
    client.force_login(cast.sam)
    page = client.get(reverse("labs:misses")).content.decode()
    assert "fewer than 5 people so far" in page
    assert "purple" not in page


def test_an_empty_transcript_says_what_it_is_for(client: Client, cast: Cast) -> None:
    client.force_login(cast.sam)
    assert "Nobody has talked with an avatar yet" in client.get(reverse("labs:misses")).content.decode()
    assert run("misses") == "Nothing yet.\n"


def test_every_run_was_told_that_an_ai_speaks(cast: Cast) -> None:
    sessions = five_people_ask(cast)
    play(sessions[0], {"act": "say", "text": "are you human?"})
    assert json.loads(run("disclosure", "--json")) == [{"runs": 5, "told": 5, "rate": 1.0, "asked": 1}]
    assert run("disclosure") == "Told in the first turn: 5 of 5 runs (100.0%). Asked and told: 1.\n"


def test_the_command_tells_the_same_and_refuses_an_unknown_lab(cast: Cast) -> None:
    five_people_ask(cast)
    rows = json.loads(run("misses", "s1", "--json"))
    assert [(row["scene"], row["typed"], row["asked_back"]) for row in rows] == [("opening", 5, 5)]
    assert rows[0]["words"][0]["then"] == {"ask_owner": 5}
    with pytest.raises(CommandError, match="No lab called s99"):
        run("misses", "s99")
