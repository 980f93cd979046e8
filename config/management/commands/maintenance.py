"""Close the pages for a while, or open them again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import maintenance


class Command(BaseCommand):
    help = "on [--until '07:30, Europe/Amsterdam'] [--why TEXT] closes every page but the public checks; off opens them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("state", choices=["on", "off"])
        parser.add_argument("--until", default="")
        parser.add_argument("--why", default="")

    def handle(self, *_: Any, state: str, until: str, why: str, **__: Any) -> None:
        if state == "on":
            maintenance.close(until=until, why=why)
            self.stdout.write(
                "The pages are closed. Checking a certificate goes on. Open them: manage.py maintenance off"
            )
        else:
            self.stdout.write("The pages are open again." if maintenance.reopen() else "The pages were open.")
