"""Reads a session into the page that shows it, in a fixed number of queries."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.api import Dates, LearnerActivity, dates_for, extra_percent_of
from labs.guardrails.engine.second_thoughts import kinds_to_think_about
from labs.providers.registry import SCRIPTED_LABEL, Endpoint
from labs.providers.selectors import advised_since, endpoint_for
from labs.scenarios.engine.scenario import Scenario
from labs.scenarios.selectors import compiled_scenario, scenario_for_activity, variants_of
from labs.sessions import conversation, desk, log
from labs.sessions.budgets import Allowance, allowance_for, partner_of
from labs.sessions.models import OPEN_TURN, LabSession, LabTurn, Mode
from labs.sessions.pages import (
    CallView,
    Care,
    CrisisLine,
    Goal,
    LabPage,
    Meter,
    OpenDocument,
    Persona,
    Spoken,
    Tile,
)
from labs.sessions.refill import Refused, refill_forms, refill_note
from labs.sessions.switches import standing_switch
from labs.sessions.timing import granted
from labs.sessions.wording import budget_name, clock_text, looks_like, refusal_text
from labs.workplace.engine.rules import Evaluator
from labs.workplace.engine.world import Log, fold


@dataclass(frozen=True)
class EarlierRun:
    public_id: uuid.UUID
    mode: str
    started_at: datetime
    is_open: bool
    points: int | None
    possible: int
    passed: bool | None
    is_retry: bool


@dataclass(frozen=True)
class ModeChoice:
    value: str
    is_offered: bool
    is_open: bool


@dataclass(frozen=True)
class StartPage:
    activity_id: uuid.UUID
    course_url: str
    title: str
    module: str
    is_open: bool
    role: str
    situation: str
    minutes: int
    more_minutes: int
    dates: Dates
    dates_say: str
    persona: Persona
    modes: tuple[ModeChoice, ...]
    runs: tuple[EarlierRun, ...]
    key: str
    is_off: bool
    care: Care | None
    has_other_way: bool
    may_be_advised: bool


def start_page(place: LearnerActivity) -> StartPage:
    """The brief, the two modes, and what the learner did here before."""
    version = scenario_for_activity(place.activity)
    dates = dates_for(place.enrolment, place.activity)
    offered = {mode: variants_of(version, mode) for mode in Mode}
    variant = (offered[Mode.GUIDED] or offered[Mode.ASSESSED] or version.lab["variants"])[0]
    scenario = compiled_scenario(version, variant)
    sessions = list(
        LabSession.objects.filter(enrolment=place.enrolment, activity=place.activity).prefetch_related(
            "evaluations"
        )[:20]
    )
    return StartPage(
        activity_id=place.activity.public_id,
        course_url=f"/learn/{place.enrolment.public_id}/",
        title=place.activity.title,
        module=place.activity.module.title if place.activity.module else "",
        is_open=place.is_open and dates.code_at(timezone.now()) == "open",
        role=str(scenario.brief["role"]),
        situation=str(scenario.brief["situation"]),
        minutes=scenario.time_limit_min,
        more_minutes=granted(scenario, extra_percent_of(place.enrolment.user_id)),
        dates=dates,
        dates_say=dates.code_at(timezone.now()),
        persona=persona_of(scenario, endpoint_for(partner_of(place.enrolment)).endpoint),
        modes=tuple(
            ModeChoice(
                mode,
                bool(offered[mode]),
                any(s.is_open and s.mode == mode and s.forked_from_id is None for s in sessions),
            )
            for mode in Mode
        ),
        runs=tuple(_earlier(one) for one in sessions),
        key=uuid.uuid4().hex,
        is_off=version.is_off,
        care=care_of(scenario),
        has_other_way=any(
            str((scenario.sensitive or {}).get("alternative", "")) in held for held in offered.values()
        ),
        may_be_advised=_may_be_advised(place, scenario) if offered[Mode.ASSESSED] else False,
    )


def _may_be_advised(place: LearnerActivity, scenario: Scenario) -> bool:
    """Whether a model may read assessed runs here, for the person who reviews them; learners are told before they start."""
    return scenario.sensitive is None and advised_since(partner_of(place.enrolment)) is not None


def _earlier(session: LabSession) -> EarlierRun:
    result = max(session.evaluations.all(), key=lambda one: one.pk, default=None)
    return EarlierRun(
        public_id=session.public_id,
        mode=session.mode,
        started_at=session.started_at,
        is_open=session.is_open,
        points=result.points if result and session.rated_at else None,
        possible=result.possible if result else 10,
        passed=result.passed if result and session.rated_at else None,
        is_retry=session.forked_from_id is not None,
    )


def note_fields(session: LabSession) -> Mapping[str, str]:
    """Fields of the decision: name → type."""
    return log.scenario_of(session).office.note_fields


def second_thoughts(session: LabSession, text: str) -> tuple[str, ...]:
    """What a message holds that its writer may not have meant to send, in words; what the lab brought itself is none of it."""
    scenario = log.scenario_of(session)
    pages = (page for document in scenario.documents.values() for page in document.pages)
    known = [
        *(words for page in pages for words in (page.text, page.plain)),
        *(snippet.text for snippet in scenario.office.snippets.values()),
        *(person.ext for person in scenario.people.values()),
        *(event.private.get("text", "") for event in log.events_of(session) if event.actor != "learner"),
    ]
    return tuple(looks_like(kind) for kind in kinds_to_think_about(text, known))


def after_act_url(session: LabSession, action: Mapping[str, Any]) -> str:
    """Where a learner looks next: at the opened page, or at the room."""
    if not session.is_open:
        return reverse("labs:debrief", args=[session.public_id])
    address = reverse("labs:session", args=[session.public_id])
    if action.get("act") == "open":
        shown = {"doc": action["doc"], "page": action.get("page", 1), "view": action.get("view", "page")}
        return f"{address}?{urlencode(shown)}"
    return address


def wanted_document(query: QueryDict) -> tuple[str, int, str]:
    """The document a page address asks for; nonsense asks for none."""
    page = query.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 4 else 0
    return query.get("doc", "")[:200], number, query.get("view", "page")[:10]


def persona_of(scenario: Scenario, endpoint: Endpoint | None = None) -> Persona:
    """Who the avatar is, what it may do, and that it is an AI."""
    spec = scenario.persona
    identity, authority = spec["identity"], spec["authority"]
    copies = identity.get("copies") or {}
    return Persona(
        id=str(spec["id"]),
        name=str(identity["name"]),
        line=f"{identity['title']}, {identity['organisation']}",
        badge=str(spec["disclosure"]["badge"]),
        may=", ".join(map(str, authority["may"])),
        never="; ".join(str(word).replace("_", " ") for word in authority["never"]),
        knows_to=conversation.day(str(spec["sync"])),
        owner=str(copies.get("name") or ""),
        engine_label=endpoint.label if endpoint else _(SCRIPTED_LABEL),
    )


def lab_page(
    session: LabSession,
    *,
    query: QueryDict | None = None,
    refused: Refused | None = None,
    refusal: str = "",
) -> LabPage:
    """The room: five queries beside the session's own (the log, the owed reply, a standing switch, who speaks)."""
    scenario = log.scenario_of(session)
    events = log.events_of(session)
    turn = LabTurn.objects.filter(session=session, state__in=OPEN_TURN).first()
    room = fold(scenario.office, session.salt, events)
    allowed = allowance_for(session, scenario)
    pause = standing_switch(enrolment=session.enrolment)
    claims = conversation.claims_of(scenario, room)
    chips, more = conversation.chips_of(scenario, room)
    sheets, tools = desk.act_forms(scenario, room, claims)
    rows = conversation.document_rows(scenario, room, is_assessed=session.is_assessed)
    limits = scenario.office.limits
    goal = "goal_assessed" if session.is_assessed else "goal_guided"
    problems = [*(refused.errors if refused else ()), *([refusal_text(refusal)] if refusal else [])]
    return LabPage(
        public_id=session.public_id,
        activity_id=session.activity.public_id,
        key=uuid.uuid4().hex,
        title=scenario.title,
        mode=session.mode,
        is_assessed=session.is_assessed,
        variant_number=_variant_number(session, scenario),
        role=str(scenario.brief["role"]),
        situation=str(scenario.brief["situation"]),
        task=str(scenario.brief.get(goal) or scenario.brief["situation"]),
        due=clock_text(scenario.due),
        now=clock_text(room.world.clock),
        workplace=_("%(name)s workplace")
        % {"name": str(scenario.persona["identity"]["organisation"]).split()[0]},
        persona=persona_of(scenario, allowed.endpoint),
        portrait_state=_portrait(session, turn, room) if pause is None else "paused",
        messages=conversation.messages_of(scenario, room, is_assessed=session.is_assessed),
        speaking=_spoken(scenario, turn, room) if pause is None else None,
        chips=chips,
        more_chips=more,
        challenges=desk.challenges_of(scenario),
        meters=_meters(session, scenario, room, allowed),
        goals=_goals(scenario, room) if not session.is_assessed else (),
        hints=scenario.hints[: room.world.hints] if not session.is_assessed else (),
        hints_total=len(scenario.hints) if not session.is_assessed else 0,
        flags=tuple(claim for claim in claims.values() if claim.is_flagged),
        documents=tuple(row for row in rows if not row.is_mail),
        mails=tuple(row for row in rows if row.is_mail),
        open_document=_open_document(session, scenario, room, query),
        people=desk.people_of(scenario),
        note=refill_note(desk.note_of(scenario, room, is_assessed=session.is_assessed), refused),
        proposals=desk.proposals_of(scenario, room),
        sheets=refill_forms(sheets, refused),
        tools=refill_forms(tools, refused),
        done_acts=desk.done_acts(scenario, room),
        pass_mark=scenario.rubric.pass_at,
        turn_limit=limits.turns,
        turns_used=room.world.turns,
        errors=tuple(problems),
        draft=refused.draft if refused else "",
        may_send_anyway=refused is not None and refused.may_send_anyway,
        is_committed=room.world.committed_at is not None,
        pause=pause.reason if pause is not None else "",
        last_seq=len(room.events),
        call=call_of(scenario, room),
        is_retry=session.forked_from_id is not None,
        care=care_of(scenario),
        partner=_partner(scenario, room),
    )


