"""Publishes scenarios: the same content is stored once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.api import record_audit
from labs.scenarios.engine.build import build_scenario
from labs.scenarios.models import PersonaVersion, SafetyReview, ScenarioVersion
from labs.workplace.engine.canonical import digest

if TYPE_CHECKING:
    from accounts.api import User


def publish_scenario(*, package: dict[str, Any]) -> ScenarioVersion:
    """Store a checked package as a version; a package that is stored already gives the stored one."""
    lab = package["lab"]
    for variant in lab["variants"]:
        build_scenario(package, variant)  # nothing that cannot be played is ever stored
    spec = package["personas"][lab["persona"]]
    persona, _ = PersonaVersion.objects.get_or_create(
        slug=lab["persona"], digest=digest(spec), defaults={"spec": spec}
    )
    version, _ = ScenarioVersion.objects.get_or_create(
        slug=lab["id"],
        digest=package_digest(package),
        defaults={
            "version": lab["version"],
            "title": lab["title"],
            "persona": persona,
            "package": package,
        },
    )
    return version


def record_safety_review(
    *,
    scenario: ScenarioVersion,
    clinician: str,
    profession: str,
    reviewed_on: date,
    statement: str,
    actor: User,
) -> SafetyReview:
    """A clinician has read this version: it may be started from now on. A second record finds the first."""
    with transaction.atomic():
        ScenarioVersion.objects.select_for_update().get(pk=scenario.pk)
        standing = SafetyReview.objects.filter(scenario=scenario, withdrawn_at=None).first()
        if standing is not None:
            return standing
        made = SafetyReview.objects.create(
            scenario=scenario,
            clinician=clinician,
            profession=profession,
            reviewed_on=reviewed_on,
            statement=statement,
            recorded_by=actor,
        )
        record_audit(actor=actor, verb="safety_review.recorded", target=made, detail={"lab": scenario.slug})
    return made


def withdraw_safety_review(*, review: SafetyReview, actor: User) -> SafetyReview:
    """The lab is off again: nothing new starts. Safe to repeat."""
    with transaction.atomic():
        held = SafetyReview.objects.select_for_update().get(pk=review.pk)
        if held.withdrawn_at is None:
            held.withdrawn_at, held.withdrawn_by = timezone.now(), actor
            held.save(update_fields=["withdrawn_at", "withdrawn_by"])
            record_audit(actor=actor, verb="safety_review.withdrawn", target=held)
    return held


def package_digest(package: dict[str, Any]) -> str:
    """One hash over everything a session could depend on; the tests of the lab are not part of it."""
    parts = ("lab", "replies", "variants", "personas", "artefacts")
    return digest({part: package[part] for part in parts})
