"""The protocol behind which every question type stands, and the values it speaks in.

A type reads a hostile form into an answer, shows a question without its key, grades an answer and explains the grade.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Generic, Literal, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from courses.quizzes.engine.values import Answer, Face, Grade, Line, RawAnswer, State, TableRow

Text = Annotated[str, Field(min_length=1, max_length=4000)]
Short = Annotated[str, Field(min_length=1, max_length=600)]
ItemId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class AuthorModel(BaseModel):
    """A part of an author's file: unknown keys are errors, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Weights(AuthorModel):
    """What each right and each wrong choice is worth; the sum is divided by what all right ones earn."""

    each_right: float = Field(default=1, gt=0, le=10)
    each_wrong: float = Field(default=-1, le=0, ge=-10)
    floor: Literal[0] = 0


ScoreRule: TypeAlias = Literal["exact", "proportional", "penalty"] | Weights


class Feedback(AuthorModel):
    ok: Text
    no: Text

    @model_validator(mode="before")
    @classmethod
    def _bare_no(cls, value: object) -> object:
        """A bare `no:` is a truth value to readers of YAML 1.1; here it can only be the key."""
        if isinstance(value, dict) and False in value:
            return {("no" if key is False else key): text for key, text in value.items()}
        return value


class Quotation(AuthorModel):
    """What somebody said before the question is asked; an AI is always labelled."""

    who: Short
    text: Text
    ai: bool = True


class Option(AuthorModel):
    """`accepted` marks an option that earns the points although it is not the key: a correction after the event."""

    t: Short
    key: bool = False
    accepted: bool = False
    why: Text


class ItemSpec(AuthorModel):
    """What all questions share. `why` and `feedback` are shown after the answer."""

    id: ItemId
    competency: str = Field("", max_length=16)
    cognitive: Literal["understand", "apply", "analyse"] = "apply"
    level: Literal["F", "P", "S"] | None = None
    difficulty: Literal["easy", "medium", "hard"] | None = None
    lesson: str = Field("", max_length=64)
    stem: Text
    context: Quotation | None = None
    points: float = Field(1, gt=0, le=100)
    feedback: Feedback | None = None
    tags: tuple[str, ...] = ()

    @field_validator("points", mode="before")
    @classmethod
    def _number_only(cls, value: object) -> object:
        if isinstance(value, bool | str):
            raise ValueError("write points as a number, such as 1 or 0.5")
        return value


S = TypeVar("S", bound=ItemSpec)
S_contra = TypeVar("S_contra", bound=ItemSpec, contravariant=True)


class QuestionType(Protocol[S_contra]):
    """What a type of question must do. It holds no state and never raises on an answer that `read` returned."""

    name: str

    def read(self, spec: S_contra, raw: RawAnswer) -> Answer:
        """The answer in a form; raise AnswerProblem for what was never offered."""
        ...

    def notice(self, spec: S_contra, answer: Answer) -> str:
        """A code for what is odd about an answer that is kept all the same (`equal_places`), or an empty text."""
        ...

    def grade(self, spec: S_contra, answer: Answer) -> Grade:
        """The share earned, between 0 and 1, with its reasons."""
        ...

    def face(self, spec: S_contra, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        """The question without its key, in the order that this seed gives."""
        ...

    def table(self, spec: S_contra) -> list[TableRow]:
        """The marking table."""
        ...

    def check(self, spec: S_contra) -> list[str]:
        """What an author should mend, beyond the schema."""
        ...


class Plain(Generic[S]):
    """Defaults for a type: no notices, a two-line marking table, nothing more to check."""

    def notice(self, spec: S, answer: Answer) -> str:
        return ""

    def table(self, spec: S) -> list[TableRow]:
        return [TableRow(1, 0, Fraction(1)), TableRow(0, 1, Fraction(0))]

    def check(self, spec: S) -> list[str]:
        return []


def values(raw: RawAnswer, suffix: str = "") -> list[str]:
    """The values sent under one suffix; at most 200, each a string."""
    return [value for value in list(raw.get(suffix, ()))[:200] if isinstance(value, str)]


def first(raw: RawAnswer, suffix: str = "") -> str:
    found = values(raw, suffix)
    return found[0] if found else ""


def blank(total: int = 1, note: str = "", lines: tuple[Line, ...] = ()) -> Grade:
    return Grade(Fraction(0), State.BLANK, total=total, note=note, lines=lines)


def state_of(share: Fraction) -> State:
    return State.RIGHT if share == 1 else State.WRONG if share == 0 else State.PARTLY


def note_for(spec: ItemSpec, share: Fraction) -> str:
    if spec.feedback is None:
        return ""
    return spec.feedback.ok if share == 1 else spec.feedback.no
