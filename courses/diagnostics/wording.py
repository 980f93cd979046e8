"""The words of the readiness check, outside the engine because they are translated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from courses.diagnostics.engine.scoring import Change, Lean

CLUSTERS = {
    "understand_direct": _("Understand and direct"),
    "verify_calibrate": _("Verify and calibrate"),
    "answer_protect": _("Answer and protect"),
    "human_improve": _("Keep human and improve"),
}
CHANGES = {
    Change.CLEAR_GAIN: _("clear gain"),
    Change.LIKELY_GAIN: _("likely gain"),
    Change.NO_CLEAR_CHANGE: _("no clear change"),
    Change.LIKELY_DECLINE: _("likely decline"),
    Change.CLEAR_DECLINE: _("clear decline"),
}
LEANS = {
    Lean.TOO_SURE: _("You were surer than you were right. When it feels certain, check once more."),
    Lean.ABOUT_RIGHT: _("You were about as sure as you were right. Your doubt is worth listening to."),
    Lean.TOO_UNSURE: _("You were right more often than you thought. Trust a checked answer."),
    Lean.UNKNOWN: _("Too few answers with a confidence to say anything."),
}


def cluster_name(name: str) -> str:
    return str(CLUSTERS.get(name, name.replace("_", " ").capitalize()))
