"""`manage.py certificates …`: specimens, checks, keys, the nightly audit, status lists, batches."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

MAX_FILE = 20 * 1024 * 1024


class Command(BaseCommand):
    help = "Draw specimens, check files, rotate keys, audit what was issued."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, parser_class=argparse.ArgumentParser)

        def verb(name: str, about: str) -> argparse.ArgumentParser:
            made = verbs.add_parser(name, help=about, description=about)
            made.add_argument("--json", action="store_true", help="answer as JSON")
            return made

        sample = verb("sample", "Write a specimen PDF, signed by a test key.")
        sample.add_argument("--design", default="engraved")
        sample.add_argument("--paper", default="a4", choices=["a4", "letter"])
        sample.add_argument("--name", default="Dalia Mensah")
        sample.add_argument("--lang", default="en")
        sample.add_argument("--out", required=True, type=Path)
        check = verb(
            "verify", "Check a PDF, a badge or a token. Works offline; exit 0 only when it is valid."
        )
        check.add_argument("file", type=Path)
        rotate = verb("rotate-key", "Put a new key in place of the active one.")
        rotate.add_argument("--kind", default="badge", choices=["pdf", "badge", "token"])
        broken = verb("key-compromised", "Say that a key is not to be trusted from a moment on.")
        broken.add_argument("kid")
        broken.add_argument("--since", required=True, help="for example 2026-11-24T08:00:00Z")
        verb("keys", "List every signing key and its state.")
        verb("audit", "Check every stored file, every digest and the whole log.")
        verb("status-list", "Sign every status list anew.")
        verb("check-fonts", "Draw a test page and say which fonts there are.")
        batch = verb("issue-batch", "Issue a credential to everybody in a cohort who has earned it.")
        batch.add_argument("--cohort", required=True, help="the cohort's public id")
        batch.add_argument("--achievement", default="foundations")

    def handle(self, *_args: Any, **options: Any) -> None:
        work: dict[str, Callable[[dict[str, Any]], tuple[dict[str, Any], bool]]] = {
            "sample": _sample,
            "verify": _verify,
            "rotate-key": _rotate,
            "key-compromised": _compromised,
            "keys": _keys,
            "audit": _audit,
            "status-list": _lists,
            "check-fonts": _fonts,
            "issue-batch": _batch,
        }
        try:
            told, is_good = work[options["verb"]](options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_plain(told)))
        if not is_good:
            sys.exit(1)


def _plain(told: dict[str, Any]) -> list[str]:
    lines = []
    for key, value in told.items():
        if key == "checks":
            marks = {True: "passed", False: "FAILED", None: "not checked"}
            lines += [f"  {marks[check['passed']]:<12}{check['name']}  {check['detail']}" for check in value]
        elif isinstance(value, list):
            lines += [f"{key}: {len(value)}", *(f"  {item}" for item in value)]
        else:
            lines.append(f"{key}: {value}")
    return lines


def _sample(options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from certificates.credentials.specimen import draw_specimen
    from certificates.designs.files import BrokenDesign
    from certificates.designs.models import DesignVersion
    from certificates.rendering.fonts import CannotDraw

    design = DesignVersion(slug=options["design"], paper=options["paper"], zones={})
    try:
        pdf = draw_specimen(
            design=design,
            name=" ".join(options["name"].split()),
            language=options["lang"],
            now=timezone.now(),
            site=settings.SITE_URL,
            issuer=settings.SITE_NAME,
        )
        options["out"].write_bytes(pdf)
    except (BrokenDesign, CannotDraw) as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
    return {"file": str(options["out"]), "bytes": len(pdf), "design": options["design"]}, True


def _verify(options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from certificates.verification.checking import check_file
    from certificates.verification.selectors import outcome_of

    try:
        if options["file"].stat().st_size > MAX_FILE:
            raise CommandError(f"{options['file']} is larger than 20 MB; no certificate is.")
        data = options["file"].read_bytes()
    except OSError as error:
        raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
    report = check_file(data)
    verdict = str(outcome_of(report).heading)
    return {"file": str(options["file"]), "verdict": verdict, **report.to_json()}, report.is_valid


def _rotate(options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from accounts.api import record_audit
    from certificates.badges.services import publish_lists
    from certificates.signing.models import SigningKey
    from certificates.signing.services import rotate_key, signer_of

    key = rotate_key(kind=options["kind"])
    record_audit(actor=None, verb="key.rotated", target=key, detail={"kid": key.kid})
    lists = 0
    if key.kind == SigningKey.Kind.BADGE:
        lists = publish_lists(signer=signer_of(SigningKey.Kind.BADGE))
    return {"key": key.kid, "until": f"{key.not_after:%Y-%m-%d}", "status lists signed anew": lists}, True


def _compromised(options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from accounts.api import record_audit
    from certificates.badges.services import publish_lists
    from certificates.credentials.models import Credential
    from certificates.signing.models import SigningKey
    from certificates.signing.services import mark_compromised, signer_of

    try:
        since = dt.datetime.fromisoformat(options["since"])
    except ValueError as error:
        raise CommandError(
            f"{options['since']!r} is not a time. Write it as 2026-11-24T08:00:00Z."
        ) from error
    if since.tzinfo is None:
        since = since.replace(tzinfo=dt.UTC)
    key = mark_compromised(kid=options["kid"], since=since)
    record_audit(actor=None, verb="key.compromised", target=key, detail={"kid": key.kid})
    publish_lists(signer=signer_of(SigningKey.Kind.BADGE))
    affected = Credential.objects.signed_with(key).filter(sealed_at__gte=since).count()
    return {"key": key.kid, "since": since.isoformat(), "credentials to be signed again": affected}, True


def _keys(_options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from certificates.signing.models import SigningKey

    rows = SigningKey.objects.order_by("pk")
    return {"keys": [f"{row.kid} {row.state} until {row.not_after:%Y-%m-%d}" for row in rows]}, True


def _audit(_options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from certificates.credentials.audit import self_audit

    report = self_audit()
    told = {
        "credentials": report.credentials,
        "log entries": report.log_entries,
        "problems": list(report.problems),
    }
    return told, report.is_whole


def _lists(_options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from certificates.badges.services import publish_lists
    from certificates.signing.models import SigningKey
    from certificates.signing.services import signer_of

    return {"status lists signed": publish_lists(signer=signer_of(SigningKey.Kind.BADGE))}, True


def _fonts(_options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from certificates.rendering.fonts import NoFonts, fallback_families
    from certificates.rendering.pdf import check_machine

    try:
        check_machine()
        return {"fonts": "usable", "families": fallback_families()}, True
    except NoFonts as error:
        return {"fonts": str(error)}, False


def _batch(options: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    from certificates.batches.selectors import batch_page
    from certificates.batches.services import issue_for_cohort

    page = batch_page(issue_for_cohort(cohort_id=options["cohort"], slug=options["achievement"]))
    aside = [f"{row.enrolment.user.name}: {row.reason}" for row in page.problems]
    return {"rows": page.total, "issued": page.issued, "set aside": aside}, not aside
