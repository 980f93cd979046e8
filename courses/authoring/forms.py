"""What may come in on the authors' pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 60_000_000


class UploadForm(forms.Form):
    package = forms.FileField(
        label=_("Course package"),
        help_text=_("A ZIP of the folder with course.yaml, up to 60 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"empty": _("The file is empty. Pack the folder again.")},
    )

    def clean_package(self) -> UploadedFile[bytes]:
        given: UploadedFile[bytes] = self.cleaned_data["package"]
        if (given.size or 0) > MOST_BYTES:
            raise ValidationError(_("The ZIP is larger than 60 MB. Leave big media out."))
        return given
