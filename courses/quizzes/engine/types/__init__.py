"""The types of question, one folder each; a new type is a folder, a template of the same name and a line here."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Field, TypeAdapter

from courses.quizzes.engine.base import Answer, Face, Grade, ItemSpec, QuestionType, RawAnswer, TableRow
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


def type_name(item: ItemSpec) -> str:
    name: str = getattr(item, "type")  # noqa: B009  # each member of Item has it; the base class does not
    return name


def read(item: ItemSpec, raw: RawAnswer) -> Answer:
    return TYPES[type_name(item)].read(item, raw)


def notice(item: ItemSpec, answer: Answer) -> str:
    return TYPES[type_name(item)].notice(item, answer)


def grade(item: ItemSpec, answer: Answer) -> Grade:
    return TYPES[type_name(item)].grade(item, answer)


def face(item: ItemSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
    return TYPES[type_name(item)].face(item, answer, seed=seed, shuffle=shuffle)


def table(item: ItemSpec) -> list[TableRow]:
    return TYPES[type_name(item)].table(item)


def check(item: ItemSpec) -> list[str]:
    return TYPES[type_name(item)].check(item)
