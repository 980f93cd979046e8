from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.quizzes.engine.draw import (
    DrawError,
    PoolItem,
    demands,
    draw,
    forms_remembered,
    pool_of,
    rarity,
    shown_too_often,
)
from courses.quizzes.engine.specs import Blueprint
from courses.quizzes.engine.types.registry import ITEM
from tests.courses.quizzes.bank import item

TYPES = {"single": 3, "multiple": 2, "truefalse": 1, "numeric": 3, "short": 1, "match": 1, "cloze": 1}
M3 = Blueprint(competency={"C1": (1, 0, 0), "C2": (0, 1, 1), "C3": (2, 3, 2), "C4": (1, 1, 0)}, types=TYPES)
SLOTS = [
    ("C1 understand", "single"),
    ("C4 understand", "single"),
    ("C3 analyse", "single"),
    ("C3 apply", "numeric"),
    ("C3 apply", "numeric"),
    ("C2 apply", "numeric"),
    ("C3 understand", "truefalse"),
    ("C3 apply", "multiple"),
    ("C2 analyse", "multiple"),
    ("C3 analyse", "short"),
    ("C3 understand", "match"),
    ("C4 apply", "cloze"),
]


def bank(copies: int) -> list[PoolItem]:
    return [
        PoolItem(f"q{n:02d}{c}", row, kind) for n, (row, kind) in enumerate(SLOTS) for c in "abcdef"[:copies]
    ]


@given(st.integers(0, 2**62), st.integers(1, 6))
def test_a_form_meets_both_counts_and_never_repeats_an_item(seed, copies):
    pool = bank(copies)
    form = draw(pool, M3, seed=seed)
    by_id = {one.id: one for one in pool}
    rows, columns = demands(M3)
    assert len(set(form.items)) == 12
    assert Counter(by_id[name].row for name in form.items) == rows
    assert Counter(by_id[name].column for name in form.items) == columns


