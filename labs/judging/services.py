"""Asks a model for proposals, through the one door out, and keeps what stands up. Writes no mark and no event."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation

from accounts.api import enqueue
from labs.evaluation.engine import judge
from labs.evaluation.engine.judge import Discarded, Line, Proposal, Question
from labs.evaluation.models import Evaluation
from labs.guardrails.engine.redaction import Vault, names_pattern
from labs.judging.models import JudgeProposal, ProposalState
from labs.judging.selectors import lines_of, may_be_judged
from labs.providers import registry
from labs.providers.base import ChatRequest, Completion, ProviderUnavailable
from labs.providers.registry import Endpoint
from labs.providers.selectors import endpoint_for
from labs.providers.services import record_spend
from labs.sessions import log
from labs.sessions.budgets import partner_of
from labs.sessions.masking import names_around
from labs.sessions.switches import standing_switch

if TYPE_CHECKING:
    from labs.providers.openai_chat import ChatProvider

TASK = "labs.ask_judge"
MOST_TOKENS = 500
MOST_ATTEMPTS = 3
STALE_AFTER = timedelta(minutes=5)
ENGLISH = "en"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What came of asking: a proposal, or the state that says why there is none. Tokens count either way."""

    state: ProposalState
    proposal: Proposal | None = None
    prompt_tokens: int = 0
    reply_tokens: int = 0


def await_proposals(*, evaluation: Evaluation) -> int:
    """A row for each criterion of a run that waits for a person, where advice is on. Safe to repeat; returns new rows."""
    if not may_be_judged(evaluation):
        return 0
    with transaction.atomic():
        before = JudgeProposal.objects.filter(evaluation=evaluation).count()
        JudgeProposal.objects.bulk_create(
            (
                JudgeProposal(
                    evaluation=evaluation,
                    criterion=int(one["k"]),
                    prompt_version=judge.PROMPT_VERSION,
                    rubric_sha=evaluation.rubric_sha,
                )
                for one in evaluation.criteria
            ),
            ignore_conflicts=True,
        )
        made = JudgeProposal.objects.filter(evaluation=evaluation).count() - before
        if made:
            enqueue(TASK, evaluation.pk)
    return made


def ask_for_proposals(*, evaluation_id: int) -> int:
    """Ask for each criterion that waits; returns how many answers came. Nothing is held in the database while a model speaks.

    Before each question: advice still on, no switch against labs, no person's verdict yet, money left.
    """
    evaluation = (
        Evaluation.objects.select_related(
            "session__enrolment__cohort__partner",
            "session__enrolment__client",
            "session__learner",
            "session__scenario",
        )
        .defer("session__scenario__package")
        .get(pk=evaluation_id)
    )
    session = evaluation.session
    scenario = log.scenario_of(session)
    lines = transcript_of(evaluation)
    questions = {
        one.k: Question(one.k, one.title, one.rules[0], one.stronger) for one in scenario.rubric.criteria
    }
    answered = 0
    for row in _due(evaluation):
        endpoint = _endpoint(evaluation)
        if endpoint is None or not lines or not _claim(row):
            continue
        if judge.is_too_long(lines) or row.criterion not in questions:
            answer = Answer(ProposalState.TOO_LONG)
        else:
            answer = async_to_sync(_ask)(endpoint, questions[row.criterion], lines, names_around(session))
        _keep(row, answer, endpoint)
        answered += answer.state != ProposalState.UNAVAILABLE
    return answered


def _due(evaluation: Evaluation) -> list[JudgeProposal]:
    return list(JudgeProposal.objects.filter(_is_open(), evaluation=evaluation).order_by("criterion"))


def _is_open() -> Q:
    """Not asked, or asked by a worker that is gone; a model that stayed silent is asked three times in all."""
    stale = Q(state=ProposalState.ASKED, asked_at__lt=timezone.now() - STALE_AFTER)
    return (Q(state=ProposalState.WAITING) | stale) & Q(attempts__lt=MOST_ATTEMPTS)


def _endpoint(evaluation: Evaluation) -> Endpoint | None:
    """Who may be asked now; nobody while something stands against it."""
    enrolment = evaluation.session.enrolment
    if not may_be_judged(evaluation) or standing_switch(enrolment=enrolment) is not None:
        return None
    if evaluation.reviews.exists():
        return None
    endpoint = endpoint_for(partner_of(enrolment)).endpoint
    return endpoint if endpoint is not None and registry.is_awake(endpoint) else None


def _claim(row: JudgeProposal) -> bool:
    """Take a question, so that two workers never pay for the same one."""
    return bool(
        JudgeProposal.objects.filter(_is_open(), pk=row.pk, attempts=row.attempts).update(
            state=ProposalState.ASKED, asked_at=timezone.now(), attempts=F("attempts") + 1
        )
    )


