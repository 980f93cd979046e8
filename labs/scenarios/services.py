"""Publishes scenarios: the same content is stored once."""

from __future__ import annotations

from typing import Any

from labs.scenarios.engine.build import build_scenario
from labs.scenarios.models import PersonaVersion, ScenarioVersion
from labs.workplace.engine.canonical import digest


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


def package_digest(package: dict[str, Any]) -> str:
    """One hash over everything a session could depend on; the tests of the lab are not part of it."""
    parts = ("lab", "replies", "variants", "personas", "artefacts")
    return digest({part: package[part] for part in parts})
