"""Input of the partner pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from accounts.partners.engine.capabilities import Role
from accounts.partners.engine.people_csv import MAX_CHARS, MAX_ROWS
from accounts.partners.engine.workbook import BadWorkbook, is_workbook, workbook_text
from accounts.partners.models import Partner, PartnerState, RoleChoice
from accounts.partners.pictures import LARGEST_LOGO, BadLogo, read_logo
from accounts.users.forms import clean_name, zone_choices

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    _PartnerBase = forms.ModelForm[Partner]
else:
    _PartnerBase = forms.ModelForm

RESERVED_SLUGS = frozenset({"new"})


class PartnerForm(_PartnerBase):
    """A partner's record. The short name is part of addresses, so it is given once."""

    class Meta:
        model = Partner
        fields = ["name", "slug", "country", "time_zone", "website", "contact_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=zone_choices, initial="UTC"
        )
        if "slug" in self.fields:
            self.fields["slug"].help_text = _(
                "Used in addresses: small letters, digits and hyphens. It cannot be changed."
            )
        self.fields["country"].help_text = _("Two letters, such as NL.")
        self.fields["website"] = forms.URLField(
            label=_("Website"), required=False, assume_scheme="https", max_length=200
        )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED_SLUGS:
            raise ValidationError(_("This short name is part of an address already. Choose another one."))
        return slug


class PartnerEditForm(PartnerForm):
    """What the partner itself may change, with its logo."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG, at most 1 MB, at least 40 pixels high. It is printed on certificates."),
    )

    class Meta(PartnerForm.Meta):
        fields = ["name", "country", "time_zone", "website", "contact_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        super().__init__(*args, **kwargs)

    def clean_logo(self) -> Any:
        logo = self.cleaned_data.get("logo")
        if not logo:
            return None
        try:
            drawn = read_logo(logo.read(LARGEST_LOGO + 1), "#ffffff")
        except BadLogo as error:
            raise ValidationError(str(error)) from None
        return ContentFile(drawn.png, name="logo.png")  # neither the file nor its name is kept


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, validators=[ProhibitNullCharactersValidator()])
    email = forms.EmailField(label=_("Email"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=RoleChoice.choices)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class RowsForm(forms.Form):
    """Rows as a CSV or XLSX file or as text; after a dry run the text comes back as it was."""

    most: int
    size: str  # `most` in words
    most_rows: int
    first_line: StrPromise
    file = forms.FileField(
        label=_("CSV or XLSX file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        help_text=_("Of a workbook the first sheet is read."),
    )
    text = forms.CharField(
        label=_("Or paste rows here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = self.first_line
        self.fields["text"].validators.append(MaxLengthValidator(self.most))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file is not None:
            if file.size > self.most:
                raise ValidationError(_("The file is larger than %(size)s."), params={"size": self.size})
            cleaned["text"] = self._read(file.read())
        if not (cleaned.get("text") or "").strip():
            raise ValidationError(_("Choose a file or paste some rows."))
        return cleaned

    def _read(self, data: bytes) -> str:
        try:
            if is_workbook(data):
                return workbook_text(data, most_rows=self.most_rows)
            return data.decode("utf-8-sig")
        except BadWorkbook as error:
            raise ValidationError(say_workbook(error)) from None
        except UnicodeDecodeError:
            raise ValidationError(_("The file is not UTF-8 text. Save it as “CSV UTF-8”.")) from None


def say_workbook(error: BadWorkbook) -> list[str]:
    """What is wrong with a workbook, cell by cell, with how to mend it."""
    cells = {
        "formula": _("Cell %(place)s holds a formula. Paste its value instead."),
        "error": _("Cell %(place)s holds an error. Mend it in the sheet."),
        "date": _("Cell %(place)s holds a date, where text is expected."),
        "truth": _("Cell %(place)s holds true or false, where text is expected."),
        "number": _("Cell %(place)s holds a number with decimals, where text is expected."),
    }
    words = {
        "old": _("This is an old or locked workbook. Save it as .xlsx without a password, or as CSV."),
        "unreadable": _("This workbook cannot be read. Save it again as .xlsx, or as CSV."),
        "bomb": _("This workbook is far too large when unpacked. Keep the rows alone in it."),
        "macros": _("This workbook holds macros. Save it as .xlsx without them."),
        "hostile": _("This workbook holds declarations that no spreadsheet writes. Save it again as .xlsx."),
        "empty": _("The first sheet is empty."),
    }
    if error.cells:
        return [str(cells[one.code]) % {"place": one.place} for one in error.cells]
    return [str(words[error.code])]


class SheetForm(RowsForm):
    most, size, most_rows = MAX_CHARS, "200 kB", MAX_ROWS
    first_line = _("First line: email, name, role. One person a line.")


class FactorsForm(forms.Form):
    since = forms.DateField(
        label=_("Needed from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Until then everybody is reminded. Two weeks are a good time."),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=RoleChoice.choices)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class ClientForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, validators=[ProhibitNullCharactersValidator()])
    country = forms.RegexField(
        r"^[A-Z]{2}\Z", label=_("Country"), required=False, help_text=_("Two letters, such as NL.")
    )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, validators=[ProhibitNullCharactersValidator()])
    email = forms.EmailField(label=_("Email"), max_length=254)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])


class PartnerFilter(forms.Form):
    """The filters over the list of partners; unknown values are left out, never an error page."""

    q = forms.CharField(label=_("Find"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *PartnerState.choices]
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or None
