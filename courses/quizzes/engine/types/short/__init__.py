"""A few words, compared after folding; what no rule recognises is never a silent zero but goes to a person."""

from courses.quizzes.engine.types.short.marking import ShortType
from courses.quizzes.engine.types.short.spec import ShortSpec

__all__ = ["ShortSpec", "ShortType"]
