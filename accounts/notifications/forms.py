"""The filters of the tray, and a person's choices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.notifications.engine.delivery import Channel
from accounts.notifications.kinds import DIGEST, GROUP_LABELS, Group, Kind, notification_kinds
from accounts.notifications.models import CHANNELS
from accounts.notifications.selectors import Choices

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
NO_HOUR = [("", _("No quiet hours")), *HOURS]


class TrayFilter(forms.Form):
    show = forms.ChoiceField(required=False, choices=[("", _("All")), ("unread", _("Unread"))])
    group = forms.ChoiceField(required=False, choices=[("", ""), *((one.value, "") for one in Group)])
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def value(self, name: str) -> Any:
        """The clean value of one filter, or None when it is empty or not understood."""
        self.is_valid()
        return self.cleaned_data.get(name) or None


@dataclass(frozen=True, slots=True)
class KindRow:
    kind: Kind
    field: forms.BoundField | None


@dataclass(frozen=True, slots=True)
class KindGroup:
    name: str
    label: str
    rows: tuple[KindRow, ...]


class ChoicesForm(forms.Form):
    """One choice for each kind that can be chosen, and the hours."""

    digest = forms.BooleanField(
        label=_("Send me the daily digest"),
        required=False,
        help_text=_("One mail with what you chose for it. Days without news have no mail."),
    )
    digest_hour = forms.TypedChoiceField(label=_("At"), coerce=int, choices=HOURS)
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"), coerce=int, empty_value=None, required=False, choices=NO_HOUR
    )
    quiet_until = forms.TypedChoiceField(
        label=_("Quiet until"), coerce=int, empty_value=None, required=False, choices=NO_HOUR
    )

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        self.kinds = [kind for kind in notification_kinds() if kind.group in choices.groups]
        hours = choices.hours
        initial = {
            "digest": choices.has_digest,
            "digest_hour": hours.digest_hour,
            "quiet_from": hours.quiet_from,
            "quiet_until": hours.quiet_until,
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        for kind in self._choosable():
            self.fields[kind.name] = forms.ChoiceField(
                label=str(kind.label), choices=CHANNELS, initial=choices.channels[kind.name].value
            )

    def _choosable(self) -> Iterator[Kind]:
        yield from (kind for kind in self.kinds if not kind.is_essential and kind is not DIGEST)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("quiet_from"), data.get("quiet_until")
        if (start is None) != (end is None) and not {"quiet_from", "quiet_until"} & self.errors.keys():
            field = "quiet_from" if start is None else "quiet_until"
            self.add_error(field, ValidationError(_("Choose both hours, or none.")))
        elif start is not None and start == end:
            self.add_error("quiet_until", ValidationError(_("Quiet hours need an end that differs.")))
        return data

    @property
    def channels(self) -> dict[str, Channel]:
        """What was chosen, by kind; only of a valid form."""
        chosen = {kind.name: Channel(self.cleaned_data[kind.name]) for kind in self._choosable()}
        return {**chosen, DIGEST.name: Channel.NOW if self.cleaned_data["digest"] else Channel.TRAY}

    def groups(self) -> list[KindGroup]:
        """The table of the page: kinds under their headings, those that are part of the service without a field."""
        table = []
        for group in Group:
            rows = tuple(
                KindRow(kind, None if kind.is_essential else self[kind.name])
                for kind in self.kinds
                if kind.group is group and kind is not DIGEST
            )
            if rows:
                table.append(KindGroup(group.value, str(GROUP_LABELS[group]), rows))
        return table
