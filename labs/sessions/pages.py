"""What the lab page shows, as frozen values. A template asks these and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Field:
    """One control. `kind`: select, number, text, area, checks, radios or hidden."""

    name: str
    label: str
    kind: str
    options: tuple[Option, ...] = ()
    value: str = ""
    is_required: bool = True
    hint: str = ""
    error: str = ""

    @property
    def element_id(self) -> str:
        return f"f-{self.name}"


@dataclass(frozen=True)
class ActForm:
    """A form that does one act of the learner."""

    act: str
    title: str
    button: str
    fields: tuple[Field, ...] = ()
    minutes: int = 0
    intro: str = ""

    @property
    def element_id(self) -> str:
        return f"act-{self.act}"


@dataclass(frozen=True)
class Cite:
    doc: str
    number: int
    title: str


@dataclass(frozen=True)
class MadeClaim:
    id: str
    text: str
    is_flagged: bool = False
    reason: str = ""
    checked: str = ""


@dataclass(frozen=True)
class Message:
    """One entry of the conversation. `kind`: ai, me, person, note or caller; `tag` says what is known of a speaker."""

    kind: str
    seq: int
    who: str = ""
    text: str = ""
    turn: int = 0
    clock: str = ""
    cites: tuple[Cite, ...] = ()
    claims: tuple[MadeClaim, ...] = ()
    is_interrupted: bool = False
    says_no_source: bool = False
    is_erased: bool = False
    tag: str = ""

    @property
    def paragraphs(self) -> list[str]:
        return [part for part in self.text.split("\n") if part.strip()]


@dataclass(frozen=True)
class Chip:
    act: str
    value: str
    label: str


@dataclass(frozen=True)
class DocRow:
    id: str
    title: str
    meta: str
    is_mail: bool
    is_opened: bool
    number: int = 0


@dataclass(frozen=True)
class OpenDocument:
    id: str
    title: str
    meta: str
    kind: str
    kind_name: str
    owner: str
    subject: str
    status: str
    page: int
    view: str
    html: SafeString
    lines: tuple[str, ...]
    previous_page: int | None
    next_page: int | None
    number_of_pages: int


@dataclass(frozen=True)
class PersonRow:
    id: str
    name: str
    role: str
    ext: str


@dataclass(frozen=True)
class NoteRow:
    field: Field
    heard: str = ""
    check: str = ""
    is_good: bool = False


@dataclass(frozen=True)
class Note:
    title: str
    rows: tuple[NoteRow, ...]
    refs: Field | None
    rationale: Field | None
    has_label: bool
    is_labelled: bool
    text: str
    words: tuple[int, int]
    options: tuple[Option, ...]
    can_save: bool


@dataclass(frozen=True)
class ProposalCard:
    id: str
    title: str
    text: str
    facts: tuple[tuple[str, str], ...]
    state: str

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True)
class Meter:
    label: str
    used: int
    limit: int
    text: str

    @property
    def low(self) -> int:
        return self.limit * 8 // 10

    @property
    def is_nearly_used(self) -> bool:
        return self.used >= self.high

    @property
    def high(self) -> int:
        return self.limit * 9 // 10


@dataclass(frozen=True)
class Goal:
    text: str
    is_done: bool


@dataclass(frozen=True)
class DoneAct:
    seq: int
    text: str


@dataclass(frozen=True)
class Persona:
    id: str
    name: str
    line: str
    badge: str
    may: str
    never: str
    knows_to: str
    owner: str
    engine_label: str


@dataclass(frozen=True)
class CrisisLine:
    country: str
    name: str
    number: str
    hours: str
    source: str
    checked_on: str


@dataclass(frozen=True)
class Care:
    """What a sensitive lab tells before, during and after: what is in it, and who answers now."""

    content_note: str
    crisis_note: str
    lines: tuple[CrisisLine, ...]


@dataclass(frozen=True)
class Spoken:
    """The reply that is owed now. `kind` and `who` are of the one who spoke last."""

    turn: int
    text: str
    after_seq: int
    stop_asked: bool
    kind: str = "ai"
    who: str = ""
    tag: str = ""


@dataclass(frozen=True)
class Tile:
    name: str
    picture: str
    alt: str


@dataclass(frozen=True)
class CallView:
    """A video call as stills; nothing depends on sound or on movement."""

    title: str
    tiles: tuple[Tile, ...]
    is_on: bool


@dataclass(frozen=True)
class LabPage:
    public_id: UUID
    activity_id: UUID
    key: str
    title: str
    mode: str
    is_assessed: bool
    variant_number: int
    role: str
    situation: str
    task: str
    due: str
    now: str
    workplace: str
    persona: Persona
    portrait_state: str
    messages: tuple[Message, ...]
    speaking: Spoken | None
    chips: tuple[Chip, ...]
    more_chips: tuple[Chip, ...]
    challenges: tuple[Chip, ...]
    meters: tuple[Meter, ...]
    goals: tuple[Goal, ...]
    hints: tuple[str, ...]
    hints_total: int
    flags: tuple[MadeClaim, ...]
    documents: tuple[DocRow, ...]
    mails: tuple[DocRow, ...]
    open_document: OpenDocument | None
    people: tuple[PersonRow, ...]
    note: Note | None
    proposals: tuple[ProposalCard, ...]
    sheets: tuple[ActForm, ...]
    tools: tuple[ActForm, ...]
    done_acts: tuple[DoneAct, ...]
    pass_mark: int = 7
    turn_limit: int = 0
    turns_used: int = 0
    errors: tuple[str, ...] = field(default=())
    draft: str = ""
    may_send_anyway: bool = False
    is_committed: bool = False
    last_seq: int = 0
    call: CallView | None = None
    is_retry: bool = False
    care: Care | None = None
    partner: str = ""
    pause: str = ""

    @property
    def goals_met(self) -> int:
        return sum(goal.is_done for goal in self.goals)

    @property
    def open_proposals(self) -> int:
        return sum(card.is_open for card in self.proposals)

    @property
    def can_flag(self) -> bool:
        return any(form.act == "flag" for form in self.sheets)

    @property
    def layout(self) -> str:
        return "lab lab-doc" if self.open_document else "lab lab-call" if self.call else "lab"
