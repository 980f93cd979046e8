"""Gaps in a sentence: chosen from a list, typed as words, or typed as a number."""

from courses.quizzes.engine.types.cloze.marking import ClozeType
from courses.quizzes.engine.types.cloze.spec import ClozeSpec, Gap

__all__ = ["ClozeSpec", "ClozeType", "Gap"]
