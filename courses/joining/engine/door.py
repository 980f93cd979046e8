"""What happens to somebody who stands at the door with a code. Facts in, one answer out. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    IN = "in"  # a seat is theirs
    ASK = "ask"  # an instructor decides
    LIST = "list"  # all seats are taken, they wait in order
    NOT_YET = "not-yet"  # the link opens later
    OVER = "over"  # the link or the cohort has ended
    SHUT = "shut"  # the cohort is a draft, or closed
    DOMAIN = "domain"  # no verified address of a domain that may
    FULL = "full"  # all seats are taken, and there is no list


@dataclass(frozen=True, slots=True)
class Door:
    """`seats` is the most that may come by this link; None is no limit besides the cohort's own."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    domains: tuple[str, ...] = ()
    seats: int | None = None
    needs_approval: bool = False
    keeps_list: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """`free` seats of the cohort, `came` by the link so far, `waiting` for a seat before this person."""

    now: datetime
    is_open: bool
    ends_at: datetime
    free: int
    came: int
    waiting: int


def has_seat(door: Door, facts: Facts) -> bool:
    """Whether one more may come by the link: nobody overtakes those who wait."""
    within = door.seats is None or facts.came + facts.waiting < door.seats
    return within and facts.free > facts.waiting


def shut_for_all(door: Door, facts: Facts) -> Answer | None:
    """What keeps everybody out, whoever they are."""
    if not facts.is_open:
        return Answer.SHUT
    if facts.now >= facts.ends_at or (door.closes_at is not None and facts.now >= door.closes_at):
        return Answer.OVER
    if door.opens_at is not None and facts.now < door.opens_at:
        return Answer.NOT_YET
    return None


def is_of(domains: Collection[str], address: str) -> bool:
    """Whether the address lies in one of the domains itself; a subdomain is another domain."""
    return not domains or address.rsplit("@", 1)[-1].lower() in domains


def answer(door: Door, facts: Facts, addresses: Collection[str]) -> Answer:
    """`addresses` are those that the person has shown to be theirs."""
    shut = shut_for_all(door, facts)
    if shut is not None:
        return shut
    if not any(is_of(door.domains, address) for address in addresses):
        return Answer.DOMAIN
    if door.needs_approval:
        return Answer.ASK
    if has_seat(door, facts):
        return Answer.IN
    return Answer.LIST if door.keeps_list else Answer.FULL
