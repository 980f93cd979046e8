"""A choice and how sure one is, marked by a proper rule: honest confidence earns most in the long run."""

from courses.quizzes.engine.types.confidence.marking import ConfidenceType
from courses.quizzes.engine.types.confidence.spec import ConfidenceSpec

__all__ = ["ConfidenceSpec", "ConfidenceType"]
