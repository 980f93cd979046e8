"""What may come in about nudges."""

from __future__ import annotations

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from courses.analytics.models import LONGEST


class NudgeForm(forms.Form):
    text = forms.CharField(
        label=_("What the learner reads"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 9}),
        validators=[ProhibitNullCharactersValidator()],
        help_text=_(
            "It goes by mail with your name and a link to the course. A draft stands here: make it yours."
        ),
    )
    rule = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
