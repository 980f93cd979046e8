"""The words for the codes of the engine: notices, reasons to wait, and why an answer earned what it did."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from courses.quizzes.engine.values import State

if TYPE_CHECKING:
    from courses.quizzes.engine.grade import ItemResult

NOTICES = {
    "unknown_choice": _("This question has no such choice. Choose one of those shown."),
    "unknown_place": _("Give each step a place from the list."),
    "unknown_step": _("Choose one of the steps of the scale."),
    "not_a_number": _("This does not read as one number. Your text is kept; write digits, such as 1,188."),
    "unknown_unit": _("This question does not know that unit. Your text is kept; write the number alone."),
    "too_many_words": _("Your answer is kept, but it has more words than are allowed."),
    "equal_places": _("Two steps have the same place. Nothing is lost; give each step its own place."),
    "incomplete": _("Something is still open here. What you gave is kept."),
    "how_sure": _("Say how sure you are, else your answer counts as 50."),
    "choose_one": _("You said how sure you are. Now choose an answer."),
}

HINTS = {
    "single": _("Choose one."),
    "multiple": _("Choose all that fit."),
    "truefalse": _("Does the sentence hold?"),
    "numeric": _("Spaces, commas and dots are fine."),
    "match": _("Choose one for each row."),
    "order": _("Give each step its place."),
    "cloze": _("Fill the gaps in reading order."),
    "spot": _(
        "Tick each sentence that you would not pass on unchecked. A false flag costs as much as a find."
    ),
    "confidence": _("Choose one, then say how sure you are. Honest confidence earns most."),
}


LINT = {
    "closes_before_it_opens": _("It closes before it opens."),
    "due_after_it_closes": _("It is due after it closes."),
    "due_before_it_opens": _("It is due before it opens."),
    "window_shorter_than_time_limit": _("It is open for less time than an attempt may take."),
    "wait_without_second_attempt": _("A wait is set, but only one attempt is allowed."),
    "wait_longer_than_window": _(
        "The wait is longer than the time it is open: nobody gets a second attempt."
    ),
    "year_limit_never_reached": _(
        "The limit of a year never takes effect: the attempts or the wait allow no more anyway."
    ),
    "late_without_due_date": _("Late credit is set; it takes effect only with a due date."),
    "key_shown_before_the_attempt_that_counts": _(
        "The last attempt counts, but the key is shown after the first."
    ),
    "shown_after_a_close_that_never_comes": _("Something is shown after the close, but nothing ever closes."),
    "mean_of_unlimited_attempts": _(
        "The mean of unlimited attempts counts: a bad start can never be repaired."
    ),
    "everyone_passes": _("The pass mark is 0: everybody passes."),
}

CORRECTIONS = {
    "nothing_changes": _("This changes nothing."),
    "not_valid": _("The question would not be valid: it needs the right number of keys."),
    "no_key_here": _(
        "The key of this type cannot be changed here. Accept another answer, or withdraw the question."
    ),
    "no_more_answers_here": _("Write the answer to accept; this type may not take more than one."),
    "not_a_number": _("Write one number, without a unit."),
}


def correction_text(code: str) -> str:
    return str(CORRECTIONS[code])


def notice_text(code: str) -> str:
    return str(NOTICES.get(code, ""))


def hint_text(kind: str, count: int) -> str:
    if kind == "short":
        return ngettext(
            "At most %(count)d word. Capitals, dashes and accents do not matter.",
            "At most %(count)d words. Capitals, dashes and accents do not matter.",
            count,
        ) % {"count": count}
    return str(HINTS.get(kind, ""))


def _choice(_result: ItemResult) -> str:
    return gettext("The one right choice earns the point.")


def _parts(result: ItemResult) -> str:
    grade = result.grade
    return gettext("%(right)d of %(total)d right, %(wrong)d wrong.") % {
        "right": grade.right,
        "total": grade.total,
        "wrong": grade.wrong,
    }


def _neighbours(result: ItemResult) -> str:
    grade = result.grade
    return gettext("%(right)d of %(total)d neighbouring pairs stand right.") % {
        "right": grade.right,
        "total": grade.total,
    }


def _numeric(result: ItemResult) -> str:
    tolerance = getattr(result.item, "tolerance", 0)
    if result.grade.state is State.RIGHT:
        return gettext("Within %(tolerance)s of the key.") % {"tolerance": f"{tolerance:g}"}
    return gettext("Further than %(tolerance)s from the key.") % {"tolerance": f"{tolerance:g}"}


def _short(result: ItemResult) -> str:
    if result.grade.state is State.REVIEW:
        return gettext("No rule recognises this answer. A person can look at it: ask below.")
    if result.grade.state is State.RIGHT:
        return gettext(
            "Compared after folding capitals, dashes and accents: it is one of the accepted answers."
        )
    return gettext("Compared after folding capitals, dashes and accents: it is not accepted.")


def _confidence(_result: ItemResult) -> str:
    return gettext("Right: 1 − (1 − p)². Wrong: 1 − p². p is how sure you said you are.")


_WHY: dict[str, Callable[[ItemResult], str]] = {
    "single": _choice,
    "truefalse": _choice,
    "multiple": _parts,
    "match": _parts,
    "cloze": _parts,
    "spot": _parts,
    "order": _neighbours,
    "numeric": _numeric,
    "short": _short,
    "confidence": _confidence,
}


def why_text(result: ItemResult) -> str:
    """One sentence that says which rule gave these points."""
    if result.is_void:
        return gettext("This question was withdrawn and counts for nobody.")
    if result.is_awarded:
        return gettext("A person decided on this after an appeal.")
    if result.grade.state is State.BLANK:
        return gettext("No answer was kept.")
    return _WHY[getattr(result.item, "type", "")](result)
