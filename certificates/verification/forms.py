"""What a visitor may send."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_FILE = 2 * 1024 * 1024


class NumberForm(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=60)


class FileForm(forms.Form):
    file = forms.FileField(label=_("Certificate file"), max_length=255)

    def clean_file(self) -> bytes:
        """The bytes, if there are not too many."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB. Certificates are much smaller."))
        data: bytes = upload.read()
        return data


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class MisuseForm(forms.Form):
    note = forms.CharField(label=_("What did you see?"), max_length=1000, min_length=5, widget=forms.Textarea)
