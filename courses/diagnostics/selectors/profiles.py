"""The profile of a sitting: bands, the drawing, the calibration, the change, and what to study first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.catalogue.kinds import get_kind
from courses.catalogue.selectors import CompiledVersion, compiled_version
from courses.diagnostics.compiled import form_of
from courses.diagnostics.engine.radar import Plot, Radar, plot, radar
from courses.diagnostics.engine.scoring import (
    Band,
    Given,
    Profile,
    Shift,
    advice_of,
    level_marks,
    level_of,
    profile_of,
    shift_of,
    shifts_of,
)
from courses.diagnostics.models import DiagnosticSitting
from courses.diagnostics.selectors.sittings import given_in
from courses.diagnostics.wording import CHANGES, LEANS, cluster_name

if TYPE_CHECKING:
    from courses.diagnostics.engine.specs import Situation


def sitting_profile(sitting: DiagnosticSitting, given: Mapping[str, Given]) -> Profile:
    """The profile over what the learner saw."""
    form = form_of(sitting.activity)
    return profile_of(form, [item.id for item in form.items[: sitting.reached]], given)


@dataclass(frozen=True)
class Row:
    """One competency in the table: its band, the band before, and the change in words."""

    name: str
    now: Band
    level: str
    before: Band | None = None
    change: str = ""
    is_sure: bool = False


@dataclass(frozen=True)
class Advice:
    title: str
    url: str
    why: str


@dataclass(frozen=True)
class Feedback:
    """What was chosen in one situation and why it is good or not; the best act where it was not chosen."""

    stem: str
    chosen: str
    why: str
    is_best: bool
    is_harmful: bool
    best: str
    best_why: str


@dataclass(frozen=True)
class ProfilePage:
    sitting: DiagnosticSitting
    version: object
    letter: str
    count: int
    profile: Profile
    radar: Radar | None
    plot: Plot
    rows: Sequence[Row]
    clusters: Sequence[tuple[str, Band]]
    sentence: str
    calibration: str
    gain: Shift | None
    gain_word: str
    advice: Sequence[Advice]
    feedback: Sequence[Feedback]
    can_erase: bool


def profile_page(
    sitting: DiagnosticSitting, earlier: DiagnosticSitting | None, *, has_later: bool
) -> ProfilePage:
    """The profile of a sitting that was handed in, beside the one before it. Two queries."""
    form = form_of(sitting.activity)
    compiled = compiled_version(sitting.enrolment.version_id)
    given = given_in(sitting)
    profile = sitting_profile(sitting, given)
    before = sitting_profile(earlier, given_in(earlier)) if earlier is not None else None
    shifts = (
        {shift.name: shift for shift in shifts_of(before.competencies, profile.competencies)}
        if before
        else {}
    )
    old = {band.name: band for band in before.competencies} if before else {}
    names = competency_names(compiled)
    gain = shift_of(before.total, profile.total) if before else None
    return ProfilePage(
        sitting=sitting,
        version=compiled.version.public_id,
        letter=form.form,
        count=sitting.reached,
        profile=profile,
        radar=radar(profile.competencies, names, level_marks(), before.competencies if before else ()),
        plot=plot(
            [(point.sure, point.count, point.best) for point in profile.calibration.points],
            form.confidence.min,
        ),
        rows=[
            Row(
                names.get(band.name, band.name),
                band,
                level_of(band),
                old.get(band.name),
                str(CHANGES[shifts[band.name].change]) if band.name in shifts else "",
                band.name in shifts and shifts[band.name].change.startswith(("clear", "likely")),
            )
            for band in profile.competencies
        ],
        clusters=[(cluster_name(band.name), band) for band in profile.clusters],
        sentence=sentence_of(profile, names),
        calibration=str(LEANS[profile.calibration.lean]),
        gain=gain,
        gain_word=str(CHANGES[gain.change]).capitalize() if gain else "",
        advice=advice_for(profile, compiled),
        feedback=[
            feedback_on(item, given.get(item.id)) for item in form.items[: sitting.reached] if not item.anchor
        ],
        can_erase=not has_later,
    )


def earlier_of(sitting: DiagnosticSitting) -> tuple[DiagnosticSitting | None, bool]:
    """The sitting before this one that was handed in, and whether a later one exists. One query."""
    rows = list(DiagnosticSitting.objects.filter(enrolment_id=sitting.enrolment_id).exclude(pk=sitting.pk))
    compiled = compiled_version(sitting.enrolment.version_id)
    before = next((row for row in rows if row.number < sitting.number and not row.is_open), None)
    if before is not None:
        before.activity = next(one for one in compiled.activities if one.pk == before.activity_id)
    return before, any(row.number > sitting.number for row in rows)


def competency_names(compiled: CompiledVersion) -> dict[str, str]:
    return {key: str(entry.get("name", key)) for key, entry in compiled.version.competencies.items()}


def sentence_of(profile: Profile, names: Mapping[str, str]) -> str:
    """The radar in one sentence, saying no more than the bands allow."""
    lowest = min(profile.competencies, key=lambda band: band.score)
    highest = max(profile.competencies, key=lambda band: band.score)
    whole = _(
        "Over all you earned %(score)d of 100 points; the true value lies between %(low)d and %(high)d."
    ) % {
        "score": round(profile.total.score),
        "low": round(profile.total.low),
        "high": round(profile.total.high),
    }
    if not profile.is_separable:
        return whole + " " + _("The competencies differ by no more than chance: the check cannot rank them.")
    return (
        whole
        + " "
        + _("%(low)s is likely lower than %(high)s; of the others the check cannot say which is higher.")
        % {"low": names.get(lowest.name, lowest.name), "high": names.get(highest.name, highest.name)}
    )


def advice_for(profile: Profile, compiled: CompiledVersion, *, is_public: bool = False) -> list[Advice]:
    """The modules to begin with."""
    found = []
    for name in advice_of(profile):
        group = next(
            (
                one
                for one in compiled.modules
                if one.module is not None and one.module.spec.get("competency") == name
            ),
            None,
        )
        if group is None or group.module is None or not group.activities:
            continue
        first = group.activities[0]
        url = (
            reverse("courses:course", args=[compiled.course.slug]) + f"#module-{group.number}"
            if is_public
            else get_kind(first.kind).open_url(first)
        )
        why = (
            _("In one situation you chose an act that can do harm.")
            if name in profile.harmful
            else _("Your answers left the most room here.")
        )
        found.append(
            Advice(_("%(n)d. %(title)s") % {"n": group.number, "title": group.module.title}, url, why)
        )
    return found


def feedback_on(item: Situation, given: Given | None) -> Feedback:
    option = item.options[given.option - 1] if given is not None and given.option else None
    best = item.options[item.best - 1]
    return Feedback(
        stem=item.stem,
        chosen=option.t if option else "",
        why=option.why if option else "",
        is_best=option is best,
        is_harmful=option is not None and option.harmful,
        best=best.t,
        best_why=best.why,
    )
