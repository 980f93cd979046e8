"""Turns what a question's controls sent into an answer that can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.quizzes.engine.types import notice, read
from courses.quizzes.engine.values import Answer, AnswerProblem
from courses.quizzes.models import Answer as AnswerRow
from courses.quizzes.selectors.attempts import Given
from courses.quizzes.wording import notice_text

if TYPE_CHECKING:
    from courses.quizzes.engine.types.registry import Item

MAX_VERSION = 2**52


class AppealForm(forms.Form):
    """Which question a person should look at again, and why."""

    number = forms.TypedChoiceField(label=_("What should be looked at"), coerce=int)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = choices  # type: ignore[attr-defined]  # a choice field has choices


class AnswerForm:
    """The controls of question `number`: `q4`, `q4-1`, …; `q4-how` how sure, `q4-flag` to come back, `q4-v` version."""

    def __init__(self, data: QueryDict, *, item: Item, number: int) -> None:
        self.number, self.item, self.error = number, item, ""
        self.value: Answer = None
        prefix = f"q{number}"
        raw: dict[str, list[str]] = {}
        for name in data:
            if name == prefix:
                raw[""] = data.getlist(name)
            elif name.startswith(prefix + "-"):
                raw[name[len(prefix) + 1 :]] = data.getlist(name)
        self.sure = _sure(raw.pop("how", []))
        self.is_flagged = bool(raw.pop("flag", []))
        self.version, version_error = _version(raw.pop("v", []))
        try:
            self.value = read(item, raw)
        except AnswerProblem as problem:
            self.error = notice_text(problem.code)
        self.error = self.error or version_error

    def is_valid(self) -> bool:
        return not self.error

    @property
    def given(self) -> Given:
        return Given(self.value, self.sure, self.is_flagged)

    @property
    def notice(self) -> str:
        """What is odd about an answer that is kept all the same."""
        return notice_text(notice(self.item, self.value))


def _sure(values: list[str]) -> int:
    known = {str(choice) for choice in AnswerRow.Sure.values}
    return int(values[0]) if values and values[0] in known else 0


def _version(values: list[str]) -> tuple[int | None, str]:
    if not values or not values[0]:
        return None, ""
    text = values[0]
    if text.isascii() and text.isdigit() and len(text) <= 16 and 0 < int(text) <= MAX_VERSION:
        return int(text), ""
    return None, gettext("The version of this answer is not a number. Open the page again.")
