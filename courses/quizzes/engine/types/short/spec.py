from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from courses.quizzes.engine.base import ItemSpec, Short
from courses.quizzes.engine.patterns import check_pattern


def _linear(pattern: str) -> str:
    check_pattern(pattern)
    return pattern


Pattern = Annotated[str, AfterValidator(_linear)]


class ShortSpec(ItemSpec):
    """`forms` are whole answers; `accept` and `reject` are patterns searched in the folded answer."""

    type: Literal["short"]
    max_words: int = Field(12, ge=1, le=60)
    forms: tuple[Short, ...] = Field((), max_length=60)
    accept: tuple[Pattern, ...] = Field((), max_length=40)
    reject: tuple[Pattern, ...] = Field((), max_length=40)
    unmatched: Literal["review", "wrong"] = "review"
    sample_answers: tuple[Short, ...] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _accepts_something(self) -> ShortSpec:
        if not self.forms and not self.accept:
            raise ValueError(f'question "{self.id}" accepts nothing. Give "forms" or "accept".')
        return self
