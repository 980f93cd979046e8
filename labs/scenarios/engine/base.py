"""What all author formats share: closed models and a few kinds of text."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[^\W\d_][\w.-]*$", max_length=60)]
Rule = Annotated[str, Field(min_length=1, max_length=4000)]
Text = Annotated[str, Field(max_length=4000)]
Word = Annotated[str, Field(min_length=1, max_length=120)]
ClockTime = Annotated[str, Field(pattern=r"^\d\d:\d\d$")]
Competency = Annotated[str, Field(pattern=r"^C[1-8]$")]


class Spec(BaseModel):
    """Base of all formats."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
