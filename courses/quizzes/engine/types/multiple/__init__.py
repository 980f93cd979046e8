"""Several answers out of several; by default each wrong choice cancels a right one."""

from courses.quizzes.engine.types.multiple.marking import MultipleType
from courses.quizzes.engine.types.multiple.spec import MultipleSpec

__all__ = ["MultipleSpec", "MultipleType"]
