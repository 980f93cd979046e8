"""The chain shows every change: of a fact, of a link, of the order, of the end."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from accounts.audit.engine.chain import (
    GENESIS,
    Facts,
    Head,
    SealedEntry,
    canonical,
    check_chain,
    entry_hash,
    personal_digest,
)

words = st.text(max_size=20)
facts = st.builds(
    Facts,
    entry_id=st.integers(1, 10**9),
    happened_at=words,
    actor_id=st.none() | st.integers(1, 10**9),
    verb=words,
    target_type=words,
    target_id=words,
    partner_id=st.none() | st.integers(1, 10**9),
    detail=st.dictionaries(words, st.integers() | words | st.booleans() | st.none(), max_size=4),
    personal_digest=words,
)
chains = st.lists(facts, min_size=1, max_size=8)


def seal(all_facts: list[Facts]) -> tuple[list[SealedEntry], Head]:
    previous, entries = GENESIS, []
    for sequence, item in enumerate(all_facts, start=1):
        made = entry_hash(sequence, previous, item)
        entries.append(SealedEntry(sequence, item, previous, made))
        previous = made
    return entries, Head(len(entries), previous)


@given(chains)
def test_an_untouched_chain_is_whole(all_facts: list[Facts]) -> None:
    entries, head = seal(all_facts)
    report = check_chain(entries, head)
    assert (report.breaks, report.checked, report.head) == ((), len(entries), head)


@given(chains, st.data())
def test_a_changed_fact_is_found(all_facts: list[Facts], data: st.DataObject) -> None:
    entries, head = seal(all_facts)
    place = data.draw(st.integers(0, len(entries) - 1))
    entries[place] = replace(entries[place], facts=replace(entries[place].facts, verb="changed by hand"))
    found = check_chain(entries, head).breaks
    changed = all_facts[place].verb != "changed by hand"
    assert [item.sequence for item in found] == ([place + 1] if changed else [])


@given(chains, st.data())
def test_a_removed_entry_is_found_also_at_the_end(all_facts: list[Facts], data: st.DataObject) -> None:
    entries, head = seal(all_facts)
    del entries[data.draw(st.integers(0, len(entries) - 1))]
    assert not check_chain(entries, head).is_whole


@given(st.lists(facts, min_size=2, max_size=8, unique_by=lambda item: item.entry_id), st.data())
def test_two_entries_that_changed_places_are_found(all_facts: list[Facts], data: st.DataObject) -> None:
    entries, head = seal(all_facts)
    place = data.draw(st.integers(0, len(entries) - 2))
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert not check_chain(entries, head).is_whole


@given(chains, facts)
def test_a_rewritten_end_is_found_by_the_head(all_facts: list[Facts], forged: Facts) -> None:
    _entries, head = seal(all_facts)
    rewritten, _other_head = seal([*all_facts[:-1], forged])
    assert check_chain(rewritten, head).is_whole == (forged == all_facts[-1])


def test_an_empty_chain_is_whole() -> None:
    assert check_chain([], Head(0, GENESIS)).is_whole


def test_a_report_stops_at_its_limit() -> None:
    entries, head = seal([Facts(n, "", None, "v", "", "", None, {}, "") for n in range(1, 60)])
    broken = [replace(entry, entry_hash="0" * 64) for entry in entries]
    assert len(check_chain(broken, head, limit=5).breaks) == 5


@given(st.dictionaries(words, words, max_size=3), words, words)
def test_a_digest_depends_on_its_salt(payload: dict[str, str], salt: str, other: str) -> None:
    assert (personal_digest(salt, payload) == personal_digest(other, payload)) == (salt == other)


def test_one_value_has_one_spelling() -> None:
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
