"""What a changed mark means for credentials: those that are out, and those that would be earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.credentials.evidence import lines_of
from certificates.credentials.models import LIVE, Credential
from courses.api import Enrolment, MarkChange, Touched, compiled_version, local

MOST_GAINERS = 200


def mark_impact(changes: Sequence[MarkChange]) -> dict[int, list[Touched]]:
    """Enrolment → its credentials that ask for this activity, with what will happen to each. Writes nothing.

    Two queries, and one more for each learner who gains the pass, up to a limit.
    """
    by_enrolment = {change.enrolment_id: change for change in changes}
    found: dict[int, list[Touched]] = {}
    enrolments = Enrolment.objects.filter(pk__in=by_enrolment).select_related("user")
    held: dict[int, dict[str, Credential]] = {}
    for credential in Credential.objects.filter(enrolment__in=by_enrolment, state__in=LIVE):
        held.setdefault(credential.enrolment_id or 0, {})[credential.achievement_slug] = credential
    gainers = 0
    for enrolment in enrolments:
        change = by_enrolment[enrolment.pk]
        compiled = compiled_version(enrolment.version_id)
        enrolment.version = compiled.version
        for slug, spec in compiled.version.credentials.items():
            if not asks_for(spec, change.activity_key, compiled.module_of[change.activity_key].key):
                continue
            out = held.get(enrolment.pk, {}).get(slug)
            if out is not None:
                found.setdefault(enrolment.pk, []).append(_of_held(out, spec, change))
            elif change.passes and not change.passed and gainers < MOST_GAINERS:
                gainers += 1
                for coming in _of_coming(enrolment, spec, change):
                    found.setdefault(enrolment.pk, []).append(coming)
    return found


def asks_for(spec: Mapping[str, Any], activity: str, module: str) -> bool:
    """Whether a credential's requirements name this activity: by its key, or a quiz by its module."""
    for line in spec.get("requires") or []:
        named = {str(line[word]) for word in ("exam", "worksample", "lab", "activity") if word in line}
        named |= {str(one) for one in line.get("labs", [])}
        if activity in named or line.get("quiz") in {activity, module or activity}:
            return True
    return False


def _name(spec: Mapping[str, Any]) -> str:
    return local(spec.get("name"), get_language() or "en")


def _of_held(credential: Credential, spec: Mapping[str, Any], change: MarkChange) -> Touched:
    now = f"{credential.serial}, {credential.get_state_display()}"
    if change.passed and not change.passes:
        after = _("Stays valid. Only a person may suspend or revoke it, and only for a reason of the list.")
        return Touched(_name(spec), now, after, needs_decision=True)
    return Touched(_name(spec), now, _("Stays valid. It states the mark of the day of issue."))


def _of_coming(enrolment: Enrolment, spec: Mapping[str, Any], change: MarkChange) -> Iterable[Touched]:
    """Nothing else is missing: then the credential follows within minutes."""
    open_lines = [line for line in lines_of(enrolment, spec) if not line.is_met]
    if len(open_lines) == 1 and open_lines[0].detail.get("activity") == change.activity_key:
        yield Touched(_name(spec), _("Not earned yet"), _("Earned by this, and issued within minutes"))
