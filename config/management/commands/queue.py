"""Look after the queue: what waits, what was given up, and what to do with it."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from config.queue.models import DeadLetter, Message
from config.queue.state import queue_state


class Command(BaseCommand):
    help = "Show the queue (status, dead), queue a dead letter again (requeue ID) or drop it (discard ID)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["status", "dead", "requeue", "discard"])
        parser.add_argument("id", nargs="?", type=int)

    def handle(self, *_: Any, action: str, id: int | None = None, **__: Any) -> None:
        if action == "status":
            self._status()
        elif action == "dead":
            for letter in DeadLetter.objects.all():
                self.stdout.write(
                    f"{letter.pk}\t{letter.task}\t{letter.deliveries} deliveries\tgiven up {letter.given_up_at:%Y-%m-%d %H:%M} UTC"
                )
        else:
            self._settle(action, id)

    def _status(self) -> None:
        state = queue_state()
        oldest = "none" if state.oldest_seconds is None else f"{state.oldest_seconds:.0f} s"
        self.stdout.write(f"broker {state.kind}, waiting {state.waiting}, oldest {oldest}, dead {state.dead}")

    @transaction.atomic
    def _settle(self, action: str, letter_id: int | None) -> None:
        letter = DeadLetter.objects.filter(pk=letter_id).first() if letter_id else None
        if letter is None:
            raise CommandError("No dead letter has that number. `manage.py queue dead` lists them.")
        if action == "requeue":
            json.loads(letter.body)  # a damaged body stays where it is
            Message.objects.create(
                queue=letter.queue, tag=letter.tag, body=letter.body, visible_at=time.time()
            )
        letter.delete()
        self.stdout.write(f"{letter.task}: {'queued again' if action == 'requeue' else 'dropped'}")
