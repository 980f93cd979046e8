"""A work sample as its author writes it (`worksamples/<name>.yaml`, format readyroom.worksample/1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Line = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
Whole = Annotated[int, Field(ge=0, le=1000, strict=True)]

FileType = Literal["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "md", "csv", "png", "jpg"]


class AuthorModel(BaseModel):
    """Unknown keys are mistakes, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Brief(AuthorModel):
    """What the learner does, and what lies on the rater's desk at the end."""

    situation: Text
    steps: tuple[Text, ...] = Field(min_length=1, max_length=12)
    hand_in: tuple[Line, ...] = Field(min_length=1, max_length=10)
    not_here: tuple[Line, ...] = Field((), max_length=10)


class Words(AuthorModel):
    """The text that is written here; `min: 0` makes it optional."""

    label: Line = "Your text"
    min: Annotated[int, Field(ge=0, le=5000, strict=True)] = 0
    max: Annotated[int, Field(ge=1, le=10_000, strict=True)] = 2000

    @model_validator(mode="after")
    def _min_below_max(self) -> Words:
        if self.min > self.max:
            raise ValueError(f"the text needs {self.min} words, but may have {self.max} at most")
        return self


class Files(AuthorModel):
    min: Annotated[int, Field(ge=0, le=10, strict=True)] = 0
    max: Annotated[int, Field(ge=0, le=10, strict=True)] = 3
    megabytes: Annotated[int, Field(ge=1, le=25, strict=True)] = 5
    types: tuple[FileType, ...] = ("pdf", "docx", "odt", "txt", "md", "png", "jpg")

    @model_validator(mode="after")
    def _min_below_max(self) -> Files:
        if self.min > self.max:
            raise ValueError(f"{self.min} files are needed, but only {self.max} may be added")
        if self.max and not self.types:
            raise ValueError("files may be added, but no type of file is allowed")
        return self


class Level(AuthorModel):
    """What a piece of work that earns these points looks like."""

    points: Annotated[int, Field(ge=0, le=10, strict=True)]
    text: Text


class Criterion(AuthorModel):
    """One thing that raters look at. `needs`: with fewer points the whole does not pass."""

    id: Name
    title: Line
    competency: str = Field("", max_length=10)
    needs: Annotated[int, Field(ge=0, le=10, strict=True)] = 0
    levels: tuple[Level, ...] = Field(min_length=2, max_length=6)

    @model_validator(mode="after")
    def _levels_are_a_scale(self) -> Criterion:
        points = [level.points for level in self.levels]
        if points != list(range(len(points))):
            raise ValueError(f'the levels of "{self.id}" must have the points 0, 1, 2, … in this order')
        if self.needs > points[-1]:
            raise ValueError(f'"{self.id}" needs {self.needs} points, but has {points[-1]} at most')
        return self

    @property
    def top(self) -> int:
        return self.levels[-1].points


class Rubric(AuthorModel):
    """Criteria and the pass mark. Two raters disagree when a criterion differs by more than `within`, or one passes it."""

    pass_points: Annotated[int, Field(alias="pass", ge=1, le=100, strict=True)]
    within: Annotated[int, Field(ge=0, le=5, strict=True)] = 1
    criteria: tuple[Criterion, ...] = Field(min_length=2, max_length=12)

    @model_validator(mode="after")
    def _can_be_passed(self) -> Rubric:
        names = [one.id for one in self.criteria]
        if len(set(names)) != len(names):
            raise ValueError("two criteria have the same id")
        if self.pass_points > self.possible:
            raise ValueError(f"the pass mark is {self.pass_points}, but {self.possible} points are possible")
        return self

    @property
    def possible(self) -> int:
        return sum(one.top for one in self.criteria)


class Late(AuthorModel):
    """After the due date each begun day costs this share of the earned points."""

    per_day: float = Field(gt=0, le=1)


class WorkSampleSpec(AuthorModel):
    format: Literal["readyroom.worksample/1"]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,20}(\.[a-z0-9_-]{1,30})*$")]
    title: Line
    tracks: tuple[str, ...] = ()
    competency: str = Field("", max_length=10)
    level: Literal["F", "P", "S"] = "P"
    minutes: Annotated[int, Field(ge=5, le=999, strict=True)] = 120
    brief: Brief
    text: Words = Words()
    files: Files = Files()
    declares: tuple[Line, ...] = Field((), max_length=8)
    rubric: Rubric
    raters: Literal[1, 2] = 2
    attempts: Annotated[int, Field(ge=1, le=10, strict=True)] = 2
    revisions: Annotated[int, Field(ge=0, le=5, strict=True)] = 1
    rate_within_days: Annotated[int, Field(ge=1, le=60, strict=True)] = 10
    appeal_days: Annotated[int, Field(ge=0, le=60, strict=True)] = 14
    late: Late | None = None

    @model_validator(mode="after")
    def _something_is_handed_in(self) -> WorkSampleSpec:
        if self.text.min == 0 and self.files.min == 0:
            raise ValueError("neither a text nor a file is needed: an empty hand-in could be rated")
        return self


def parsed(data: Any) -> WorkSampleSpec:
    return WorkSampleSpec.model_validate(data)


def schema() -> dict[str, Any]:
    """The published JSON Schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "readyroom.worksample/1",
        **{k: v for k, v in WorkSampleSpec.model_json_schema(by_alias=True).items() if k != "title"},
    }
