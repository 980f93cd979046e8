"""What a learner writes beside an own run."""

from __future__ import annotations

from django import forms

from labs.debrief.models import LONGEST


class NoteForm(forms.Form):
    """A note at one moment; empty removes it."""

    text = forms.CharField(max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2}))
