"""Puts what a person sent back into the form that was refused, so that nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict

from labs.sessions.pages import ActForm, Field, Note, Option

NOTE_ACTS = frozenset({"note", "commit"})


@dataclass(frozen=True)
class Refused:
    """An act that was not taken: which, what was sent, and why."""

    act: str
    sent: QueryDict
    errors: tuple[str, ...]
    may_send_anyway: bool = False

    @property
    def draft(self) -> str:
        """The message that was not sent."""
        return self.sent.get("text", "")[:4000] if self.act == "say" else ""


def refill_forms(forms: tuple[ActForm, ...], refused: Refused | None) -> tuple[ActForm, ...]:
    """The forms, the refused one as it was."""
    if refused is None:
        return forms
    return tuple(
        replace(form, fields=tuple(_refilled(field, refused.sent) for field in form.fields))
        if form.act == refused.act
        else form
        for form in forms
    )


def refill_note(note: Note | None, refused: Refused | None) -> Note | None:
    """The note as it was sent."""
    if note is None or refused is None or refused.act not in NOTE_ACTS:
        return note
    sent = refused.sent
    return replace(
        note,
        rows=tuple(replace(row, field=_refilled(row.field, sent)) for row in note.rows),
        refs=_refilled(note.refs, sent) if note.refs else None,
        rationale=_refilled(note.rationale, sent) if note.rationale else None,
        is_labelled=sent.get("label") == "on",
        text=sent.get("text", "")[:4000],
    )


def _refilled(field: Field, sent: QueryDict) -> Field:
    if field.kind == "hidden":
        return field
    chosen = sent.getlist(field.name)
    options = tuple(Option(one.value, one.label, one.value in chosen) for one in field.options)
    return replace(field, options=options, value=sent.get(field.name, "")[:4000])
