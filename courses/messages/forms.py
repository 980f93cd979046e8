"""What may come in about announcements and threads."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.messages.models import ANNOUNCEMENT_LENGTH, MESSAGE_LENGTH, REASON_LENGTH, TITLE_LENGTH

_NO_NULLS = [ProhibitNullCharactersValidator()]


class AnnouncementForm(forms.Form):
    """`zone`: the cohort's, in which the hour is read and shown."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, validators=_NO_NULLS)
    text = forms.CharField(
        label=_("What everybody in the cohort reads"),
        max_length=ANNOUNCEMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 10}),
        validators=_NO_NULLS,
        help_text=_("Markdown: **bold**, *emphasis*, lists with -, [a link](https://…)."),
    )
    publish_at = forms.CharField(
        label=_("Not before"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"type": "datetime-local"}),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        self.zone = zone
        super().__init__(*args, **kwargs)
        self.fields["publish_at"].help_text = _("Empty: at once. Hours of the cohort, %(zone)s.") % {
            "zone": zone.key
        }

    def clean_publish_at(self) -> datetime | None:
        raw = self.cleaned_data["publish_at"].strip()
        if not raw:
            return None
        try:
            moment = datetime.fromisoformat(raw).replace(tzinfo=self.zone)
            if not 2000 <= moment.year <= 2100:
                raise ValueError
        except ValueError:
            raise ValidationError(_("Write day and hour like 2027-03-15T09:00.")) from None
        return moment.astimezone(timezone.get_default_timezone())


class MessageForm(forms.Form):
    """`once` is made with the form, so that the same form sent twice says its words once."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=_NO_NULLS,
        help_text=_("Plain text. Links become links. No marks and no health details, please."),
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ReasonForm(forms.Form):
    """Why a thread is reported, or what was done about a report."""

    reason = forms.CharField(
        label=_("What is wrong"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=_NO_NULLS,
    )


class FindForm(forms.Form):
    """The filters of a list of threads; what is not understood is left out."""

    find = forms.CharField(required=False, max_length=80)
    show = forms.ChoiceField(required=False, choices=[("", ""), ("waiting", "")])
    cohort = forms.UUIDField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def value(self, name: str) -> Any:
        """The clean value of one filter, or None when it is empty or not understood."""
        self.is_valid()
        return self.cleaned_data.get(name) or None
