"""Turns what a form sent into one act of the learner, in the shape that the rule papers publish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labs.sessions.models import Mode

KEY = re.compile(r"[A-Za-z0-9-]{8,64}")
WORDS = [
    "intent",
    "doc",
    "view",
    "claim",
    "reason",
    "source",
    "result",
    "field",
    "item",
    "phase",
    "kind",
    "to",
    "channel",
    "number_source",
    "type",
    "names",
    "proposal",
    "decision",
    "option",
    "label",
    "class",
    "snippet",
]
TEXTS = ["text"]
WHOLE = ["page", "minutes", "of"]
NUMBERS = ["value", "n"]
LISTS = ["refs", "rationale"]
ACTS = frozenset(
    [
        "ask",
        "say",
        "open",
        "flag",
        "verify",
        "calc",
        "confidence",
        "challenge",
        "contact",
        "mail",
        "escalate",
        "submit",
        "paste",
        "redact",
        "report",
        "handoff",
        "improve",
        "decide",
        "note",
        "undo",
        "wait",
        "hint",
        "commit",
        "finish",
    ]
)
LONGEST_WORD = 200
LONGEST_TEXT = 4000
MOST_ITEMS = 40
LONGEST_WAIT = 240


def read_act(act: str, data: QueryDict, note_fields: Mapping[str, str]) -> dict[str, Any]:
    """The act as one object. Raises ValidationError, with the field's name as code, for what no form of ours sends."""
    if act not in ACTS:
        raise ValidationError(_("This lab has no such act."), code="act")
    action: dict[str, Any] = {"act": act}
    for name in WORDS:
        _put(action, name, _text(data, name, LONGEST_WORD))
    for name in TEXTS:
        _put(action, name, _text(data, name, LONGEST_TEXT))
    for name in WHOLE:
        _put(action, name, _whole(data, name))
    if act == "wait" and not 1 <= action.get("minutes", 1) <= LONGEST_WAIT:
        raise ValidationError(_("Wait between 1 and 240 minutes."), code="minutes")
    for name in NUMBERS:
        _put(action, name, _number(data, name))
    for name in LISTS:
        _put(action, name, _list(data, name))
    if act in {"note", "commit", "decide"}:
        _read_note(action, data, note_fields)
    if act == "escalate" and "text" in action:
        action["reason"] = action.pop("text")
    return action


def read_key(data: QueryDict) -> str:
    """The key that makes an act happen once."""
    key = data.get("key", "")
    if not KEY.fullmatch(key):
        raise ValidationError(_("This form is not complete. Open the page again."), code="key")
    return key


def _read_note(action: dict[str, Any], data: QueryDict, note_fields: Mapping[str, str]) -> None:
    for name, kind in note_fields.items():
        sent = f"note-{name}"
        if kind == "num":
            _put(action, name, _number(data, sent))
        elif kind.startswith("set:"):
            _put(action, name, _list(data, sent))
        else:
            _put(action, name, _text(data, sent, LONGEST_WORD))
    if data.get("has_label"):
        action["label"] = "on" if data.get("label") == "on" else "off"
    if data.get("has_refs"):
        action.setdefault("refs", [])
    if data.get("has_rationale"):
        action.setdefault("rationale", [])


def _put(action: dict[str, Any], name: str, value: Any) -> None:
    if value is not None:
        action[name] = value


def _clean(text: str, name: str) -> str:
    if "\x00" in text:
        raise ValidationError(_("The text holds a character that cannot be stored."), code=name)
    return text


def _text(data: QueryDict, name: str, longest: int) -> str | None:
    value = data.get(name, "").strip()
    if not value:
        return None
    if len(value) > longest:
        raise ValidationError(
            _("This is longer than %(longest)s characters."), code=name, params={"longest": longest}
        )
    return _clean(value, name)


def _list(data: QueryDict, name: str) -> list[str] | None:
    values = list(dict.fromkeys(_clean(v, name) for v in data.getlist(name) if v))
    if len(values) > MOST_ITEMS or any(len(v) > LONGEST_WORD for v in values):
        raise ValidationError(_("There are too many entries here."), code=name)
    return values or None


def _whole(data: QueryDict, name: str) -> int | None:
    raw = data.get(name, "").strip()
    if not raw:
        return None
    if not re.fullmatch(r"\d{1,9}", raw, re.ASCII):
        raise ValidationError(_("Enter a whole number."), code=name)
    return int(raw)


def _number(data: QueryDict, name: str) -> float | int | None:
    """A figure as people write it: `93.7 %`, `3,043`, `€2.4m`, `93,7`."""
    raw = data.get(name, "")
    text = re.sub(r"[\s\u00a0\u202f]", "", raw).removeprefix("€").removesuffix("%").removesuffix("m")
    if not text:
        return None
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text, re.ASCII):
        text = text.replace(",", "")
    elif re.fullmatch(r"-?\d+,\d{1,2}", text, re.ASCII):
        text = text.replace(",", ".")
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text, re.ASCII):
        raise ValidationError(_("Enter a number, such as 93.7 or 3,043."), code=name)
    value = float(text)
    return int(value) if value.is_integer() else value


class StartForm(forms.Form):
    """Which mode, and the key that opens one session only."""

    mode = forms.ChoiceField(
        choices=Mode.choices, error_messages={"required": gettext_lazy("Choose a mode.")}
    )
    key = forms.RegexField(regex=KEY.pattern + r"\Z", max_length=64)
    other_way = forms.BooleanField(required=False)


class SelfRatingForm(forms.Form):
    """What the learner expects, before the result is shown."""

    rating = forms.TypedChoiceField(
        label=gettext_lazy("How many of 10 points do you expect?"),
        choices=[(number, str(number)) for number in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
    )


class ReflectionForm(forms.Form):
    """What the learner would do differently."""

    text = forms.CharField(
        label=gettext_lazy("What would you do differently next time?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
