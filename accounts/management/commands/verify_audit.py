"""Check the audit chain: `manage.py verify_audit [--json] [--contains HASH]`."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit.models import AuditEntry
from accounts.audit.services import verify_audit


class Command(BaseCommand):
    help = (
        "Seal what waits, walk the whole audit chain and report every break. Exit status 1 when it is broken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--contains",
            metavar="HASH",
            help="also check that an entry hash that you kept elsewhere is still part of the chain",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        report = verify_audit()
        problems = [f"entry {item.sequence}: {item.problem}" for item in report.breaks]
        kept = options["contains"]
        if kept and not AuditEntry.objects.sealed().filter(entry_hash=kept).exists():
            problems.append(f"no entry has the hash {kept}: the chain was rewritten since you kept it")
        if options["json"]:
            facts = {
                "whole": not problems,
                "checked": report.checked,
                "sequence": report.head.sequence,
                "head": report.head.entry_hash,
                "problems": problems,
            }
            self.stdout.write(json.dumps(facts, indent=2))
        else:
            self.stdout.write(f"{report.checked} entries checked, head {report.head.entry_hash}")
            for problem in problems:
                self.stdout.write(self.style.ERROR(problem))
        if problems:
            raise CommandError("The audit chain is broken.")
        if not options["json"]:
            self.stdout.write(self.style.SUCCESS("The audit chain is whole."))
