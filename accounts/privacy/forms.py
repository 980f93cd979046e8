"""The confirmation of an erasure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.users.models import User


class EraseForm(forms.Form):
    """The person types their own address, so that nobody erases an account by a slip."""

    email = forms.CharField(
        label=_("Type your address to confirm"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if email != self.user.email:
            raise ValidationError(_("This is not the address of your account."))
        return email
