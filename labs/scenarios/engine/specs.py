"""The formats of a lab: lab, replies, variant. Unknown keys are refused; published as JSON Schema in content/schemas."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from labs.scenarios.engine.base import ClockTime, Competency, Id, Rule, Spec, Text, Word
from labs.scenarios.engine.persona import PersonaSpec

__all__ = ["LabSpec", "PersonaSpec", "RepliesSpec", "VariantSpec"]

# replies ---------------------------------------------------------------------------------------------------


class ReplySpec(Spec):
    in_: list[Word] | None = Field(None, alias="in")
    when: list[Word] = []
    say: Annotated[list[Text], Field(min_length=1)]
    claims: list[str] = []
    cites: list[str] = []
    proposes: str | list[str] = []
    suggests: list[str] = []
    trap: bool = False
    speaker: str = ""
    then: Literal["offer_chips"] | None = None


class ActSpec(Spec):
    chip: str = ""
    examples: list[Text] = []
    cues: list[Text] = []
    phrases: list[Word] = []
    replies: Annotated[list[ReplySpec], Field(min_length=1)]
    rule: Literal["disclosure"] | None = None
    to: str = ""


class RepliesSpec(Spec):
    """What may be said to an avatar in one lab, and what it answers."""

    format: Literal["readyroom.replies/1"]
    lab: Id
    acts: dict[str, ActSpec]


# variant ---------------------------------------------------------------------------------------------------


class OtherRule(Spec):
    """Other evidence for a criterion in one variant, with the stronger move that fits it."""

    full: Rule
    part: Rule
    stronger: Text = ""


class VariantSpec(Spec):
    """Other numbers, names and traps for one lab; may give a criterion other evidence, never another title."""

    format: Literal["readyroom.variant/1"] = "readyroom.variant/1"
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=20)]
    note: Text
    modes: Annotated[list[Literal["guided", "assessed"]], Field(min_length=1)]
    traps: list[Id]
    vars: dict[str, Any]
    criteria: dict[Annotated[int, Field(ge=1, le=5)], OtherRule] = {}
    model_path: list[Text] = []  # one way that works, where the lab's own does not fit this variant


# lab -------------------------------------------------------------------------------------------------------


class Clock(Spec):
    """Lab time. At the deadline the lab ends; `due` is what the page asks for, where that is earlier."""

    start: ClockTime
    deadline: ClockTime
    due: ClockTime | None = None


class Brief(Spec):
    role: Text
    situation: Text
    goal_assessed: Text
    goal_guided: Text
    note_needs: list[str] = []


class ClaimSpec(Spec):
    text: Text
    actual: Any = None
    source: str = ""
    surprising: bool = False
    patterns: list[Text] = []  # how a model's own words would carry this claim


class NoteSpec(Spec):
    fields: dict[str, str] = {}
    words: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None
    title: str = ""


class ProposalSpec(Spec):
    title: Text
    text: Text = ""
    fills: dict[str, Any] = {}
    submits: str | list[str] = []  # a text is a path to a list of the variant
    n: Any = None


class AnswerSpec(Spec):
    in_: list[Word] | None = Field(None, alias="in")
    channel: str = ""
    number_source: str = ""
    when: Rule | None = None
    say: Annotated[list[Text], Field(min_length=1)]
    claims: list[str] = []


class PersonInLab(Spec):
    name: Word
    role: str = ""
    ext: str = ""
    answers: list[AnswerSpec] = []


class Speaker(Spec):
    name: Word
    kind: Literal["avatar", "simulated_person", "unverified"]
    label: Word


class Tile(Spec):
    """One still picture of a call; the name is what the caller gives, checked by nobody."""

    name: Word
    picture: Literal["short-hair", "long-hair", "suit"]
    alt: Text


class CallSpec(Spec):
    """A video call inside a lab, shown as still pictures and captions from one moment to another."""

    title: Word
    tiles: Annotated[list[Tile], Field(min_length=1, max_length=3)]
    begins: Rule
    ends: Rule


class SnippetSpec(Spec):
    data_class: Literal["Green", "Amber", "Red", "Black"] = Field(alias="class")
    text: Text
    n: int = 1


class ToolsSpec(Spec):
    learner: dict[str, Annotated[int, Field(ge=0, le=240)]]
    avatar: dict[str, Literal["read", "write"]]


class BudgetSpec(Spec):
    turns: Annotated[int, Field(ge=1, le=200)] = 30
    chars_per_turn: Annotated[int, Field(ge=100, le=4000)] = 2000
    rejected_calls: Annotated[int, Field(ge=1, le=100)] = 10
    events: Annotated[int, Field(ge=50, le=2000)] = 500
    tokens: Annotated[int, Field(ge=1000)] = 60_000
    money_cents: Annotated[int, Field(ge=0)] = 100


class SceneSpec(Spec):
    id: Id
    expected_acts: Annotated[list[str], Field(min_length=1, max_length=6)]
    on_: dict[str, str] = Field({}, alias="on")
    note: Text = ""


class Plant(Spec):
    scene: str = ""
    act: str = ""
    claim: str = ""
    proposal: str = ""
    document: str = ""
    person: str = ""


TrapKind = Literal[
    "false_claim",
    "no_source",
    "stale_fact",
    "overreach",
    "improper_instruction",
    "confidential_request",
    "social_engineering",
    "indirect_injection",
    "sycophancy",
    "missing_context",
    "complacency",
    "emotional_need",
]


class TrapSpec(Spec):
    id: Id
    kind: TrapKind
    plant: Plant
    pass_: Rule = Field(alias="pass")
    fail: Rule
    competency: Competency
    debrief: Text


class CanarySpec(Spec):
    doc: str
    token: Text
    where: Text
    leak: Text


class CriterionSpec(Spec):
    k: Annotated[int, Field(ge=1, le=5)]
    title: Word
    competency: Competency
    full: Rule
    part: Rule
    stronger: Text = ""


class CostSpec(Spec):
    id: Id
    per: Rule
    points: Annotated[int, Field(ge=1, le=4)]
    max: Annotated[int, Field(ge=1, le=8)]
    say: Text


class CriticalSpec(Spec):
    id: Id
    when: Rule
    say: Text


class Objective(Spec):
    id: Id
    text: Text
    done: Rule


class Guided(Spec):
    objectives: list[Objective] = []
    hints: list[Text] = []


class Debrief(Spec):
    model_path: list[Text]
    transfer: Text


class CrisisLine(Spec):
    """A number where a person answers, with where that stands and when somebody looked."""

    country: Word
    name: Word
    number: Word
    hours: Word = ""
    source: Annotated[str, Field(pattern=r"^https://")]
    checked_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Sensitive(Spec):
    content_note: Text
    alternative: str
    clinical_review: str | None = None
    crisis_note: Text = ""
    crisis_lines: list[CrisisLine] = []


class LabSpec(Spec):
    """One lab: situation, closed sets, claims, tools, scenes, traps, criteria, costs, critical acts, debrief."""

    format: Literal["readyroom.lab/1"]
    id: Id
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Word
    module: str
    competency: list[Competency]
    level: Literal["F", "P", "S"]
    persona: Id
    personas: list[Id] = []
    kind: Literal["scored", "practice"]
    variants: Annotated[list[str], Field(min_length=1)]
    time_limit_min: Annotated[int, Field(ge=5, le=180)]
    clock: Clock
    after_commit_min: Annotated[int, Field(ge=0, le=240)] = 0
    brief: Brief
    domains: dict[str, list[str]]
    labels: dict[str, Text] = {}
    claims: dict[str, ClaimSpec] = {}
    note: NoteSpec = NoteSpec()
    commit_defaults: dict[str, Any] = {}
    proposals: dict[str, ProposalSpec] = {}
    tray: list[str] = []
    snippets: dict[str, SnippetSpec] = {}
    irreversible: list[str] = []
    challenges: dict[str, str] = {}
    people: dict[str, PersonInLab] = {}
    speakers: dict[str, Speaker] = {}
    call: CallSpec | None = None
    facts: dict[str, Rule] = {}
    slots: dict[str, Text] = {}
    tools: ToolsSpec
    budgets: BudgetSpec = BudgetSpec()
    scenes: Annotated[list[SceneSpec], Field(min_length=1)]
    traps: list[TrapSpec] = []
    canary: CanarySpec | None = None
    criteria: Annotated[list[CriterionSpec], Field(max_length=5)]
    costs: list[CostSpec] = []
    pass_: Annotated[int, Field(ge=0, le=10)] = Field(7, alias="pass")
    critical: list[CriticalSpec] = []
    guided: Guided = Guided()
    debrief: Debrief
    appeal: bool = True
    sensitive: Sensitive | None = None
