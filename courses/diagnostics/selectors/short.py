"""The short check that anybody may try: its situations and its outcome. Nothing here is read from a person's rows
but what they asked to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext

from courses.diagnostics.compiled import ShortCheck
from courses.diagnostics.engine.scoring import Band, Given, Profile, profile_of
from courses.diagnostics.models import KeptCheck
from courses.diagnostics.selectors.profiles import Advice, Feedback, advice_for, feedback_on
from courses.diagnostics.wording import LEANS, cluster_name

if TYPE_CHECKING:
    from courses.diagnostics.engine.specs import DiagnosticFile, Situation


@dataclass(frozen=True)
class ShortPage:
    """The short check: its situations, and after sending them the outcome. Nothing of it is kept."""

    items: Sequence[ShortItem]
    steps: Sequence[int]
    minutes: int
    course_url: str
    outcome: ShortOutcome | None = None
    errors: int = 0


@dataclass(frozen=True)
class ShortItem:
    number: int
    item: Situation
    options: Sequence[tuple[int, str]]
    given: Given
    is_missing: bool = False


@dataclass(frozen=True)
class ShortOutcome:
    sentence: str
    calibration: str
    profile: Profile
    clusters: Sequence[tuple[str, Band]]
    advice: Sequence[Advice]
    feedback: Sequence[Feedback]


def short_items(form: DiagnosticFile) -> list[Situation]:
    return [form.by_key[key] for key in form.short]


def short_page(
    check: ShortCheck, given: Mapping[str, Given] | None = None, *, is_complete: bool = False
) -> ShortPage:
    """The empty short check, the one with gaps, or its outcome."""
    form, answers = check.form, given or {}
    items = short_items(form)
    return ShortPage(
        items=[
            ShortItem(
                number,
                item,
                [(n, option.t) for n, option in enumerate(item.options, 1)],
                answers.get(item.id, Given(None)),
                given is not None and not is_complete and not _is_whole(answers.get(item.id)),
            )
            for number, item in enumerate(items, 1)
        ],
        steps=form.confidence.steps,
        minutes=max(5, round(form.minutes * len(items) / len(form.items) / 5) * 5),
        course_url=reverse("courses:course", args=[check.compiled.course.slug]),
        outcome=short_outcome(check, answers) if is_complete else None,
        errors=sum(not _is_whole(answers.get(item.id)) for item in items) if given is not None else 0,
    )


def _is_whole(given: Given | None) -> bool:
    return given is not None and given.option is not None and given.sure is not None


def short_outcome(check: ShortCheck, given: Mapping[str, Given]) -> ShortOutcome:
    form = check.form
    profile = profile_of(form, list(form.short), given)
    best = sum(item.points(given[item.id].option) == 2 for item in short_items(form) if item.id in given)
    sentence = ngettext(
        "You chose the best act in %(best)d of %(count)d situation.",
        "You chose the best act in %(best)d of %(count)d situations.",
        len(form.short),
    ) % {"best": best, "count": len(form.short)}
    return ShortOutcome(
        sentence=sentence,
        calibration=str(LEANS[profile.calibration.lean]),
        profile=profile,
        clusters=[(cluster_name(band.name), band) for band in profile.clusters],
        advice=advice_for(profile, check.compiled, is_public=True),
        feedback=[feedback_on(item, given.get(item.id)) for item in short_items(form)],
    )


def kept_given(kept: KeptCheck) -> dict[str, Given]:
    return {key: Given(*pair) for key, pair in kept.answers.items()}


def kept_of(learner_id: int) -> KeptCheck | None:
    return KeptCheck.objects.filter(learner=learner_id).first()