async def _ask(endpoint: Endpoint, question: Question, lines: Sequence[Line], names: Sequence[str]) -> Answer:
    """At most two calls: as JSON by the server's own means, then once in plain words where that gave nothing readable."""
    provider = registry.build_provider(endpoint)
    prompt = reply = 0
    state = ProposalState.UNAVAILABLE
    try:
        for wants_json in (True, False):
            try:
                read, whole = await _one(provider, question, lines, names, wants_json=wants_json)
            except ProviderUnavailable as error:
                logger.warning("the judge's model failed: %s", error.why)
                state = ProposalState.UNAVAILABLE
                if error.status in (400, 422, 500, 501) and wants_json:
                    continue
                registry.rest(endpoint)
                break
            if whole.usage is not None:
                prompt, reply = prompt + whole.usage.prompt, reply + whole.usage.completion
            if isinstance(read, Proposal):
                return Answer(ProposalState.KEPT, read, prompt, reply)
            state = ProposalState(read.why)
            if state != ProposalState.UNREADABLE:
                break
    finally:
        await provider.close()
    return Answer(state, None, prompt, reply)


async def _one(
    provider: ChatProvider,
    question: Question,
    lines: Sequence[Line],
    names: Sequence[str],
    *,
    wants_json: bool,
) -> tuple[Proposal | Discarded, Completion]:
    vault = Vault(names_pattern(names))
    hidden = [
        replace(line, text=vault.hide(line.text)) for line in lines
    ]  # before JSON glues escapes to names
    request = ChatRequest(judge.messages(question, hidden), max_tokens=MOST_TOKENS, wants_json=wants_json)
    pieces = provider.speak(request)
    try:
        async for piece in pieces:
            if isinstance(piece, Completion):
                try:
                    return judge.read_answer(piece.text, lines, restored=vault.restore), piece
                except Discarded as error:
                    return error, piece
    finally:
        await pieces.aclose()
    raise ProviderUnavailable("The reply has no end.")


def _keep(row: JudgeProposal, answer: Answer, endpoint: Endpoint) -> None:
    """Write what came of one question, and what it cost."""
    is_lost = answer.state == ProposalState.UNAVAILABLE
    tries_again = is_lost and row.attempts + 1 < MOST_ATTEMPTS
    with transaction.atomic():
        JudgeProposal.objects.filter(pk=row.pk, state=ProposalState.ASKED).update(
            state=ProposalState.WAITING if tries_again else answer.state,
            verdict=answer.proposal.verdict if answer.proposal else "",
            quotes=_places(answer.proposal) if answer.proposal else [],
            model="" if answer.state == ProposalState.TOO_LONG else endpoint.model,
            prompt_tokens=F("prompt_tokens") + answer.prompt_tokens,
            reply_tokens=F("reply_tokens") + answer.reply_tokens,
            answered_at=None if is_lost else timezone.now(),
        )
        if answer.prompt_tokens or answer.reply_tokens:
            record_spend(
                endpoint=endpoint, prompt_tokens=answer.prompt_tokens, reply_tokens=answer.reply_tokens
            )


def take_answers(*, evaluation: Evaluation, answers: Mapping[int, str], model: str) -> int:
    """Answers that a model gave elsewhere, by criterion, through the same checks; returns how many were kept as proposals."""
    lines = transcript_of(evaluation)
    kept = 0
    for k, answer in answers.items():
        try:
            read: Proposal | Discarded = judge.read_answer(answer, lines)
        except Discarded as error:
            read = error
        kept += isinstance(read, Proposal)
        found = {
            "state": ProposalState.KEPT if isinstance(read, Proposal) else ProposalState(read.why),
            "verdict": read.verdict if isinstance(read, Proposal) else "",
            "quotes": _places(read) if isinstance(read, Proposal) else [],
            "model": model,
            "answered_at": timezone.now(),
        }
        row, _is_new = JudgeProposal.objects.get_or_create(
            evaluation=evaluation,
            criterion=k,
            prompt_version=judge.PROMPT_VERSION,
            defaults={"rubric_sha": evaluation.rubric_sha},
        )
        JudgeProposal.objects.filter(pk=row.pk, answered_at=None).update(**found)
    return kept


def transcript_of(evaluation: Evaluation) -> tuple[Line, ...]:
    """What a model would be shown of a run."""
    with translation.override(ENGLISH):
        return lines_of(log.scenario_of(evaluation.session), log.events_of(evaluation.session))


def _places(proposal: Proposal) -> list[list[int]]:
    return [[one.seq, one.start, one.end] for one in proposal.quotes]


def sweep_proposals(*, limit: int = 50) -> int:
    """Questions that wait and that nobody answered yet, of runs that still wait for a person."""
    due = JudgeProposal.objects.filter(_is_open(), evaluation__reviews=None)
    runs = due.order_by("evaluation_id").values_list("evaluation_id", flat=True).distinct()
    return sum(ask_for_proposals(evaluation_id=pk) for pk in list(runs[:limit]))
