"""A number within a tolerance, in the unit asked or one that converts to it; known mistakes get their own reason."""

from courses.quizzes.engine.types.numeric.marking import NumericType
from courses.quizzes.engine.types.numeric.spec import NearMiss, NumericSpec

__all__ = ["NearMiss", "NumericSpec", "NumericType"]
