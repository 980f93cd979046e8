"""Gathers the models of the rooms, so that Django finds them."""

from labs.debrief.models import EventNote
from labs.evaluation.models import Evaluation
from labs.judging.models import JudgeProposal
from labs.providers.models import JudgeSetting, ModelEndpoint, ModelSpend
from labs.reviews.models import Appeal, Review, ReviewedCriterion, ReviewRequest
from labs.scenarios.models import PersonaVersion, SafetyReview, ScenarioVersion
from labs.sessions.models import LabAct, LabEvent, LabSession, LabSwitch, LabTurn

__all__ = [
    "Appeal",
    "Evaluation",
    "EventNote",
    "JudgeProposal",
    "JudgeSetting",
    "LabAct",
    "LabEvent",
    "LabSession",
    "LabSwitch",
    "LabTurn",
    "ModelEndpoint",
    "ModelSpend",
    "PersonaVersion",
    "Review",
    "ReviewRequest",
    "ReviewedCriterion",
    "SafetyReview",
    "ScenarioVersion",
]
