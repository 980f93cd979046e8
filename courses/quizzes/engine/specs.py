"""A quiz as its author writes it (`quiz.yaml`, format readyroom.quiz/1), and its published JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, field_validator, model_validator

from courses.quizzes.engine.base import AuthorModel, ItemId
from courses.quizzes.engine.types.registry import TypedItem

Count = Annotated[int, Field(ge=0, le=200, strict=True)]
When: TypeAlias = Literal["after_submit", "after_pass", "after_close", "never"]


class Shuffle(AuthorModel):
    items: bool = True
    options: bool = True


class Show(AuthorModel):
    """When the learner sees the score, the reasons for what they chose, and the key."""

    score: When = "after_submit"
    feedback: When = "after_submit"
    key: When = "after_submit"


class Late(AuthorModel):
    """After the due date each begun day costs this share of the earned points, down to nothing."""

    per_day: float = Field(gt=0, le=1)


class Blueprint(AuthorModel):
    """What one form holds: items per competency (split by cognitive level, or a total) and per type or level."""

    competency: dict[str, tuple[Count, Count, Count] | Count] = Field(min_length=1, max_length=40)
    types: dict[str, Count] | None = None
    levels: dict[Literal["understand", "apply", "analyse"], Count] | None = None

    @model_validator(mode="after")
    def _sums_agree(self) -> Blueprint:
        if self.types is not None and self.levels is not None:
            raise ValueError('give "types" or "levels" beside "competency", not both')
        if self.levels is not None and any(not isinstance(cell, int) for cell in self.competency.values()):
            raise ValueError('with "levels" each competency is one number')
        if self.size == 0:
            raise ValueError("the blueprint asks for no item at all")
        for name, counts in (("types", self.types), ("levels", self.levels)):
            if counts is not None and sum(counts.values()) != self.size:
                raise ValueError(
                    f"the competencies ask for {self.size} items, {name} for {sum(counts.values())}"
                )
        return self

    @property
    def size(self) -> int:
        return sum(cell if isinstance(cell, int) else sum(cell) for cell in self.competency.values())


class QuizSpec(AuthorModel):
    format: Literal["readyroom.quiz/1"]
    id: ItemId
    module: str = Field("", max_length=64)
    title: str = Field("", max_length=200)
    pass_share: float = Field(0.7, alias="pass", ge=0, le=1)
    shuffle: Shuffle = Shuffle()
    attempts: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    retry_after_hours: float = Field(24, ge=0, le=24 * 366)
    time_limit_minutes: Annotated[int, Field(ge=1, le=24 * 60, strict=True)] | None = None
    max_overlap: Count = 4
    counts: Literal["best", "last", "first", "mean"] = "best"
    show: Show = Show()
    late: Late | None = None
    ask_confidence: bool = True
    blueprint: Blueprint
    items: tuple[TypedItem, ...] = Field(min_length=1, max_length=1000)

    @field_validator("items")
    @classmethod
    def _ids_differ(cls, items: tuple[Any, ...]) -> tuple[Any, ...]:
        seen: set[str] = set()
        for item in items:
            if item.id in seen:
                raise ValueError(f'the id "{item.id}" is used twice')
            seen.add(item.id)
        return items


def schema() -> dict[str, Any]:
    """The JSON Schema of a quiz file."""
    made: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "readyroom.quiz/1",
        **QuizSpec.model_json_schema(by_alias=True),
    }
    return made
