"""A chain that shows any change, and a tree with short proofs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.ledger.engine.chain import (
    START,
    Link,
    first_broken,
    leaf_digest,
    link_hash,
    proof_holds,
    tree_proof,
    tree_root,
)

leaves = st.lists(
    st.binary(min_size=1, max_size=8).map(lambda data: leaf_digest(data.hex())), min_size=1, max_size=40
)


def chain(count: int) -> list[Link]:
    links, before = [], START
    for seq in range(1, count + 1):
        values = {"seq": seq, "kind": "issue", "leaf": leaf_digest(str(seq)), "at": "2026-01-01T00:00:00Z"}
        links.append(Link(**values, prev_hash=before, hash=link_hash(**values, prev_hash=before)))
        before = links[-1].hash
    return links


def test_a_whole_chain_is_whole():
    assert first_broken(chain(9)) is None
    assert first_broken([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"leaf": "0" * 64},
        {"kind": "revoke"},
        {"at": "2027"},
        {"prev_hash": "0" * 64},
        {"hash": "0" * 64},
        {"seq": 99},
    ],
)
def test_a_changed_entry_is_found_where_it_is(change):
    links = chain(9)
    links[4] = replace(links[4], **change)
    assert first_broken(links) == 5


def test_a_missing_or_moved_entry_is_found():
    links = chain(9)
    assert first_broken(links[:3] + links[4:]) == 4
    assert first_broken([links[1], links[0]]) == 1


@given(leaves, st.data())
def test_every_leaf_has_a_proof_and_no_other_leaf_fits_it(values, data):
    index = data.draw(st.integers(0, len(values) - 1))
    root, path = tree_root(values), tree_proof(values, index)
    assert proof_holds(leaf=values[index], index=index, count=len(values), path=path, root=root)
    assert not proof_holds(leaf="f" * 64, index=index, count=len(values), path=path, root=root)
    assert not proof_holds(leaf=values[index], index=len(values), count=len(values), path=path, root=root)
    assert len(path) <= max(1, (len(values) - 1).bit_length())


def test_the_empty_tree_and_one_leaf_are_those_of_rfc_6962():
    assert tree_root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree_root(["00"]) == "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
