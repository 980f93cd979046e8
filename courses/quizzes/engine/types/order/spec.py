from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from courses.quizzes.engine.base import AuthorModel, ItemSpec, Short


class StepSpec(AuthorModel):
    t: Short
    why: str = Field("", max_length=2000)


class OrderSpec(ItemSpec):
    """`steps` stand in the right order in the file."""

    type: Literal["order"]
    steps: tuple[StepSpec, ...] = Field(min_length=2, max_length=12)
    score: Literal["exact", "proportional"] = "proportional"

    @model_validator(mode="after")
    def _texts_differ(self) -> OrderSpec:
        if len({step.t for step in self.steps}) < len(self.steps):
            raise ValueError(f'question "{self.id}" has the same step twice.')
        return self

    @property
    def by_id(self) -> dict[str, StepSpec]:
        return {str(number): step for number, step in enumerate(self.steps, 1)}
