from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from courses.quizzes.engine.base import ItemSpec, Option


class ChoiceSpec(ItemSpec):
    """A stem with options of which exactly one is the key."""

    options: tuple[Option, ...] = Field(min_length=2, max_length=12)

    @model_validator(mode="after")
    def _one_key(self) -> ChoiceSpec:
        keys = sum(option.key for option in self.options)
        if keys == 0:
            raise ValueError(f'question "{self.id}" has no correct option. Mark one with "key: true".')
        if keys > 1:
            raise ValueError(
                f'question "{self.id}" has {keys} correct options. Keep one, or use type multiple.'
            )
        return self

    @property
    def by_id(self) -> dict[str, Option]:
        return {str(number): option for number, option in enumerate(self.options, 1)}

    def earns(self, chosen: str) -> bool:
        """Whether this option gives the points: the key, or one accepted by a correction."""
        return self.by_id[chosen].key or self.by_id[chosen].accepted

    @property
    def key(self) -> str:
        return next(name for name, option in self.by_id.items() if option.key)


class SingleSpec(ChoiceSpec):
    type: Literal["single"]
