"""One answer out of several, each with the reason why it is right or wrong."""

from courses.quizzes.engine.types.single.marking import SingleType
from courses.quizzes.engine.types.single.spec import ChoiceSpec, SingleSpec

__all__ = ["ChoiceSpec", "SingleSpec", "SingleType"]
