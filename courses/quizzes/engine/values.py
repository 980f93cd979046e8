"""The values in which questions speak: answers, grades, and what a page shows. No author's file is needed for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from courses.quizzes.engine.base import Quotation

COGNITIVE = ("understand", "apply", "analyse")

Answer: TypeAlias = str | list[str] | dict[str, str] | None
"""An answer as it is kept (JSON); None is no answer."""
RawAnswer: TypeAlias = Mapping[str, Sequence[str]]
"""What a form sent for one question: the part of the field's name behind the question → values."""


class AnswerProblem(ValueError):
    """The form holds something that this question never offered. `code` is worded by the page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class State(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    BLANK = "blank"
    REVIEW = "review"  # not recognised by rule: the learner sees the key and may ask for a person


@dataclass(frozen=True, slots=True)
class Line:
    """One line of feedback: what was chosen or missed, whether it is right, and why."""

    text: str
    mark: Literal["right", "wrong", "missed"]
    why: str = ""
    label: str = ""
    better: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """How much of the points an answer earns, and all that is needed to explain it."""

    share: Fraction
    state: State
    right: int = 0
    wrong: int = 0
    total: int = 1
    lines: tuple[Line, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    text: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A control with a label: a pair to match, a step to place, a gap to fill."""

    id: str
    text: str
    value: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the confidence scale and what it earns (hundredths of a point)."""

    value: str
    if_right: str
    if_wrong: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """A question as the learner sees it: the key is not in here, so no page can give it away."""

    id: str
    type: str
    stem: str
    points: float
    context: Quotation | None = None
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    scale: tuple[Step, ...] = ()
    value: str = ""
    unit: str = ""
    tail: str = ""
    count: int = 0
    who: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of the marking table that authors preview: so many right and wrong earn this share."""

    right: int
    wrong: int
    share: Fraction
