"""The small types that author files are made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,20}(\.[a-z0-9_-]{1,30})*$")]
FileStem = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
CompetencyId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[0-9]{1,2}$")]
FactKey = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]{0,11}$")]
Semver = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Za-z]{2,4})?$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
LocalText = Line | Annotated[dict[Language, Text], Field(min_length=1)]
Level = Literal["F", "P", "S"]
Mark = Literal["P", "S", "U"]
Share = Annotated[float, Field(ge=0, le=1)]
Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]


class Strict(BaseModel):
    """Unknown keys are mistakes: a misspelt key must not be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
