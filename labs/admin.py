"""A read-only look at sessions and their logs, for the people who run the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from labs.evaluation.models import Evaluation
from labs.judging.models import JudgeProposal
from labs.reviews.models import Review
from labs.scenarios.models import ScenarioVersion
from labs.sessions.models import LabSession, LabSwitch, LabTurn

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class ReadOnlyAdmin(Base):
    """Shows rows and changes none: the services do that, with an audit entry."""

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False


@admin.register(LabSession)
class LabSessionAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "activity", "mode", "started_at", "ended_how"]
    list_filter = ["mode", "ended_how"]
    list_select_related = ["activity"]
    exclude = ["salt", "seed"]


@admin.register(LabTurn)
class LabTurnAdmin(ReadOnlyAdmin):
    list_display = ["session", "number", "state", "engine", "fell_back", "first_text_ms"]
    list_filter = ["state", "fell_back"]
    exclude = ["text"]


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyAdmin):
    list_display = ["session", "points", "passed", "has_red_line", "created_at"]
    list_filter = ["passed", "has_red_line"]


@admin.register(JudgeProposal)
class JudgeProposalAdmin(ReadOnlyAdmin):
    list_display = ["evaluation", "criterion", "state", "verdict", "model", "answered_at"]
    list_filter = ["state", "verdict"]


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["evaluation", "reviewer", "points", "changes", "created_at"]


@admin.register(ScenarioVersion)
class ScenarioVersionAdmin(ReadOnlyAdmin):
    list_display = ["slug", "version", "created_at"]
    exclude = ["package"]


@admin.register(LabSwitch)
class LabSwitchAdmin(ReadOnlyAdmin):
    list_display = ["is_global", "reason", "set_at", "lifted_at"]
