"""An independent model server drives a lab: its stream becomes the avatar's turn, masked on the way out, counted and chained.

A tool call is forced by the server's own grammar (relay.py): an allowed one becomes a card in the learner's tray, a foreign one is refused.
How calls come from other servers is in tests/labs/sessions/test_conformance.py.

OPENAI_BASE_URL=http://127.0.0.1:PORT/v1 OPENAI_MODEL=tiny DATA_DIR=NEW python -m tests.independent.check_model
"""

from __future__ import annotations

import asyncio
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import override_settings  # noqa: E402

from accounts.models import User  # noqa: E402
from labs.models import LabTurn, ModelSpend  # noqa: E402
from labs.providers.probing import probe_endpoint  # noqa: E402
from labs.providers.registry import configured_endpoint  # noqa: E402
from labs.sessions import log  # noqa: E402
from labs.workplace.engine.events import Event, first_broken  # noqa: E402
from tests.factories.labs import make_lab_activity, play, start_lab  # noqa: E402
from tests.independent.relay import forcing  # noqa: E402

failed: list[str] = []


def check(name: str, holds: bool, seen: object = "") -> None:
    sys.stdout.write(f"{'ok  ' if holds else 'FAIL'} {name} {seen}\n")
    if not holds:
        failed.append(name)


def tool(name: str, argument: str, values: list[str]) -> dict[str, object]:
    schema = {
        "type": "object",
        "properties": {argument: {"type": "string", "enum": values}},
        "required": [argument],
        "additionalProperties": False,
    }
    about = {"name": name, "description": "Put a card into the tray.", "parameters": schema}
    return {"type": "function", "function": about}


def played_with(lena: User, forced: dict[str, object]) -> tuple[list[Event], bytes]:
    """A new session in which the server has to call this tool: its log, and the stream as it came."""
    upstream = str(settings.OPENAI_BASE_URL).removesuffix("/v1")
    with forcing(upstream, forced) as (address, heard), override_settings(OPENAI_BASE_URL=address):
        session = start_lab(lena, activity=make_lab_activity())
        play(session, {"act": "say", "text": "Please put your draft into my tray."})
    return log.events_of(session), bytes(heard)


def spoken_by(events: list[Event]) -> set[object]:
    """Who spoke after the learner's first words."""
    asked = next(event.seq for event in events if event.type == "msg.learner")
    return {event.params["engine"] for event in events if event.type == "msg.avatar" and event.seq > asked}


def check_calls(lena: User) -> None:
    events, heard = played_with(lena, tool("propose", "proposal", ["draft_note"]))
    pieces = heard.count(b'"tool_calls"')
    check("a tool call came as a stream, in pieces", pieces > 2, pieces)
    made = [event.params["id"] for event in events if event.type == "proposal.made"]
    check("it became a card in the tray", made == ["draft_note"], made)
    check(
        "and no other avatar had to go on",
        spoken_by(events) == {f"model:{settings.OPENAI_MODEL}"},
        spoken_by(events),
    )
    check("nothing was done by it", not [event for event in events if event.type == "proposal.decided"])
    check("its chain holds", first_broken(events) is None)
    events, heard = played_with(lena, tool("pay_invoice", "to", ["Frostline"]))
    refused = [dict(event.params) for event in events if event.type == "tool.rejected"]
    check(
        "a call of a foreign tool came over the same way and was refused",
        b"pay_invoice" in heard
        and {(one["caller"], one["why"]) for one in refused} == {("avatar", "not_allowed")},
        refused,
    )
    check("its chain holds too", first_broken(events) is None)


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
    check_calls(lena)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
