"""An independent model server drives a lab: its stream becomes the avatar's turn, masked on the way out, counted and chained.

Random weights never begin a tool call; how calls come from other servers is in tests/labs/sessions/test_conformance.py.

OPENAI_BASE_URL=http://127.0.0.1:PORT/v1 OPENAI_MODEL=tiny DATA_DIR=NEW python -m tests.independent.check_model
"""

from __future__ import annotations

import asyncio
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from accounts.models import User  # noqa: E402
from labs.models import LabTurn, ModelSpend  # noqa: E402
from labs.providers.probing import probe_endpoint  # noqa: E402
from labs.providers.registry import configured_endpoint  # noqa: E402
from labs.sessions import log  # noqa: E402
from labs.workplace.engine.events import first_broken  # noqa: E402
from tests.factories.labs import make_lab_activity, play, start_lab  # noqa: E402

failed: list[str] = []


def check(name: str, holds: bool, seen: object = "") -> None:
    sys.stdout.write(f"{'ok  ' if holds else 'FAIL'} {name} {seen}\n")
    if not holds:
        failed.append(name)


def main() -> None:
    call_command("migrate", verbosity=0)
    endpoint = configured_endpoint()
    assert endpoint is not None
    found = asyncio.run(probe_endpoint(endpoint))
    check("the probe hears a stream", found.streaming, found.to_json())
    check("the probe learns how much it can read", found.context == 32768, found.context)

    lena = User.objects.create(email="lena@example.org", name="Lena Brandt")
    session = start_lab(lena, activity=make_lab_activity())
    play(session, {"act": "say", "text": "How did we do in Q2? I am Lena Brandt."})
    said = [event for event in log.events_of(session) if event.type == "msg.avatar"][-1]
    turn = LabTurn.objects.get()
    check(
        "the model speaks the turn", said.params["engine"] == f"model:{endpoint.model}", said.params["engine"]
    )
    check("its words are in the log", bool(said.private["text"].strip()), repr(said.private["text"][:60]))
    check("it did not fall back", not turn.fell_back)
    check(
        "tokens are counted",
        turn.prompt_tokens > 0 and turn.reply_tokens > 0,
        (turn.prompt_tokens, turn.reply_tokens),
    )
    check("the month is counted", ModelSpend.objects.get().turns == 1)
    check("the name was masked", turn.masked_spans == 1, turn.masked_spans)

    check("the chain holds", first_broken(log.events_of(session)) is None)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
