from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from courses.quizzes.engine.base import AuthorModel, ItemSpec, ScoreRule, Short


class Pair(AuthorModel):
    left: Short
    right: Short
    why: str = Field("", max_length=2000)


class MatchSpec(ItemSpec):
    type: Literal["match"]
    pairs: tuple[Pair, ...] = Field(min_length=2, max_length=12)
    extra: tuple[Short, ...] = Field((), max_length=8)
    score: ScoreRule = "proportional"

    @model_validator(mode="after")
    def _texts_differ(self) -> MatchSpec:
        if len({pair.left for pair in self.pairs}) < len(self.pairs):
            raise ValueError(f'question "{self.id}" has the same left side twice.')
        if set(self.extra) & {pair.right for pair in self.pairs}:
            raise ValueError(f'question "{self.id}": an extra choice is also the answer of a pair.')
        return self

    @property
    def choices(self) -> dict[str, str]:
        """Choice id → text. Two pairs may share a right side; it is offered once."""
        texts = dict.fromkeys([pair.right for pair in self.pairs] + list(self.extra))
        return {str(number): text for number, text in enumerate(texts, 1)}

    @property
    def rows(self) -> dict[str, Pair]:
        return {str(number): pair for number, pair in enumerate(self.pairs, 1)}
