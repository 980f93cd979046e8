"""What a model proposed for one criterion of one run: a word of a closed set and places in the transcript, no text."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("not asked yet")
    ASKED = "asked", _("being asked")
    KEPT = "kept", _("proposed")
    INVENTED = "invented_quote", _("discarded: it quoted words that are not in the transcript")
    UNFOUNDED = "unfounded", _("discarded: nothing of the learner's stood behind it")
    UNREADABLE = "unreadable", _("discarded: the answer was not in the asked form")
    UNAVAILABLE = "unavailable", _("the model did not answer")
    TOO_LONG = "too_long", _("not asked: the transcript is too long")


#: answers that came and were not let through
DISCARDED = (ProposalState.INVENTED, ProposalState.UNFOUNDED, ProposalState.UNREADABLE)


class Verdict(models.TextChoices):
    MET = "met", _("fully shown")
    UNMET = "unmet", _("not fully shown")
    CANNOT_ASSESS = "cannot_assess", _("cannot say")


class JudgeProposal(models.Model):
    """`quotes` are [seq, start, end] of events' texts: when the words of a session go, the quotes go with them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey("labs.Evaluation", on_delete=models.PROTECT, related_name="proposals")
    criterion = models.PositiveSmallIntegerField()
    prompt_version = models.CharField(max_length=20)
    rubric_sha = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=ProposalState.choices, default=ProposalState.WAITING)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    quotes = models.JSONField(default=list)
    model = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    prompt_tokens = models.PositiveIntegerField(default=0)
    reply_tokens = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["evaluation", "criterion", "pk"]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state__in=["waiting", "asked"]), name="judge_open"
            )
        ]
        constraints = [
            UniqueConstraint(
                fields=["evaluation", "criterion", "prompt_version"], name="one_proposal_per_criterion"
            ),
            CheckConstraint(
                condition=Q(state="kept") & ~Q(verdict="") | ~Q(state="kept") & Q(verdict=""),
                name="a_kept_proposal_has_a_verdict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.verdict or self.state}"

    @property
    def is_kept(self) -> bool:
        return self.state == ProposalState.KEPT
