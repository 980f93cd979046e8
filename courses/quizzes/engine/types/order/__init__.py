"""Steps to be put in order; by default each pair of right neighbours earns its part."""

from courses.quizzes.engine.types.order.marking import OrderType
from courses.quizzes.engine.types.order.spec import OrderSpec

__all__ = ["OrderSpec", "OrderType"]
