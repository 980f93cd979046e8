"""Two hundred different sessions go into the database and come out byte by byte as they went in, and play again to the same log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from labs.evaluation.engine.proof import random_lines
from labs.models import LabEvent, LabSession
from labs.scenarios.engine.scenario import Scenario
from labs.sessions import log
from labs.sessions.engine.player import Player, read_lines
from labs.sessions.engine.replay import replay
from labs.workplace.engine.canonical import canonical
from labs.workplace.engine.events import Event, first_broken
from tests.cast import Cast
from tests.factories.labs import start_lab
from tests.labs.shipped import packages, scenario, variants

SKIPPED = ("click-everything",)  # its acts cost other minutes than the page would charge
RANDOM = 4


def sessions() -> Iterator[tuple[Scenario, str, str, tuple[Event, ...]]]:
    """(scenario, mode, seed, events): each lab and variant with each of its conducts, and random learners."""
    for lab, variant in variants(scored=False):
        played = scenario(lab, variant)
        mode = "assessed" if "assessed" in played.modes else "guided"
        runs = [
            (name, read_lines(text))
            for name, text in sorted(packages()[lab]["tests"].items())
            if name.endswith(".jsonl") and name.removesuffix(".jsonl") not in SKIPPED
        ]
        runs += [(f"random-{n}", random_lines(played, f"{lab}{n}", 5 + 7 * n)) for n in range(RANDOM)]
        for name, lines in runs:
            seed = f"{lab}{variant}{name}"
            yield played, mode, seed, Player(played, mode, seed=seed, salt=seed).play(lines).events  # type: ignore[arg-type]


def stored(template: LabSession, seed: str, events: tuple[Event, ...]) -> list[Event]:
    """The events after they were rows."""
    row = LabSession.objects.create(
        learner=template.learner,
        enrolment=template.enrolment,
        activity=template.activity,
        scenario=template.scenario,
        variant="a",
        mode="assessed",
        seed=seed[:64],
        salt=seed[:64],
        first_act_key="",
        ended_at=template.started_at,
        ended_how="left",
    )
    LabEvent.objects.bulk_create([LabEvent.of(row, event) for event in events])
    return log.events_of(row)


def as_bytes(events: list[Event] | tuple[Event, ...]) -> bytes:
    return b"\n".join(canonical(event.to_row()).encode() for event in events)


@pytest.mark.django_db
def test_two_hundred_sessions_are_the_same_bytes_after_the_database_and_after_a_replay(cast: Cast) -> None:
    template = start_lab(cast.lena)
    heads: set[str] = set()
    odd: list[str] = []
    for played, mode, seed, events in sessions():
        heads.add(events[-1].hash)
        found = stored(template, seed, events)
        same = as_bytes(found) == as_bytes(events) and first_broken(found) is None
        again = replay(played, found, mode=mode, seed=seed, salt=seed)  # type: ignore[arg-type]
        if not same or again is not None:
            odd.append(f"{seed}: {'replay differs at ' + str(again) if same else 'stored bytes differ'}")
    assert odd == []
    assert len(heads) >= 200
