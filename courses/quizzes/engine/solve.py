"""The answer that earns everything: what a learner who knows it all would send. For demo worlds and for checking banks."""

from __future__ import annotations

from courses.quizzes.engine.types import read
from courses.quizzes.engine.types.cloze import ClozeSpec, Gap
from courses.quizzes.engine.types.confidence import ConfidenceSpec
from courses.quizzes.engine.types.match import MatchSpec
from courses.quizzes.engine.types.multiple import MultipleSpec
from courses.quizzes.engine.types.numeric import NumericSpec
from courses.quizzes.engine.types.order import OrderSpec
from courses.quizzes.engine.types.registry import Item
from courses.quizzes.engine.types.short import ShortSpec
from courses.quizzes.engine.types.single import SingleSpec
from courses.quizzes.engine.types.spot import SpotSpec
from courses.quizzes.engine.types.truefalse import TrueFalseSpec
from courses.quizzes.engine.values import Answer


def right_answer(item: Item) -> Answer:
    """An answer to `item` that earns its full points, as it would be kept."""
    return read(item, right_form(item))


def right_form(item: Item) -> dict[str, list[str]]:
    """The same as a form would send it: part of the field's name → values."""
    match item:
        case ConfidenceSpec():
            return {"": [item.key], "sure": ["100"]}
        case SingleSpec():
            return {"": [item.key]}
        case MultipleSpec():
            return {"": sorted(item.keys)}
        case TrueFalseSpec():
            return {"": [item.key_id]}
        case NumericSpec():
            return {"": [repr(item.key)]}
        case ShortSpec():
            return {"": [item.sample_answers[0]]}
        case MatchSpec():
            choice_of = {text: name for name, text in item.choices.items()}
            return {row: [choice_of[pair.right]] for row, pair in item.rows.items()}
        case OrderSpec():
            return {step: [step] for step in item.by_id}
        case SpotSpec():
            return {"": sorted(item.errors, key=int)}
        case ClozeSpec():
            return {number: [_gap(gap)] for number, gap in item.by_id.items()}
    raise TypeError(f"Nobody taught how to solve {type(item).__name__}.")


def _gap(gap: Gap) -> str:
    if gap.options:
        return next(name for name, option in gap.by_id.items() if option.key)
    return gap.forms[0] if gap.forms else repr(gap.key)
