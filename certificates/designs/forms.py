"""What a partner types about its design: the zones, each language's words, and a file that is decoded before it is believed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from certificates.designs import files, logos
from certificates.designs.engine.colour import PAPER_COLOUR
from certificates.designs.engine.zones import LONGEST_SIGNATORY, LONGEST_WORDS, WORDS
from certificates.designs.models import DesignVersion

_LABELS = {"awarded": _lazy("Line above the name"), "trained": _lazy("Line above the partner")}


class StartForm(forms.Form):
    partner = forms.SlugField(max_length=60, label=_lazy("Partner"))
    slug = forms.SlugField(max_length=40, label=_lazy("Design"))
    paper = forms.ChoiceField(choices=DesignVersion.Paper.choices, label=_lazy("Paper"))


class PreviewForm(forms.Form):
    name = forms.CharField(label=_lazy("Name"), max_length=120)
    lang = forms.CharField(label=_lazy("Language"), max_length=8, required=False)


class GiveBackForm(forms.Form):
    note = forms.CharField(label=_lazy("What should be changed"), max_length=300)


class ZonesForm(forms.Form):
    """One field for each zone. What was typed stays when something is wrong."""

    accent = forms.CharField(
        label=_lazy("Colour of titles"),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_lazy("It must stand out from the paper by at least 4.5 to 1."),
    )
    logo = forms.FileField(
        label=_lazy("Logo"),
        required=False,
        help_text=_lazy("PNG or JPEG, at most 1 MB. It is printed 8 mm high. No SVG."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    signatory_name = forms.CharField(
        label=_lazy("Who signs for the partner"), required=False, max_length=LONGEST_SIGNATORY
    )
    signatory_role = forms.CharField(
        label=_lazy("Their position"), required=False, max_length=LONGEST_SIGNATORY
    )

    def __init__(self, *args: Any, design: DesignVersion, **kwargs: Any) -> None:
        self.design = design
        self.spec = files.spec_of(design.slug)
        zones = design.zones
        person, wording = zones.get("signatory") or {}, zones.get("wording") or {}
        initial: dict[str, Any] = {
            "accent": zones.get("accent") or self.spec.accent,
            "signatory_name": person.get("name", ""),
            "signatory_role": person.get("role", ""),
        }
        words = {}
        for language, house in self.spec.wording.items():
            for word in WORDS:
                name = f"{word}_{language}"
                words[name] = forms.CharField(
                    label=f"{_LABELS[word]} ({language})",
                    required=False,
                    max_length=LONGEST_WORDS,
                    help_text=_("Empty: “%(words)s”") % {"words": getattr(house, word)},
                )
                initial[name] = (wording.get(language) or {}).get(word, "")
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields.update(words)
        if zones.get("logo"):
            self.fields["without_logo"] = forms.BooleanField(label=_("Take the logo out"), required=False)

    def clean_logo(self) -> logos.Logo | None:
        upload = self.cleaned_data.get("logo")
        if not upload:
            return None
        if upload.size > logos.LARGEST_LOGO:
            raise forms.ValidationError(_("The file is larger than 1 MB. Save the logo smaller."))
        try:
            return logos.read_logo(upload.read(), PAPER_COLOUR)
        except logos.BadLogo as error:
            raise forms.ValidationError(str(error)) from error

    def zones(self) -> dict[str, Any]:
        """The wish; a new logo is stored by this."""
        data = self.cleaned_data
        wish: dict[str, Any] = {
            "signatory": {"name": data["signatory_name"], "role": data["signatory_role"]},
            "wording": {
                language: {word: data[f"{word}_{language}"] for word in WORDS}
                for language in self.spec.wording
            },
        }
        if data["accent"].lower() != self.spec.accent.lower():
            wish["accent"] = data["accent"]
        if data["logo"]:
            wish["logo"] = logos.keep(data["logo"])
        elif self.design.zones.get("logo") and not data.get("without_logo"):
            wish["logo"] = self.design.zones["logo"]
        return wish
