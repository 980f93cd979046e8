from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool, model_validator

from courses.quizzes.engine.base import AuthorModel, ItemSpec, Short, Text


class Side(AuthorModel):
    t: Short
    value: StrictBool
    why: Text


class TrueFalseSpec(ItemSpec):
    type: Literal["truefalse"]
    key: StrictBool
    options: tuple[Side, ...] = Field(min_length=2, max_length=2)

    @model_validator(mode="after")
    def _both_sides(self) -> TrueFalseSpec:
        if {side.value for side in self.options} != {True, False}:
            raise ValueError(
                f'question "{self.id}" needs one option with "value: true", one with "value: false".'
            )
        return self

    @property
    def by_id(self) -> dict[str, Side]:
        return {"true" if side.value else "false": side for side in self.options}

    @property
    def key_id(self) -> str:
        return "true" if self.key else "false"
