"""The persona format: who an avatar is, in whose likeness, with whose consent, and what it may do."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from labs.scenarios.engine.base import Id, Spec, Text, Word


class Copied(Spec):
    name: Word
    fictional: bool


class Identity(Spec):
    name: Word
    pronouns: str = "it"
    title: Word
    organisation: Word
    fictional: bool
    based_on: str | None = None
    copies: Copied | None = None


class Consent(Spec):
    document: Word
    scope: list[Word]
    given_on: date
    expires: date
    off_switch: Word


class Disclosure(Spec):
    badge: Word
    first_turn: Text
    if_asked_human: Text
    engine_label: str | None = None


class VoiceSample(Spec):
    channel: Literal["chat", "email", "meeting"]
    situation: Word
    text: Text
    rights: Literal["authored", "licensed", "public_domain"]


class VoiceSpec(Spec):
    formality: Annotated[int, Field(ge=1, le=5)]
    directness: Annotated[int, Field(ge=1, le=5)]
    warmth: Annotated[int, Field(ge=1, le=5)]
    tempo: Word
    sentence_words: Annotated[list[int], Field(min_length=2, max_length=2)]
    signature: list[Word]
    avoid: list[Word]
    samples: Annotated[list[VoiceSample], Field(min_length=8)]
    frames: dict[str, Annotated[list[Text], Field(min_length=1)]] = {}


class Behaviour(Spec):
    decision_style: Word
    when: dict[str, Word]
    weaknesses: list[Word]
    pressure: list[Word] = []


class Knowledge(Spec):
    id: Id
    doc: Word
    text: Text
    as_of: date
    confidentiality: Literal["public", "internal", "restricted"]
    keys: list[Word] = []


class NeedsHuman(Spec):
    action: Word
    above: float | None = None
    approver: Word


class Authority(Spec):
    may: list[Word]
    never: list[Word]
    needs_human: list[NeedsHuman] = []


class Refusal(Spec):
    never: list[Word]
    style: Word


class Media(Spec):
    portrait: str | None = None
    viseme: Literal["none", "talkinghead"] = "none"
    tts: Literal["none", "browser"] = "none"


class Provenance(Spec):
    author: Word
    licence: Word
    reviewed_by: str | None = None
    reviewed_at: date | None = None


class PersonaSpec(Spec):
    """Who an avatar is: identity, consent, disclosure, voice, knowledge, authority, refusal."""

    format: Literal["readyroom.persona/1"]
    id: Id
    version: Annotated[int, Field(ge=1)]
    lang: list[str]
    identity: Identity
    consent: Consent | None = None
    disclosure: Disclosure
    sync: date
    voice: VoiceSpec
    behaviour: Behaviour
    knowledge: list[Knowledge]
    unknown: list[Word]
    authority: Authority
    refusal: Refusal
    media: Media = Media()
    provenance: Provenance

    @model_validator(mode="after")
    def _has_consent(self) -> PersonaSpec:
        copies = self.identity.copies
        is_real = bool(self.identity.based_on) or (copies is not None and not copies.fictional)
        if (is_real or copies is not None) and self.consent is None:
            raise ValueError("the likeness of a person needs a consent with document, scope and end date")
        if is_real and self.identity.fictional:
            raise ValueError("a persona based on a real person is not fictional")
        return self
