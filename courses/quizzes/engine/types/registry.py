"""All types of question by name; a new type is a folder, a template of the same name and a line here."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Field, TypeAdapter

from courses.quizzes.engine.base import QuestionType
from courses.quizzes.engine.types.cloze import ClozeSpec, ClozeType
from courses.quizzes.engine.types.confidence import ConfidenceSpec, ConfidenceType
from courses.quizzes.engine.types.match import MatchSpec, MatchType
from courses.quizzes.engine.types.multiple import MultipleSpec, MultipleType
from courses.quizzes.engine.types.numeric import NumericSpec, NumericType
from courses.quizzes.engine.types.order import OrderSpec, OrderType
from courses.quizzes.engine.types.short import ShortSpec, ShortType
from courses.quizzes.engine.types.single import SingleSpec, SingleType
from courses.quizzes.engine.types.spot import SpotSpec, SpotType
from courses.quizzes.engine.types.truefalse import TrueFalseSpec, TrueFalseType

Item: TypeAlias = (
    SingleSpec
    | MultipleSpec
    | TrueFalseSpec
    | NumericSpec
    | ShortSpec
    | MatchSpec
    | OrderSpec
    | ClozeSpec
    | SpotSpec
    | ConfidenceSpec
)
TypedItem: TypeAlias = Annotated[Item, Field(discriminator="type")]
ITEM: TypeAdapter[Item] = TypeAdapter(TypedItem)

TYPES: dict[str, QuestionType[Any]] = {
    kind.name: kind
    for kind in (
        SingleType(),
        MultipleType(),
        TrueFalseType(),
        NumericType(),
        ShortType(),
        MatchType(),
        OrderType(),
        ClozeType(),
        SpotType(),
        ConfidenceType(),
    )
}