def _partner(scenario: Scenario, room: Log) -> str:
    """Who the learner talks to now: the avatar, or the colleague who spoke last."""
    last = next((event for event in reversed(room.events) if event.type == "msg.avatar"), None)
    kind, who, _tag = conversation.speaker_of(scenario, last) if last is not None else ("ai", "", "")
    return who if kind == "person" else str(scenario.persona["identity"]["name"])


def care_of(scenario: Scenario) -> Care | None:
    """The content note and the crisis numbers of a sensitive lab; None for all others."""
    spec = scenario.sensitive
    if spec is None:
        return None
    lines = tuple(
        CrisisLine(
            one["country"],
            one["name"],
            one["number"],
            one.get("hours", ""),
            one["source"],
            conversation.day(one["checked_on"]) + f" {one['checked_on'][:4]}",
        )
        for one in spec.get("crisis_lines", ())
    )
    return Care(str(spec["content_note"]), str(spec.get("crisis_note", "")), lines)


def _open_document(
    session: LabSession, scenario: Scenario, room: Log, query: QueryDict | None
) -> OpenDocument | None:
    if not query:
        return None
    return conversation.open_document(scenario, room, wanted_document(query), is_assessed=session.is_assessed)


def call_of(scenario: Scenario, room: Log) -> CallView | None:
    """The call of a lab from its first word on; it stays on the page, as ended, until the lab is over."""
    if scenario.call is None:
        return None
    evaluator = Evaluator(room.events, scenario.office.schema)
    if not evaluator.value(scenario.call.begins):
        return None
    tiles = tuple(Tile(one["name"], one["picture"], one["alt"]) for one in scenario.call.tiles)
    return CallView(scenario.call.title, tiles, not evaluator.value(scenario.call.ends))


