"""A statement that holds or does not, each side with its reason."""

from courses.quizzes.engine.types.truefalse.marking import TrueFalseType
from courses.quizzes.engine.types.truefalse.spec import TrueFalseSpec

__all__ = ["TrueFalseSpec", "TrueFalseType"]
