"""Upload of a question file, and the choice of a format."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# The titles are names and are not translated. The readers are loaded when a file is there.
FORMATS = [("gift", "GIFT"), ("moodle", "Moodle XML"), ("aiken", "Aiken"), ("qti", "QTI 2.1, 2.2")]
MAX_UPLOAD = 60_000_000


class ImportForm(forms.Form):
    file = forms.FileField(label=_("File"), max_length=250)
    file_format = forms.ChoiceField(label=_("Format"), choices=FORMATS)

    def clean_file(self) -> Any:
        found = self.cleaned_data["file"]
        if found.size > MAX_UPLOAD:
            raise forms.ValidationError(_("The file is larger than 60 MB. Split it."))
        return found


class FormatForm(forms.Form):
    file_format = forms.ChoiceField(label=_("Format"), choices=FORMATS)
