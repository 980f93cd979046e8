"""The transcript of misses: what the scripted avatars did not understand, for authors. No learner is named or can be told apart."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO
from itertools import groupby
from uuid import UUID

from courses.api import safe_cell
from labs.guardrails.engine.redaction import Vault, names_pattern
from labs.reviews.engine.misses import RunHeard, SceneHeard, gather, heard_in
from labs.scenarios.models import ScenarioVersion
from labs.sessions.models import LabEvent

READ = ("scene.entered", "msg.learner", "msg.avatar")
MOST_RUNS = 2000


@dataclass(frozen=True)
class VersionHeard:
    """One published version of a lab. Words of a sensitive lab are never shown, whatever the number of people."""

    public_id: UUID
    title: str
    slug: str
    version: str
    digest: str
    is_sensitive: bool
    scenes: tuple[SceneHeard, ...]


def misses_by_version(slug: str = "") -> tuple[VersionHeard, ...]:
    """Every version that anybody talked in, newest first."""
    versions = ScenarioVersion.objects.filter(sessions__isnull=False).distinct().order_by("slug", "-pk")
    if slug:
        versions = versions.filter(slug=slug)
    return tuple(_heard(version) for version in versions)


def _heard(version: ScenarioVersion) -> VersionHeard:
    scenes = gather(_runs(version))
    if version.is_sensitive:
        scenes = tuple(replace(scene, words=()) for scene in scenes)
    return VersionHeard(
        version.public_id,
        version.title,
        version.slug,
        version.version,
        version.digest,
        version.is_sensitive,
        scenes,
    )


def _runs(version: ScenarioVersion) -> Iterator[tuple[int, RunHeard]]:
    """The newest runs, forks left out: their beginning would count twice."""
    newest = version.sessions.filter(forked_from=None).order_by("-pk").values("pk")[:MOST_RUNS]
    rows = (
        LabEvent.objects.filter(session__in=newest, type__in=READ)
        .order_by("session", "seq")
        .values_list("session", "session__learner", "session__learner__name", "type", "params", "private")
    )
    for (_session, learner, name), events in groupby(rows.iterator(), key=lambda row: row[:3]):
        vault = Vault(names_pattern([str(name), *str(name).split()]))
        yield (
            learner,
            heard_in(
                (kind, params, vault.hide(str((private or {}).get("text", ""))))
                for *_who, kind, params, private in events
            ),
        )


def misses_csv(versions: tuple[VersionHeard, ...]) -> str:
    """One row for each group of words; scenes below the floor have their counts alone."""
    out = StringIO()
    write = csv.writer(out)
    write.writerow(
        [
            "lab",
            "version",
            "digest",
            "scene",
            "people",
            "typed",
            "asked back",
            "words",
            "times",
            "pressed then",
        ]
    )
    for version in versions:
        for scene in version.scenes:
            people = scene.people if scene.is_shown else ""
            head = [version.slug, version.version, version.digest[:12], scene.scene, people]
            head += [scene.typed, scene.missed]
            for one in scene.words:
                then = "; ".join(f"{act} {n}" for act, n in one.then)
                write.writerow([safe_cell(cell) for cell in (*head, one.words, one.times, then)])
            if not scene.words:
                write.writerow([safe_cell(cell) for cell in (*head, "", "", "")])
    return out.getvalue()
