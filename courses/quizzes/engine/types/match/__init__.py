"""Pairs to be joined: rows keep their order, the choices are shuffled, spare choices may stand among them."""

from courses.quizzes.engine.types.match.marking import MatchType
from courses.quizzes.engine.types.match.spec import MatchSpec, Pair

__all__ = ["MatchSpec", "MatchType", "Pair"]
