from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from courses.quizzes.engine.base import AuthorModel, ItemSpec, ScoreRule, Short, Text


class Sentence(AuthorModel):
    """A sentence of the text; `error: true` marks the ones to be found."""

    t: Short
    error: bool = False
    why: Text


class SpotSpec(ItemSpec):
    type: Literal["spot"]
    who: Short
    sentences: tuple[Sentence, ...] = Field(min_length=3, max_length=20)
    score: ScoreRule = "penalty"

    @model_validator(mode="after")
    def _both_kinds(self) -> SpotSpec:
        errors = len(self.errors)
        if not errors or errors == len(self.sentences):
            raise ValueError(f'question "{self.id}" needs a sentence with "error: true" and a sound one.')
        return self

    @property
    def by_id(self) -> dict[str, Sentence]:
        return {str(number): sentence for number, sentence in enumerate(self.sentences, 1)}

    @property
    def errors(self) -> frozenset[str]:
        return frozenset(name for name, sentence in self.by_id.items() if sentence.error)
