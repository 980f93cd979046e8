"""A quiz as its author writes it (`quiz.yaml`, format readyroom.quiz/1), and its published JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, field_validator, model_validator

from courses.quizzes.engine.base import AuthorModel, ItemId, Short
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


class QuizFile(AuthorModel):
    """What a quiz and an exam have in common."""

    id: ItemId
    module: str = Field("", max_length=64)
    title: str = Field("", max_length=200)
    pass_share: float = Field(0.7, alias="pass", ge=0, le=1)
    shuffle: Shuffle = Shuffle()
    attempts: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    attempts_per_year: Annotated[int, Field(ge=1, le=100, strict=True)] | None = None
    retry_after_hours: float = Field(24, ge=0, le=24 * 366)
    time_limit_minutes: Annotated[int, Field(ge=1, le=24 * 60, strict=True)] | None = None
    max_overlap: Count = 4
    max_exposure: Annotated[float, Field(gt=0, le=1)] | None = None
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


class QuizSpec(QuizFile):
    format: Literal["readyroom.quiz/1"]


class Cut(AuthorModel):
    """How the pass mark was set: points of the form, by whom, and whether it still may move."""

    points: float = Field(gt=0, le=1000)
    method: str = Field("angoff", max_length=40)
    status: Literal["provisional", "set"] = "provisional"
    panel: Annotated[int, Field(ge=0, le=100, strict=True)] = 0


class ExamSpec(QuizFile):
    """An exam: one form by blueprint, a clock, a cut, and rules that are read before it starts."""

    format: Literal["readyroom.exam/1"]
    cut: Cut
    time_limit_minutes: Annotated[int, Field(ge=1, le=24 * 60, strict=True)] = 80
    retry_after_hours: float = Field(7 * 24, ge=0, le=24 * 366)
    attempts_per_year: Annotated[int, Field(ge=1, le=100, strict=True)] | None = 3
    ask_confidence: bool = False
    show: Show = Show(feedback="never", key="never")
    allowed: tuple[Short, ...] = Field((), max_length=12)
    forbidden: tuple[Short, ...] = Field((), max_length=12)

    @model_validator(mode="after")
    def _cut_within_the_form(self) -> ExamSpec:
        if self.cut.points > self.blueprint.size:
            raise ValueError(
                f"the cut is {self.cut.points:g} points, the form has {self.blueprint.size} items"
            )
        return self

    @property
    def cut_share(self) -> float:
        return self.cut.points / self.blueprint.size


FORMATS: dict[str, type[QuizSpec] | type[ExamSpec]] = {
    "readyroom.quiz/1": QuizSpec,
    "readyroom.exam/1": ExamSpec,
}


def parsed(data: Any) -> QuizSpec | ExamSpec:
    """The file as its `format` says; a quiz where it says nothing known."""
    name = data.get("format") if isinstance(data, dict) else None
    model = FORMATS.get(name, QuizSpec) if isinstance(name, str) else QuizSpec
    return model.model_validate(data)


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of each file."""
    return {
        title.split(".")[1].split("/")[0]: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            **model.model_json_schema(by_alias=True),
        }
        for title, model in FORMATS.items()
    }
