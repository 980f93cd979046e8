"""Verbs of `manage.py labs` that read stored runs: misses, disclosure, regrade. Each returns rows and says them in words."""

from __future__ import annotations

from argparse import _SubParsersAction
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError

from labs.evaluation.regrade import newest_version, regrade
from labs.reviews.misses import misses_by_version
from labs.sessions.disclosure import disclosure_figures

VERBS = ("misses", "disclosure", "regrade")


def add_verbs(sub: _SubParsersAction[Any]) -> None:
    """The parsers of these verbs."""
    misses = sub.add_parser("misses", help="Sentences that the scripted avatar asked back, by scene.")
    misses.add_argument("scenario", nargs="?", default="")
    told = sub.add_parser("disclosure", help="In how many runs people were told that they talk to an AI.")
    again = sub.add_parser("regrade", help="Grade stored runs again with the newest rubric of a lab.")
    again.add_argument("scenario")
    again.add_argument(
        "--apply", action="store_true", help="Store it; without this, only say what would change."
    )
    for parser in (misses, told, again):
        parser.add_argument("--json", action="store_true", dest="as_json")


def rows_of(verb: str, *, scenario: str = "", apply: bool = False) -> list[dict[str, Any]]:
    """What the verb found."""
    if verb == "disclosure":
        figures = disclosure_figures()
        return [{"runs": figures.runs, "told": figures.told, "rate": figures.rate, "asked": figures.asked}]
    if verb == "regrade":
        version = newest_version(scenario)
        if version is None:
            raise CommandError(f"No lab called {scenario} is published.")
        return [one.to_json() for one in regrade(version=version, apply=apply)]
    return list(_misses(scenario))


def _misses(scenario: str) -> Iterator[dict[str, Any]]:
    versions = misses_by_version(scenario)
    if scenario and not versions and newest_version(scenario) is None:
        raise CommandError(f"No lab called {scenario} is published.")
    for version in versions:
        for scene in version.scenes:
            yield {
                "lab": version.slug,
                "version": version.version,
                "digest": version.digest[:12],
                "scene": scene.scene,
                "people": scene.people if scene.is_shown else None,
                "typed": scene.typed,
                "asked_back": scene.missed,
                "words": [
                    {"words": one.words, "times": one.times, "then": dict(one.then)} for one in scene.words
                ],
            }


def lines_of(verb: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    """The same in words."""
    for row in rows:
        if verb == "disclosure":
            share = "no run yet" if row["rate"] is None else f"{row['rate']:.1%}"
            yield f"Told in the first turn: {row['told']} of {row['runs']} runs ({share}). Asked and told: {row['asked']}."
        elif verb == "regrade":
            yield f"{row['session']} {row['variant']}: {row['was']} -> {row['now']}, {row['what']}"
        else:
            yield f"{row['lab']} {row['version']} {row['scene']}: {row['typed']} typed, {row['asked_back']} asked back"
            for one in row["words"]:
                then = ", ".join(f"{act} {n}" for act, n in one["then"].items())
                yield f"  {one['times']} x “{one['words']}”{f' -> {then}' if then else ''}"
    if not rows:
        yield "Nothing yet."