@given(st.integers(0, 2**62), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_form_whatever_the_order_of_the_bank(seed, chance):
    pool = bank(3)
    mixed = list(pool)
    chance.shuffle(mixed)
    assert draw(pool, M3, seed=seed).items == draw(mixed, M3, seed=seed).items


def test_a_form_is_the_same_in_years_to_come():
    """The literal protects replay: a change here would change the forms of all attempts."""
    form = draw(bank(3), M3, seed=20261124)
    assert " ".join(form.items) == PINNED


@given(st.integers(0, 2**62))
def test_three_forms_of_a_bank_three_times_as_large_share_nothing(seed):
    pool, earlier = bank(3), []
    for attempt in range(3):
        form = draw(pool, M3, seed=seed + attempt, earlier=earlier)
        assert form.overlap == (0,) * attempt
        earlier.insert(0, form.items)


def test_a_fourth_form_repeats_the_oldest_one_rather_than_the_newest():
    pool, earlier = bank(3), []
    for seed in range(3):
        earlier.insert(0, draw(pool, M3, seed=seed, earlier=earlier).items)
    fourth = draw(pool, M3, seed=9, earlier=earlier)
    assert fourth.overlap == (0, 0, 12)


def test_every_item_of_the_bank_is_drawn_by_some_seed_and_about_as_often_as_its_twins():
    pool = bank(3)
    seen = Counter(name for seed in range(900) for name in draw(pool, M3, seed=seed).items)
    assert set(seen) == {one.id for one in pool}
    assert all(230 < count < 370 for name, count in seen.items() if not name.startswith(("q03", "q04")))


def test_the_item_that_others_saw_less_is_preferred():
    pool = bank(2)
    exposure = {one.id: 5 for one in pool if one.id.endswith("a")}
    form = draw(pool, M3, seed=1, exposure=exposure)
    assert sum(name.endswith("a") for name in form.items) <= 1


def test_an_item_that_fits_two_ways_is_put_where_it_is_needed():
    """A greedy draw would take the only C3 single for C3 and then lack one; the flow finds the way out."""
    blueprint = Blueprint(competency={"A": 1, "B": 1}, levels={"understand": 1, "apply": 1})
    pool = [
        PoolItem("a1", "A", "understand"),
        PoolItem("a2", "A", "apply"),
        PoolItem("b1", "B", "understand"),
    ]
    for seed in range(50):
        assert sorted(draw(pool, blueprint, seed=seed).items) == ["a2", "b1"]


def test_a_bank_that_is_too_small_says_what_is_missing():
    with pytest.raises(DrawError) as refused:
        draw(bank(1)[1:], M3, seed=1)
    assert str(refused.value) == (
        "the bank cannot fill the blueprint: short of C1 understand (1 more) among single (1 more)."
    )


@settings(max_examples=60)
@given(st.data())
def test_a_random_blueprint_is_filled_whenever_a_filling_exists(data):
    """The demands are counted from a hidden form, so a filling exists; the draw must find one."""
    rows, columns = ["A", "B", "C"], ["x", "y", "z"]
    kinds = st.tuples(st.sampled_from(rows), st.sampled_from(columns))
    hidden = data.draw(st.lists(kinds, min_size=1, max_size=14))
    extra = data.draw(st.lists(kinds, max_size=14))
    pool = [PoolItem(f"i{n}", row, column) for n, (row, column) in enumerate([*hidden, *extra])]
    blueprint = Blueprint.model_construct(
        competency=dict(Counter(row for row, _ in hidden)),
        types=dict(Counter(c for _, c in hidden)),
        levels=None,
    )
    form = draw(pool, blueprint, seed=data.draw(st.integers(0, 999)))
    by_id = {one.id: one for one in pool}
    assert Counter(by_id[name].row for name in form.items) == Counter(row for row, _ in hidden)
    assert Counter(by_id[name].column for name in form.items) == Counter(column for _, column in hidden)


PINNED = "q00b q10a q01a q08b q09c q06b q05a q04b q02a q04a q11b q07b"


def sat_by_many(people: int, *, limit: float | None, copies: int = 3) -> Counter[str]:
    """Many people sit one form each; the counts of those before are known to the draw."""
    pool = bank(copies)
    counts: Counter[str] = Counter()
    for person in range(people):
        often = shown_too_often(counts, sittings=person, limit=limit)
        counts.update(draw(pool, M3, seed=person, exposure=rarity(pool, counts), often=often).items)
    return counts


def test_with_real_counts_no_item_is_shown_much_more_often_than_its_share():
    counts = sat_by_many(150, limit=0.5)
    alone = {item.id for item in bank(3) if [row for row, _kind in SLOTS].count(item.row) == 1}
    assert max(counts.values()) <= 0.5 * 150
    assert max(counts[name] for name in alone) - min(counts[name] for name in alone) <= 3


def test_an_item_that_was_shown_too_often_rests_while_another_can_take_its_place():
    pool = bank(3)
    often = frozenset(item.id for item in pool if item.id.endswith("a"))
    for seed in range(40):
        assert not set(draw(pool, M3, seed=seed, often=often).items) & often
    alone = bank(1)
    form = draw(alone, M3, seed=1, often=frozenset(item.id for item in alone))
    assert len(form.items) == 12


def test_what_the_learner_saw_weighs_more_than_what_others_saw():
    pool = bank(2)
    seen = [item.id for item in pool if item.id.endswith("a")]
    others = frozenset(item.id for item in pool if item.id.endswith("b"))
    form = draw(pool, M3, seed=3, earlier=[seen], exposure=dict.fromkeys(others, 100), often=others)
    assert form.overlap == (0,)


def test_a_few_sittings_set_no_limit():
    assert shown_too_often({"a": 19}, sittings=19, limit=0.1) == frozenset()
    assert shown_too_often({"a": 20, "b": 2}, sittings=20, limit=0.1) == {"a"}
    assert shown_too_often({"a": 20}, sittings=20, limit=None) == frozenset()


def test_without_shuffling_the_form_keeps_the_order_of_the_bank():
    form = draw(bank(2), M3, seed=5, shuffle=False)
    assert list(form.items) == sorted(form.items)
    assert set(form.items) == set(draw(bank(2), M3, seed=5).items)


def test_the_overlap_is_counted_for_each_earlier_form():
    form = draw(bank(1), M3, seed=5, earlier=[["q00a", "q00a", "x"], []])
    assert form.overlap == (1, 0)


def test_a_form_seen_last_is_avoided_before_one_seen_long_ago():
    pool = [PoolItem(name, "A", "any") for name in ("new", "old", "older")]
    one = Blueprint(competency={"A": 1})
    for seed in range(30):
        assert draw(pool, one, seed=seed, earlier=[["new"], ["old"], ["older"]]).items == ("older",)
        assert draw(pool, one, seed=seed, earlier=[["new"], ["old", "older"]]).items != ("new",)


def test_what_this_learner_saw_weighs_more_than_what_others_saw():
    pool = [PoolItem("mine", "A", "any"), PoolItem("theirs", "A", "any")]
    one = Blueprint(competency={"A": 1})
    for seed in range(30):
        assert draw(pool, one, seed=seed, earlier=[["mine"]], exposure={"theirs": 100}).items == ("theirs",)


def test_one_view_by_others_outweighs_the_dice():
    pool = [PoolItem("a", "A", "any"), PoolItem("b", "A", "any")]
    one = Blueprint(competency={"A": 1})
    assert {draw(pool, one, seed=seed, exposure={"a": 1}).items for seed in range(60)} == {("b",)}


def test_forms_seen_more_than_ten_attempts_ago_still_count():
    pool = [PoolItem("a", "A", "any"), PoolItem("b", "A", "any")]
    one = Blueprint(competency={"A": 1})
    long_ago = [["x"]] * 14
    assert {draw(pool, one, seed=seed, earlier=[*long_ago, ["a"]]).items for seed in range(30)} == {("b",)}


def test_the_shortage_names_every_cell_and_kind():
    blueprint = Blueprint(competency={"A": 2, "B": 1}, types={"single": 2, "short": 1})
    with pytest.raises(DrawError) as refused:
        draw([PoolItem("a", "A", "single")], blueprint, seed=1)
    assert str(refused.value) == (
        "the bank cannot fill the blueprint: short of A (1 more), B (1 more) among single (1 more), short (1 more)."
    )


def test_the_demands_of_a_blueprint_are_rows_and_columns():
    assert demands(Blueprint(competency={"A": 2, "B": (1, 0, 3)})) == (
        {"A": 2, "B understand": 1, "B analyse": 3},
        {"any": 6},
    )
    assert demands(Blueprint(competency={"A": 2, "B": 0}, levels={"apply": 2, "analyse": 0})) == (
        {"A": 2},
        {"apply": 2},
    )


def test_the_pool_holds_what_the_blueprint_can_use():
    items = [
        ITEM.validate_python(item("single", "a", competency="A")),
        ITEM.validate_python(item("short", "b", competency="A", cognitive="analyse")),
        ITEM.validate_python(item("single", "c", competency="B", cognitive="understand")),
        ITEM.validate_python(item("single", "d", competency="Z")),
    ]
    by_type = Blueprint(competency={"A": 1, "B": (1, 0, 0)}, types={"single": 2})
    by_level = Blueprint(competency={"A": 2}, levels={"apply": 1, "analyse": 1})
    assert pool_of(items, by_type) == [PoolItem("a", "A", "single"), PoolItem("c", "B understand", "single")]
    assert pool_of(items, by_level) == [PoolItem("a", "A", "apply"), PoolItem("b", "A", "analyse")]
    assert pool_of(items, Blueprint(competency={"A": 1})) == [
        PoolItem("a", "A", "any"),
        PoolItem("b", "A", "any"),
    ]


@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 2**62))
def test_no_question_comes_back_before_the_forms_that_are_remembered_have_shown_all_others(size, need, seed):
    pool = pool_of_many(max(size, need))
    blueprint = Blueprint(competency={"C1": need})
    remembered = forms_remembered(pool, blueprint)
    forms = []
    for turn in range(len(pool) // need):
        forms.insert(0, draw(pool, blueprint, seed=seed + turn, earlier=forms[:remembered]).items)
    shown = [name for form in forms for name in form]
    assert len(set(shown)) == len(shown)


def test_a_small_bank_remembers_ten_forms_and_a_large_one_as_many_as_it_holds():
    assert forms_remembered(bank(3), M3) == 10
    assert forms_remembered(pool_of_many(90), Blueprint(competency={"C1": 4})) == 23


def pool_of_many(count):
    return [PoolItem(f"q{n:03d}", "C1", "any") for n in range(count)]


@pytest.mark.parametrize(
    ("counts", "rare"),
    [
        ({}, {"a": 0, "b": 0, "c": 0}),
        ({"a": 5, "b": 5, "c": 5}, {"a": 0, "b": 0, "c": 0}),
        ({"a": 1, "b": 2, "c": 3}, {"a": 0, "b": 50, "c": 100}),
        ({"b": 1000, "c": 3000}, {"a": 0, "b": 33, "c": 100}),
        ({"a": 7, "b": 8, "c": 7, "gone": 99}, {"a": 0, "b": 100, "c": 0}),
    ],
)
def test_how_much_more_often_an_item_was_shown_is_told_in_hundredths_of_the_widest_gap(counts, rare):
    assert rarity([PoolItem(name, "r", "c") for name in "abc"], counts) == rare
    assert rarity([], counts) == {}
