"""What other apps may import from labs. Everything else is private to this app."""

from labs.debrief.cards import LabCard, labs_of
from labs.evaluation.services import score_session
from labs.reviews.cards import ReviewsWaiting, reviews_waiting

__all__ = ["LabCard", "ReviewsWaiting", "labs_of", "reviews_waiting", "score_session"]
