"""Mark the sentences of an AI's text that must not be passed on unchecked; a false flag costs as much as a find."""

from courses.quizzes.engine.types.spot.marking import SpotType
from courses.quizzes.engine.types.spot.spec import Sentence, SpotSpec

__all__ = ["Sentence", "SpotSpec", "SpotType"]
