"""Bank items, attempts, answers; tickets and extra time; appeals, corrections and regrades."""

from courses.quizzes.models.attempts import Answer, Attempt, AttemptQuerySet, BankItem
from courses.quizzes.models.exposure import Exposure
from courses.quizzes.models.remedies import Appeal, Correction, Regrade
from courses.quizzes.models.sittings import Accommodation, Ticket

__all__ = [
    "Accommodation",
    "Answer",
    "Appeal",
    "Attempt",
    "AttemptQuerySet",
    "BankItem",
    "Correction",
    "Exposure",
    "Regrade",
    "Ticket",
]
