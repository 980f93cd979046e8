"""What may come in from a lesson page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.lessons.services import MAX_NOTE, MAX_QUOTE
from courses.recall.engine.answers import read_number


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Your note"), max_length=MAX_NOTE, required=False, widget=forms.Textarea)
    anchor = forms.CharField(required=False, max_length=80)
    quote = forms.CharField(label=_("Highlighted passage"), required=False, max_length=MAX_QUOTE)

    def __init__(self, *args: Any, anchors: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anchors = anchors

    def clean_anchor(self) -> str:
        anchor = str(self.cleaned_data["anchor"])
        return anchor if anchor in self.anchors else ""

    def clean_quote(self) -> str:
        return " ".join(str(self.cleaned_data["quote"]).split())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data.get("text") and not data.get("quote"):
            self.add_error("text", _("Write a note, or choose a passage to highlight."))
        return data


class NoteChangeForm(forms.Form):
    text = forms.CharField(label=_("Your note"), max_length=MAX_NOTE, required=False, widget=forms.Textarea)


class ReflectionForm(forms.Form):
    text = forms.CharField(
        label=_("Your reflection"), max_length=MAX_NOTE, required=False, widget=forms.Textarea
    )


class PredictionForm(forms.Form):
    value = forms.CharField(label=_("Your guess"), max_length=60)

    def __init__(self, *args: Any, spec: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec

    def clean_value(self) -> str:
        value = str(self.cleaned_data["value"])
        if self.spec.get("kind") == "choice":
            options = self.spec.get("options") or []
            if not value.isdecimal() or int(value) >= len(options):
                raise ValidationError(_("Choose one of the answers."))
            return str(options[int(value)])
        number = read_number(value)
        low, high = self.spec.get("min", 0), self.spec.get("max", 100)
        if number is None or not low <= number <= high:
            raise ValidationError(
                _("Give a number from %(low)s to %(high)s."), params={"low": f"{low:g}", "high": f"{high:g}"}
            )
        return f"{number:g}"
