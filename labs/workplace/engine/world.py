"""The changing side of the office: a world is the fold of the events so far, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from labs.workplace.engine.canonical import digest
from labs.workplace.engine.events import GENESIS, REPLACES, Draft, Event, seal, with_state
from labs.workplace.engine.office import Office

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """What is so, after the last event. Holds no free text, so that erasing texts never changes a state hash."""

    clock: int
    is_open: bool = False
    ended: str = ""
    committed_at: int | None = None
    scene: str = ""
    pages: tuple[str, ...] = ()  # "doc|page|view", in the order of opening
    claims: tuple[str, ...] = ()
    standing: Mapping[str, int] = field(default_factory=dict)  # key of a replaceable act → seq
    undone: frozenset[int] = frozenset()
    note: Mapping[str, Any] = field(default_factory=dict)
    proposals: Mapping[str, str] = field(default_factory=dict)  # id → open | approve | edit | reject
    undoable: tuple[int, ...] = ()
    turns: int = 0
    is_awaiting_avatar: bool = False
    acts: tuple[str, ...] = ()  # acts the avatar has answered, in order
    misses: int = 0
    rejected: int = 0
    hints: int = 0

    @property
    def documents(self) -> tuple[str, ...]:
        """Ids of opened documents, each once, in order."""
        return tuple(dict.fromkeys(page.split("|", 1)[0] for page in self.pages))

    @property
    def state_hash(self) -> str:
        """SHA-256 of the canonical world."""
        return digest({f.name: getattr(self, f.name) for f in fields(self)})


def key_of(kind: str, params: Mapping[str, Any]) -> str:
    """The place an event of a replaceable kind takes."""
    return "|".join([kind, *(str(params.get(name)) for name in REPLACES[kind])])


def apply(world: World, event: Event) -> World:
    """The world after one more event."""
    p, kind = event.params, event.type
    world = replace(world, clock=event.clock)
    if kind in REPLACES:
        key = key_of(kind, p)
        if key in world.standing and world.committed_at is None:
            world = replace(world, undone=world.undone | {world.standing[key]})
        world = replace(world, standing={**world.standing, key: event.seq})
    change = _CHANGES.get(kind)
    return change(world, event, p) if change else world


def _started(w: World, _e: Event, _p: Params) -> World:
    return replace(w, is_open=True)


def _ended(w: World, _e: Event, p: Params) -> World:
    return replace(w, is_open=False, ended=str(p["how"]), is_awaiting_avatar=False)


def _scene(w: World, _e: Event, p: Params) -> World:
    return replace(w, scene=str(p["scene"]))


def _said(w: World, _e: Event, _p: Params) -> World:
    return replace(w, turns=w.turns + 1, is_awaiting_avatar=True)


def _challenged(w: World, _e: Event, p: Params) -> World:
    return replace(w, is_awaiting_avatar=True) if p.get("act") else w


def _answered(w: World, _e: Event, p: Params) -> World:
    act = str(p["id"])
    misses = w.misses + 1 if act == "unknown" else 0
    return replace(w, acts=(*w.acts, act), misses=misses, is_awaiting_avatar=False)


def _claimed(w: World, _e: Event, p: Params) -> World:
    claim = str(p["claim"])
    return w if claim in w.claims else replace(w, claims=(*w.claims, claim))


def _opened(w: World, _e: Event, p: Params) -> World:
    page = f"{p['id']}|{p.get('page', 1)}|{p.get('view', 'page')}"
    return w if page in w.pages else replace(w, pages=(*w.pages, page))


def _did(w: World, e: Event, _p: Params) -> World:
    return replace(w, undoable=(*w.undoable, e.seq))


def _took_back(w: World, _e: Event, p: Params) -> World:
    target = int(p["target"])
    standing = {k: v for k, v in w.standing.items() if v != target}
    undoable = tuple(seq for seq in w.undoable if seq != target)
    return replace(w, undone=w.undone | {target}, standing=standing, undoable=undoable)


def _wrote(w: World, _e: Event, p: Params) -> World:
    return replace(w, note={**w.note, **p.get("fields", {})})


def _proposed(w: World, _e: Event, p: Params) -> World:
    return replace(w, proposals={**w.proposals, str(p["id"]): "open"})


def _decided(w: World, _e: Event, p: Params) -> World:
    w = replace(w, proposals={**w.proposals, str(p["id"]): str(p["decision"])})
    return replace(w, note={**w.note, **p.get("fields", {})})


def _committed(w: World, e: Event, _p: Params) -> World:
    return replace(w, committed_at=e.clock)


def _rejected(w: World, _e: Event, _p: Params) -> World:
    return replace(w, rejected=w.rejected + 1)


def _hinted(w: World, _e: Event, p: Params) -> World:
    return replace(w, hints=max(w.hints, int(p["hint"])))


_CHANGES: Mapping[str, Callable[[World, Event, Params], World]] = {
    "session.started": _started,
    "session.ended": _ended,
    "scene.entered": _scene,
    "msg.learner": _said,
    "persona.challenge": _challenged,
    "msg.avatar": _answered,
    "claim.made": _claimed,
    "doc.open": _opened,
    "calc.enter": _did,
    "claim.flag": _did,
    "claim.verify": _did,
    "confidence.set": _did,
    "action.submit": _did,
    "data.paste": _did,
    "redact.apply": _did,
    "report.file": _did,
    "improve.propose": _did,
    "act.undone": _took_back,
    "note.edited": _wrote,
    "proposal.made": _proposed,
    "proposal.decided": _decided,
    "decision.commit": _committed,
    "tool.rejected": _rejected,
    "hint.used": _hinted,
}


@dataclass(frozen=True, slots=True)
class Log:
    """A session so far: the events, and the world that is their fold."""

    office: Office
    salt: str
    world: World
    events: tuple[Event, ...] = ()

    @classmethod
    def empty(cls, office: Office, salt: str) -> Log:
        """Before the first event."""
        return cls(office, salt, World(clock=office.start))

    def add(self, draft: Draft, *, ts: str, clock: int | None = None) -> Log:
        """The log with one more event, chained and closed over the new world's hash."""
        event = seal(
            draft,
            seq=len(self.events) + 1,
            clock=self.world.clock if clock is None else clock,
            ts=ts,
            prev_hash=self.events[-1].hash if self.events else GENESIS,
            salt=self.salt,
        )
        world = apply(self.world, event)
        event = with_state(event, world.state_hash)
        return replace(self, world=world, events=(*self.events, event))

    def extend(self, drafts: Iterable[Draft], *, ts: str) -> Log:
        """The log with several more events."""
        log = self
        for draft in drafts:
            log = log.add(draft, ts=ts)
        return log


def fold(office: Office, salt: str, events: Sequence[Event]) -> Log:
    """The log of stored events: the same world as when they happened."""
    world = World(clock=office.start)
    for event in events:
        world = apply(world, event)
    return Log(office, salt, world, tuple(events))