def _variant_number(session: LabSession, scenario: Scenario) -> int:
    """Variants are told apart by a number that says nothing about what is in them."""
    return 1 + int(session.seed[:4], 16) % 9 if scenario.variant else 1


def _spoken(scenario: Scenario, turn: LabTurn | None, room: Log) -> Spoken | None:
    if turn is None:
        return None
    heard = (e for e in reversed(room.events) if e.type == "msg.avatar" or "to" in e.params)
    last = next((e for e in heard if e.type in ("msg.avatar", "msg.learner")), None)
    kind, who, tag = conversation.speaker_of(scenario, last) if last else ("ai", "", "")
    return Spoken(turn.number, turn.text, turn.after_seq, turn.stop_asked_at is not None, kind, who, tag)


def _portrait(session: LabSession, turn: LabTurn | None, room: Log) -> str:
    if not session.is_open:
        return "stopped"
    if turn is not None:
        return "speaking" if turn.text else "thinking"
    last = next((event for event in reversed(room.events) if event.type == "msg.avatar"), None)
    if last is not None and last.params.get("interrupted") == "yes":
        return "stopped"
    return "unsure" if last is not None and last.params.get("id") == "unknown" else "idle"


def _goals(scenario: Scenario, room: Log) -> tuple[Goal, ...]:
    evaluator = Evaluator(room.events, scenario.office.schema)
    return tuple(Goal(goal.text, bool(evaluator.value(goal.done))) for goal in scenario.goals)


def _meters(session: LabSession, scenario: Scenario, room: Log, allowed: Allowance) -> tuple[Meter, ...]:
    limits = scenario.office.limits
    used = int((timezone.now() - session.started_at).total_seconds() // 60)
    base, added = scenario.time_limit_min, session.added_minutes
    minutes = base + added
    found = []
    if limits.turns:
        turns = room.world.turns
        text = _("%(used)s of %(limit)s") % {"used": turns, "limit": limits.turns}
        found.append(Meter(_("Turns"), turns, limits.turns, text))
    if minutes:
        text = _("%(used)s of %(limit)s min") % {"used": min(used, minutes), "limit": minutes}
        if added:
            text = _("%(text)s (%(base)s + %(added)s)") % {"text": text, "base": base, "added": added}
        found.append(Meter(_("Time"), min(used, minutes), minutes, text))
    for meter in allowed.meters:
        now, most = min(int(meter.used), int(meter.limit)), int(meter.limit)
        share = _("%(percent)s %% used") % {"percent": 100 * now // most if most else 0}
        found.append(Meter(budget_name(meter.name), now, most, share))
    return tuple(found)
