"""What holders and staff type about hours."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from certificates.renewals.models import CpdEntry

LARGEST = 5 * 1024 * 1024
STARTS = {b"%PDF-": "pdf", b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpg"}


class HoursForm(forms.Form):
    title = forms.CharField(
        label=_lazy("What you did"), max_length=160, validators=[ProhibitNullCharactersValidator()]
    )
    kind = forms.ChoiceField(label=_lazy("Kind"), choices=CpdEntry.Kind.choices)
    hours = forms.DecimalField(
        label=_lazy("Hours"), min_value=Decimal("0.5"), max_value=Decimal(40), decimal_places=1, max_digits=4
    )
    done_on = forms.DateField(label=_lazy("Done on"), widget=forms.DateInput(attrs={"type": "date"}))
    evidence = forms.FileField(
        label=_lazy("Evidence"),
        help_text=_lazy("PDF, PNG or JPEG, at most 5 MB: a confirmation, a programme, a report of your own."),
    )

    def clean_done_on(self) -> Any:
        day = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean_evidence(self) -> Any:
        upload = self.cleaned_data["evidence"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. Save it smaller."))
        data = upload.read()
        upload.seek(0)
        ending = next((name for start, name in STARTS.items() if data.startswith(start)), None)
        if ending is None:
            raise forms.ValidationError(_("This is not a PDF, PNG or JPEG file."))
        upload.name = f"evidence.{ending}"  # the name that came with the file is never used
        self.cleaned_data["sha256"] = hashlib.sha256(data).hexdigest()
        return upload


class DecideForm(forms.Form):
    accept = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    answer = forms.CharField(label=_lazy("Answer"), max_length=300, required=False)


class ReadForm(forms.Form):
    sheet = forms.CharField(max_length=60)
    confirm = forms.BooleanField(label=_lazy("I have read every line on this page"))
