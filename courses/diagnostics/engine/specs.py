"""A form of the readiness check as its author writes it (`diagnostic/*.yaml`, format readyroom.diagnostic/1)."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from courses.content.engine.spec_types import CompetencyId, Id, LocalText, Strict, Text

ItemKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,20}(\.[a-z0-9_-]{1,30})+$")]
OptionText = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Logit = Annotated[float, Field(ge=-6, le=6, allow_inf_nan=False)]


class Option(Strict):
    """One act. 2 is what the experts would do, 1 can be defended, 0 is weak; `harmful` marks a 0 that does damage."""

    t: OptionText
    points: Literal[0, 1, 2]
    harmful: bool = False
    why: Text


class Situation(Strict):
    """`pair` is the twin in the other form, `anchor` a situation that early groups see without feedback."""

    id: ItemKey
    pair: ItemKey | None = None
    competency: CompetencyId
    b: Logit
    anchor: bool = False
    stem: Text
    options: Annotated[tuple[Option, ...], Field(min_length=4, max_length=4)]

    @property
    def best(self) -> int:
        """The place of the best act, from 1."""
        return next(number for number, option in enumerate(self.options, 1) if option.points == 2)

    def points(self, option: int | None) -> int:
        return self.options[option - 1].points if option else 0


class Confidence(Strict):
    """The scale on which a learner says how sure they are, in per cent."""

    min: Annotated[int, Field(ge=0, le=100)] = 50
    max: Annotated[int, Field(ge=0, le=100)] = 100
    step: Annotated[int, Field(ge=1, le=50)] = 10

    @model_validator(mode="after")
    def _is_a_scale(self) -> Confidence:
        if self.min >= self.max or (self.max - self.min) % self.step:
            raise ValueError("the steps of the confidence scale do not lead from its start to its end")
        return self

    @property
    def steps(self) -> tuple[int, ...]:
        return tuple(range(self.min, self.max + 1, self.step))


class Scoring(Strict):
    """Written out so that a reader of the file sees the scale; no other scale is known."""

    best: Literal[2]
    defensible: Literal[1]
    weak: Literal[0]
    harmful: Literal[0]


class DiagnosticFile(Strict):
    format: Literal["readyroom.diagnostic/1"]
    id: Id
    form: Literal["A", "B"]
    title: LocalText
    minutes: Annotated[int, Field(ge=5, le=120)] = 40
    instruction: LocalText
    confidence: Confidence = Confidence()
    scoring: Scoring
    wait_days: Annotated[int, Field(ge=0, le=366)] = 28
    clusters: Annotated[
        dict[Id, Annotated[tuple[CompetencyId, ...], Field(min_length=1)]], Field(min_length=1)
    ]
    short: tuple[ItemKey, ...] = ()
    items: Annotated[tuple[Situation, ...], Field(min_length=4, max_length=60)]

    @cached_property
    def by_key(self) -> dict[str, Situation]:
        return {item.id: item for item in self.items}

    @cached_property
    def competencies(self) -> tuple[str, ...]:
        """In the order of the clusters."""
        return tuple(name for group in self.clusters.values() for name in group)


def schema() -> dict[str, Any]:
    """The published JSON Schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "readyroom.diagnostic/1",
        **DiagnosticFile.model_json_schema(by_alias=True),
    }
