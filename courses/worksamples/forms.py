"""What a learner writes and declares, and what a rater gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from courses.worksamples.engine.specs import Criterion

LONGEST = 100_000


class DraftForm(forms.Form):
    """The text as it stands; no word count here, a draft may be anything. `version`: when it was typed, in milliseconds."""

    text = forms.CharField(
        label=_("Your text"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    version = forms.IntegerField(required=False, min_value=1, max_value=2**52, widget=forms.HiddenInput)

    @property
    def kept(self) -> dict[str, Any]:
        """What `keep_text` takes."""
        return {"text": self.cleaned_data["text"], "version": self.cleaned_data["version"]}


class FileForm(forms.Form):
    file = forms.FileField(label=_("Add a file"), max_length=250)


class AppealForm(forms.Form):
    reason = forms.CharField(
        label=_("What should be looked at again, and why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("What is missing, and how to mend it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is missing and how to mend it: the learner reads it.")},
    )


class StepBackForm(forms.Form):
    reason = forms.CharField(label=_("Why I should not rate this"), max_length=300)


@dataclass(frozen=True)
class CriterionFields:
    criterion: Criterion
    points: forms.BoundField
    note: forms.BoundField


class RatingForm(forms.Form):
    """One choice and one note for each criterion. `is_final`: then every criterion needs its points."""

    comment = forms.CharField(
        label=_("To the learner"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[Criterion],
        is_final: bool = True,
        held: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        points, notes = (held or {}).get("points", {}), (held or {}).get("notes", {})
        super().__init__(*args, **kwargs)
        self.fields["comment"].initial = (held or {}).get("comment", "")
        self.criteria = criteria
        for one in criteria:
            self.fields[f"p-{one.id}"] = forms.TypedChoiceField(
                choices=[(level.points, str(level.points)) for level in one.levels],
                coerce=int,
                empty_value=None,
                required=is_final,
                initial=points.get(one.id),
                label=one.title,
                error_messages={"required": _("Choose the points for this criterion.")},
            )
            self.fields[f"n-{one.id}"] = forms.CharField(
                required=False, max_length=2000, initial=notes.get(one.id, "")
            )

    def rows(self) -> list[CriterionFields]:
        return [CriterionFields(one, self[f"p-{one.id}"], self[f"n-{one.id}"]) for one in self.criteria]

    @property
    def points(self) -> dict[str, int]:
        given = {one.id: self.cleaned_data.get(f"p-{one.id}") for one in self.criteria}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def notes(self) -> dict[str, str]:
        return {one.id: self.cleaned_data.get(f"n-{one.id}") or "" for one in self.criteria}
