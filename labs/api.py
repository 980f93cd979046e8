"""What other apps may import from labs. Everything else is private to this app."""

from labs.debrief.cards import LabCard, labs_of
from labs.evaluation.playing import play_run
from labs.evaluation.services import score_session
from labs.providers.registry import scripted_provider
from labs.reviews.cards import ReviewsWaiting, reviews_waiting
from labs.sessions.models import Mode

__all__ = [
    "LabCard",
    "Mode",
    "ReviewsWaiting",
    "labs_of",
    "play_run",
    "reviews_waiting",
    "score_session",
    "warm_up",
]


def warm_up() -> None:
    """Load what the first spoken reply would have to wait for; the process of the streams does it at its start."""
    scripted_provider()
