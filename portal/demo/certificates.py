"""What becomes of certificates in the demo: one reported and suspended, one corrected and shared, hours for a renewal, a request, a batch, a design."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.api import Partner, User
from certificates.api import (
    Credential,
    ask_for_credentials,
    ask_to_publish,
    claim_hours,
    decide_hours,
    make_share_link,
    plan_batch,
    reissue_credential,
    report_misuse,
    save_zones,
    start_draft,
    suspend_credential,
)
from courses.api import Cohort
from portal.demo.world import ADMIN, CohortPlan, PartnerPlan, PersonPlan

HOURS = (
    ("hands-on", "Two days of practice with an assistant of the own team", "6"),
    ("law", "Seminar: what changed for staff avatars", "2.5"),
    ("other", "Reading group on calibrated trust", "3"),
)


def _held(person: PersonPlan) -> Credential | None:
    found: Credential | None = Credential.objects.filter(holder__email=person.address, state="issued").first()
    return found


def suspend(person: PersonPlan) -> None:
    """The admin looks into something; until then nobody should rely on the certificate."""
    held = _held(person)
    if held is not None:
        report_misuse(credential=held, note="The number stands under a profile with another name.")
        suspend_credential(
            credential=held,
            actor=User.objects.get(email=ADMIN.address),
            note="A report is being looked into.",
        )


def respell(person: PersonPlan) -> None:
    """The name was printed without its middle letter: a new certificate takes the place of the old one."""
    held = _held(person)
    if held is None or held.supersedes_id is not None:
        return
    first, *rest = held.name_on_it.split()
    reissue_credential(
        credential=held, name=" ".join([first, "M.", *rest]), actor=User.objects.get(email=ADMIN.address)
    )


def share(person: PersonPlan) -> None:
    """Two links for two readers, who see different things."""
    held = _held(person)
    if held is None or held.holder is None or held.share_links.exists():
        return
    for label, shown in (("Northgate, for the application", "full"), ("Public profile", "initials")):
        make_share_link(credential=held, label=label, name_shown=shown, expires_on=None, actor=held.holder)


def look_over(partner: PartnerPlan, cohort: CohortPlan) -> None:
    """A batch that was looked over: who has not earned it yet is set aside, line by line."""
    row = Cohort.objects.get(partner__slug=partner.slug, name=cohort.name)
    with suppress(ValidationError):  # it was planned before
        plan_batch(cohort=row, slug="foundations", actor=User.objects.get(email=ADMIN.address))


def collect_hours(person: PersonPlan) -> None:
    """Three documents: two were looked at, one waits."""
    user, admin = User.objects.get(email=person.address), User.objects.get(email=ADMIN.address)
    for number, (kind, title, hours) in enumerate(HOURS):
        data = f"%PDF-1.7\n% {person.address} {title}".encode()
        digest = hashlib.sha256(data).hexdigest()
        if user.cpd_entries.filter(sha256=digest).exists():
            continue
        entry = claim_hours(
            user=user,
            kind=kind,
            title=title,
            hours=Decimal(hours),
            done_on=timezone.now().date() - timedelta(days=20 * (number + 1)),
            evidence=SimpleUploadedFile("evidence.pdf", data),
            sha256=digest,
        )
        if number < 2:
            decide_hours(entry=entry, accept=True, answer="", actor=admin)


def ask(partner: PartnerPlan, cohort: CohortPlan) -> None:
    """The owner asks for the certificates of a cohort that has begun to finish."""
    row = Cohort.objects.get(partner__slug=partner.slug, name=cohort.name)
    with suppress(ValidationError):  # it was asked before
        ask_for_credentials(
            cohort=row,
            slug="foundations",
            note="The first learners are through.",
            actor=User.objects.get(email=partner.owner.address),
        )


def design(partner: PartnerPlan) -> None:
    """The owner gives the certificate a colour and a signatory, and asks staff to publish it."""
    owner = User.objects.get(email=partner.owner.address)
    draft = start_draft(
        partner=Partner.objects.get(slug=partner.slug), slug="engraved", paper="a4", actor=owner
    )
    if draft.state != "draft":
        return
    zones = {
        "accent": "#7a1f5c",
        "signatory": {"name": partner.owner.name, "role": f"Director, {partner.name}"},
        "wording": {"en": {"trained": "Taught in small groups by"}},
    }
    ask_to_publish(design=save_zones(design=draft, zones=zones, actor=owner), actor=owner)
