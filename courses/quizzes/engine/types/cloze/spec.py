from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, model_validator

from courses.quizzes.engine.base import AuthorModel, ItemSpec, Option, ScoreRule, Short
from courses.quizzes.engine.types.numeric.spec import Number, Tolerance

GAP = re.compile(r"\{(\d{1,2})\}")


class Gap(AuthorModel):
    """Exactly one of: `options` (a list), `forms` (words), `key` (a number with its tolerance)."""

    label: str = Field("", max_length=120)
    options: tuple[Option, ...] = Field((), max_length=12)
    forms: tuple[Short, ...] = Field((), max_length=40)
    key: Number | None = None
    tolerance: Tolerance = 0
    why: str = Field("", max_length=2000)

    @model_validator(mode="after")
    def _one_way(self) -> Gap:
        ways = [bool(self.options), bool(self.forms), self.key is not None]
        if sum(ways) != 1:
            raise ValueError('a gap has exactly one of "options", "forms" or "key".')
        if self.options and (len(self.options) < 2 or sum(option.key for option in self.options) != 1):
            raise ValueError('a gap has at least two options, one of them with "key: true".')
        return self

    @property
    def by_id(self) -> dict[str, Option]:
        return {str(number): option for number, option in enumerate(self.options, 1)}


class ClozeSpec(ItemSpec):
    type: Literal["cloze"]
    text: str = Field(min_length=3, max_length=4000)
    gaps: tuple[Gap, ...] = Field(min_length=1, max_length=12)
    score: ScoreRule = "proportional"

    @model_validator(mode="after")
    def _gaps_in_order(self) -> ClozeSpec:
        named = [int(number) for number in GAP.findall(self.text)]
        if named != list(range(1, len(self.gaps) + 1)):
            raise ValueError(
                f'question "{self.id}": the text names the gaps {named}, but has {len(self.gaps)} of them. '
                "Number them {1}, {2}, … in reading order, each once."
            )
        return self

    @property
    def by_id(self) -> dict[str, Gap]:
        return {str(number): gap for number, gap in enumerate(self.gaps, 1)}
