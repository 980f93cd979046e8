from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, StrictFloat, StrictInt, model_validator

from courses.quizzes.engine.base import AuthorModel, ItemSpec, Text

Number = Annotated[StrictInt | StrictFloat, Field(ge=-1e15, le=1e15)]
Tolerance = Annotated[StrictInt | StrictFloat, Field(ge=0, le=1e12)]


def exact(number: float) -> Fraction:
    """The number as it is written in the file: 95.5 is 955/10, not its nearest binary fraction."""
    return Fraction(repr(number))


class NearMiss(AuthorModel):
    """A value that people reach by a known mistake, what it earns (mostly nothing), and what to tell them."""

    value: Number
    tolerance: Tolerance = 0
    share: float = Field(0, ge=0, le=1)
    why: Text


class NumericSpec(ItemSpec):
    type: Literal["numeric"]
    key: Number
    tolerance: Tolerance = 0
    formula: str | None = Field(None, max_length=400)
    unit: str = Field("", max_length=40)
    units: dict[str, Number] = Field(default_factory=dict, max_length=12)
    near: tuple[NearMiss, ...] = Field((), max_length=12)

    @model_validator(mode="after")
    def _units_convert(self) -> NumericSpec:
        if any(factor <= 0 for factor in self.units.values()):
            raise ValueError(f'question "{self.id}": the factor of a unit is above 0, such as {{g: 0.001}}.')
        return self
