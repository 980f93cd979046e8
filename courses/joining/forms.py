"""What may come in about join links."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from courses.cohorts.forms import LOCAL
from courses.cohorts.models import Cohort
from courses.joining.models import JoinLink

_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+\Z")
MOST_DOMAINS = 20


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=[LOCAL, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Join code"), max_length=40)


class LinkForm(forms.Form):
    """The rules of a link. Times are the cohort's."""

    opens_at = _moment(_("Works from"))
    closes_at = _moment(_("Works until"))
    seats = forms.IntegerField(
        label=_("At most"),
        required=False,
        min_value=1,
        max_value=20_000,
        help_text=_("People by this link. Empty: as many as the cohort has seats."),
    )
    domains = forms.CharField(
        label=_("Only these mail domains"),
        required=False,
        max_length=1000,
        validators=[ProhibitNullCharactersValidator()],
        help_text=_("Such as example.org, example.net. A subdomain is another domain."),
    )
    needs_approval = forms.BooleanField(label=_("An instructor decides"), required=False)
    keeps_list = forms.BooleanField(label=_("Keep a waiting list"), required=False, initial=True)

    def __init__(self, *args: Any, cohort: Cohort, link: JoinLink | None, **kwargs: Any) -> None:
        if link is not None:
            kwargs["initial"] = {
                "opens_at": self._local(link.opens_at, cohort),
                "closes_at": self._local(link.closes_at, cohort),
                "seats": link.seats,
                "domains": ", ".join(link.domains),
                "needs_approval": link.needs_approval,
                "keeps_list": link.keeps_list,
            }
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    @staticmethod
    def _local(moment: datetime | None, cohort: Cohort) -> datetime | None:
        return moment.astimezone(cohort.zone).replace(tzinfo=None) if moment is not None else None

    def clean_domains(self) -> list[str]:
        words = re.split(r"[\s,;]+", str(self.cleaned_data["domains"]).lower())
        found = [word.removeprefix("@") for word in words if word]
        if len(found) > MOST_DOMAINS:
            raise ValidationError(_("Up to 20 domains fit."))
        for domain in found:
            if len(domain) > 253 or not _DOMAIN.match(domain):
                raise ValidationError(
                    _("“%(domain)s” is no mail domain. Write the part behind the @."),
                    params={"domain": domain[:60]},
                )
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("opens_at", "closes_at"):
            moment = cleaned.get(name)
            if isinstance(moment, datetime):
                if not 2000 <= moment.year <= 2199:
                    self.add_error(name, _("Choose a day between the years 2000 and 2199."))
                else:
                    cleaned[name] = moment.replace(tzinfo=self.cohort.zone)
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The end must come after the start."))
        return cleaned


class AnswerForm(forms.Form):
    answer = forms.CharField(max_length=500, required=False, validators=[ProhibitNullCharactersValidator()])
