from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from courses.quizzes.engine.base import ItemSpec, Option, ScoreRule


class MultipleSpec(ItemSpec):
    type: Literal["multiple"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=12)
    score: ScoreRule = "penalty"

    @model_validator(mode="after")
    def _has_a_key(self) -> MultipleSpec:
        if not self.keys:
            raise ValueError(
                f'question "{self.id}" has no correct option. Mark at least one with "key: true".'
            )
        return self

    @property
    def by_id(self) -> dict[str, Option]:
        return {str(number): option for number, option in enumerate(self.options, 1)}

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(name for name, option in self.by_id.items() if option.key)
