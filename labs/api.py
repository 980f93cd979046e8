"""What other apps may import from labs. Everything else is private to this app."""

from labs.debrief.cards import LabCard, labs_of
from labs.evaluation.models import Evaluation
from labs.evaluation.playing import play_again, play_lines, play_run
from labs.evaluation.services import score_session
from labs.judging.services import take_answers, transcript_of
from labs.providers.registry import scripted_provider
from labs.providers.services import EndpointFacts, set_judge, shelve_endpoint
from labs.reviews.cards import ReviewsWaiting, reviews_waiting
from labs.reviews.services import Verdict, appeal, open_reviews, review_run
from labs.sessions.models import LabSession, Mode
from labs.sessions.switches import switch_off, switch_on

__all__ = [
    "EndpointFacts",
    "Evaluation",
    "LabCard",
    "LabSession",
    "Mode",
    "ReviewsWaiting",
    "Verdict",
    "appeal",
    "labs_of",
    "open_reviews",
    "play_again",
    "play_lines",
    "play_run",
    "review_run",
    "reviews_waiting",
    "score_session",
    "set_judge",
    "shelve_endpoint",
    "switch_off",
    "switch_on",
    "take_answers",
    "transcript_of",
    "warm_up",
]


def warm_up() -> None:
    """Load what the first spoken reply would have to wait for; the process of the streams does it at its start."""
    scripted_provider()
