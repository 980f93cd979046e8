"""The types of question, one folder each, behind one protocol.

The types are loaded at the first question: a process that shows other pages does not pay for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courses.quizzes.engine.base import ItemSpec, QuestionType
    from courses.quizzes.engine.values import Answer, Face, Grade, RawAnswer, TableRow


def kind_of(item: ItemSpec) -> QuestionType[Any]:
    from courses.quizzes.engine.types.registry import TYPES

    return TYPES[type_name(item)]


def type_name(item: ItemSpec) -> str:
    name: str = getattr(item, "type")  # noqa: B009  # each member of Item has it; the base class does not
    return name


def read(item: ItemSpec, raw: RawAnswer) -> Answer:
    return kind_of(item).read(item, raw)


def notice(item: ItemSpec, answer: Answer) -> str:
    return kind_of(item).notice(item, answer)


def grade(item: ItemSpec, answer: Answer) -> Grade:
    return kind_of(item).grade(item, answer)


def face(item: ItemSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
    return kind_of(item).face(item, answer, seed=seed, shuffle=shuffle)


def table(item: ItemSpec) -> list[TableRow]:
    return kind_of(item).table(item)


def check(item: ItemSpec) -> list[str]:
    return kind_of(item).check(item)
