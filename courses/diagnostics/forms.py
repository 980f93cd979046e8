"""Turns what a page of the readiness check sent into an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.diagnostics.engine.scoring import Given

if TYPE_CHECKING:
    from courses.diagnostics.engine.specs import Situation

NEEDED = _("Choose one act, and how sure you are.")


class SituationForm(forms.Form):
    """One act and a confidence; both are needed, because the confidence is half of the result."""

    option = forms.TypedChoiceField(coerce=int, error_messages={"required": NEEDED, "invalid_choice": NEEDED})
    sure = forms.TypedChoiceField(coerce=int, error_messages={"required": NEEDED, "invalid_choice": NEEDED})

    def __init__(self, *args: Any, options: int, steps: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = [(n, n) for n in range(1, options + 1)]  # type: ignore[attr-defined]  # a choice field has choices
        self.fields["sure"].choices = [(step, step) for step in steps]  # type: ignore[attr-defined]  # a choice field has choices

    @property
    def chosen(self) -> Given:
        """What was chosen so far, valid or not, so that the page shows the form as it was."""
        return Given(self.cleaned_data.get("option"), self.cleaned_data.get("sure"))


def read_short(
    data: Mapping[str, Any], items: Sequence[Situation], steps: Sequence[int]
) -> tuple[dict[str, Given], bool]:
    """The answers of the short check by situation, and whether every one is whole. Unknown values count as none."""
    known = {str(step): step for step in steps}
    given: dict[str, Given] = {}
    for number, item in enumerate(items, 1):
        option, sure = str(data.get(f"s{number}", "")), str(data.get(f"s{number}-sure", ""))
        place = int(option) if option in {str(n) for n in range(1, len(item.options) + 1)} else None
        given[item.id] = Given(place, known.get(sure))
    return given, all(one.option is not None and one.sure is not None for one in given.values())


def as_sent(given: Mapping[str, Given]) -> dict[str, str]:
    """The same answers as the form sent them, to be read again later."""
    sent = {}
    for number, one in enumerate(given.values(), 1):
        sent[f"s{number}"], sent[f"s{number}-sure"] = str(one.option or ""), str(one.sure or "")
    return sent
