"""Which questions are harder for one group than for equally able others, of the groups that the records know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from courses.analytics.engine.fairness import ItemGap, gaps
from courses.analytics.engine.items import LOOK_FROM, Taken
from courses.catalogue.models import Activity
from courses.enrolments.models import Enrolment

Kind = Literal["extra", "language", "partner"]


@dataclass(frozen=True, slots=True)
class GroupGaps:
    """A group of at least 100 beside at least 100 others, and its questions of class B and C, the largest gap first."""

    kind: Kind
    value: str
    n: int
    others: int
    items: Sequence[ItemGap]

    @property
    def name(self) -> str:
        """In the language of whoever reads."""
        if self.kind == "language":
            return _("Language: %(code)s") % {"code": self.value}
        if self.kind == "partner":
            return _("Partner: %(name)s") % {"name": self.value}
        return _("With extra time")


def group_gaps(activity: Activity, taken: Mapping[int, Taken]) -> list[GroupGaps]:
    """By partner, language and extra time; enrolment → first attempt. One query, none under 200 learners."""
    if len(taken) < 2 * LOOK_FROM:
        return []
    found = []
    for (kind, value), members in sorted(_groups(activity, taken).items()):
        here = [taken[one] for one in members]
        there = [row for one, row in taken.items() if one not in members]
        if min(len(here), len(there)) < LOOK_FROM:
            continue
        named = [gap for gap in gaps(here, there) if gap.grade != "A"]
        named.sort(key=lambda gap: -abs(gap.delta))
        found.append(GroupGaps(kind, value, len(here), len(there), named))
    return found


def _groups(activity: Activity, taken: Mapping[int, Taken]) -> dict[tuple[Kind, str], set[int]]:
    """Kind and value → enrolments. A language that all share makes a group without others, which is not compared."""
    groups: dict[tuple[Kind, str], set[int]] = defaultdict(set)
    rows = (
        Enrolment.objects.filter(attempts__activity=activity)
        .distinct()
        .values_list("pk", "cohort__partner__name", "user__language", "user__accommodation__extra_percent")
    )
    for enrolment, partner, language, extra in rows:
        if enrolment not in taken:
            continue
        groups["language", language].add(enrolment)
        if partner:
            groups["partner", partner].add(enrolment)
        if extra:
            groups["extra", ""].add(enrolment)
    return groups
