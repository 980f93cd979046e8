"""Whether people were told that they talk to an AI: read from the logs, for the people who run the programme."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from labs.sessions.models import LabEvent, LabSession


@dataclass(frozen=True)
class DisclosureFigures:
    """`told`: runs whose first turn said it. `asked`: how often somebody asked, and was told by rule."""

    runs: int
    told: int
    asked: int

    @property
    def rate(self) -> float | None:
        return self.told / self.runs if self.runs else None


def disclosure_figures() -> DisclosureFigures:
    """Over all runs in which an avatar spoke, forks left out: three queries."""
    spoke = LabEvent.objects.filter(session=OuterRef("pk"), type="msg.avatar")
    shown = LabEvent.objects.filter(session=OuterRef("pk"), type="disclosure.shown", params__how="first_turn")
    runs = LabSession.objects.filter(Exists(spoke), forked_from=None)
    asked = LabEvent.objects.filter(type="disclosure.shown", params__how="asked", session__forked_from=None)
    return DisclosureFigures(runs.count(), runs.filter(Exists(shown)).count(), asked.count())
