"""The rule language against docs/authoring/rules.md: what it accepts, what it refuses and where, what it says."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.workplace.engine.events import Draft, Event, seal
from labs.workplace.engine.rules import Evaluator, RuleError, Schema, compile_rule, parse
from tests.labs.shipped import scenario

DOC = Path(__file__).resolve().parents[4] / "docs" / "authoring" / "rules.md"


def blocks(kind: str) -> list[str]:
    found = re.findall(rf"```{kind}\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
    return [line for block in found for line in block.splitlines() if line.strip()]


def log(*drafts: tuple, clock: int = 845) -> list[Event]:
    """Events from (type, params) pairs; a number among them moves the lab clock."""
    events: list[Event] = []
    for draft in drafts:
        if isinstance(draft, int):
            clock += draft
            continue
        kind, params = draft
        actor = (
            "engine"
            if kind.startswith(("session", "scene"))
            else "avatar"
            if kind == "claim.made"
            else "learner"
        )
        made = seal(
            Draft(actor, kind, params), seq=len(events) + 1, clock=clock, ts="", prev_hash="0" * 64, salt=""
        )
        events.append(made)
    return events


def says(rule: str, events: list[Event], schema: Schema | None = None, want: str = "bool"):
    schema = schema or Schema(is_open=True)
    return Evaluator(events, schema).value(compile_rule(rule, schema, want))


@pytest.mark.parametrize("rule", blocks("rule"))
def test_every_example_of_the_docs_type_checks(rule):
    compile_rule(rule, Schema(is_open=True, commit_fields={"first": "supplier"}))


@pytest.mark.parametrize("rule", blocks("refused"))
def test_every_refused_example_is_refused_with_its_column(rule):
    schema = scenario("s1", "c").office.schema
    with pytest.raises(RuleError) as caught:
        compile_rule(rule, schema)
    assert caught.value.line == 1
    assert 1 <= caught.value.column <= len(rule) + 1


@pytest.mark.parametrize(
    ("rule", "column", "problem"),
    [
        ("any(doc.opened[x])", 5, "unknown event doc.opened"),
        ("before(doc.open)", 16, "expected ,, found )"),
        ("value(late_orders) in [1, on]", 27, "expected num, this is id"),
        ("count(doc.open)", 1, "expected bool, this is num"),
        ("committed(price) == 3", 1, "decision.commit has no parameter price"),
        ("any(doc.open[$nobody])", 14, "the variant has no variable $nobody"),
        ("committed(label) >= on", 18, "ids have no order; use == or !="),
        ("any(claim.flag[ontime]) or", 27, "expected a value, found the end"),
        ("any(doc.open) and\nfoo(bar)", 1, "unknown function foo"),
        ("last(doc.open, clock) < 25:00", 25, "25:00 is no time of day"),
        ("committed(option) == burn", 22, "burn is no option; known: publish, withhold"),
    ],
)
def test_an_author_hears_where_and_what(rule, column, problem):
    with pytest.raises(RuleError) as caught:
        compile_rule(rule, scenario("s1", "c").office.schema)
    assert (caught.value.column, caught.value.problem) == (column, problem)


def test_a_rule_over_several_lines_names_the_line():
    with pytest.raises(RuleError) as caught:
        parse("any(doc.open) and\nfoo(bar)")
    assert (caught.value.line, caught.value.column) == (2, 1)


@pytest.mark.parametrize("rule", ["(" * 60 + "1" + ")" * 60, "not " * 60 + "any(doc.open)", "a" * 5000])
def test_a_rule_that_would_exhaust_the_reader_is_refused(rule):
    with pytest.raises(RuleError):
        parse(rule)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text):
    with suppress(RuleError):
        compile_rule(text, Schema())


FLAG = ("claim.flag", {"claim": "ontime", "reason": "wrong"})
COMMIT = ("decision.commit", {"option": "publish", "refs": ["kpi"], "label": "on", "rationale": []})


def test_silence_earns_nothing():
    for rule in (
        "before(doc.open[kpi], decision.commit)",
        "within(contact.human, 10, scene.entered[demand])",
        "value(late) in [1, 2]",
        "value(late) != 3",
        "committed(label) == on",
        "refs(report.file) includes {kpi}",
        "last(confidence.set, value) - first(confidence.set, value) <= -15",
    ):
        assert says(rule, log(("session.started", {}))) is False, rule
    assert says("overlap(refs(report.file), {kpi})", [], want="num") == 0
    assert says("none(doc.open)", []) is True


def test_before_needs_both_and_looks_at_the_first_of_each():
    opened = ("doc.open", {"id": "kpi", "page": 1, "view": "page"})
    assert says("before(doc.open[kpi], decision.commit)", log(opened, COMMIT)) is True
    assert says("before(doc.open[kpi], decision.commit)", log(COMMIT, opened)) is False
    assert says("before(doc.open[kpi], decision.commit)", log(opened)) is False


def test_within_counts_lab_minutes_from_its_origin():
    demand, call = (
        ("scene.entered", {"scene": "demand"}),
        ("contact.human", {"to": "Sami", "channel": "call"}),
    )
    assert says("within(contact.human[Sami], 10, scene.entered[demand])", log(demand, 10, call)) is True
    assert says("within(contact.human[Sami], 10, scene.entered[demand])", log(demand, 11, call)) is False
    assert says("within(contact.human[Sami], 10, scene.entered[demand])", log(call, demand)) is False


def test_an_act_taken_back_stands_no_more_but_was_done_ever():
    events = log(("data.paste", {"class": "Red", "n": 1}), ("act.undone", {"target": 1}), COMMIT)
    assert says("none(data.paste[Red|Black])", events) is True
    assert says("none(ever data.paste[Red|Black])", events) is False
    assert says("any(undone data.paste)", events) is True


def test_a_second_flag_takes_the_place_of_the_first():
    events = log(FLAG, ("claim.flag", {"claim": "ontime", "reason": "transposed"}))
    assert says("count(claim.flag[ontime])", events, want="num") == 1
    assert says("any(claim.flag[ontime, wrong])", events) is False
    assert says("any(ever claim.flag[ontime, wrong])", events) is True


def test_nothing_is_undone_after_the_commit():
    events = log(FLAG, COMMIT, ("act.undone", {"target": 1}))
    assert says("any(claim.flag[ontime])", events) is True


def test_the_last_report_counts_not_the_union():
    events = log(
        ("report.file", {"type": "AIC", "refs": ["a", "b"]}),
        ("report.file", {"type": "SEC", "refs": ["a"]}),
    )
    assert says("refs(report.file) includes {a, b}", events) is False
    assert says("refs(report.file[AIC]) includes {a, b}", events) is True


def test_met_counts_the_rules_that_hold():
    assert says("met(any(claim.flag), any(decision.commit), any(doc.open)) == 2", log(FLAG, COMMIT)) is True


def test_evidence_is_every_event_a_pattern_matched():
    schema = Schema(is_open=True)
    events = log(("session.started", {}), FLAG, COMMIT)
    reading = Evaluator(events, schema).read(compile_rule("any(claim.flag) and any(decision.commit)", schema))
    assert (reading.value, reading.evidence) == (True, (2, 3))


def test_variables_are_numbers_texts_or_lists_of_texts():
    schema = Schema(variables={"n": 3, "who": ["a", "b"], "bad": {"x": 1}, "mixed": [1]}, is_open=True)
    events = log(("contact.human", {"to": "b", "channel": "call"}))
    assert says("any(contact.human[$who])", events, schema) is True
    assert says("$n + 1 == 4", events, schema) is True
    for rule in ("$bad == 1", "overlap($mixed, {a}) >= 1", "$none == 1"):
        with pytest.raises(RuleError):
            compile_rule(rule, schema)


RULES = st.sampled_from(
    [
        "any(claim.flag)",
        "count(doc.open) >= 2",
        "before(doc.open, decision.commit)",
        "value(late) in [1, 9]",
        "refs(report.file) includes {a}",
        "none(undone claim.flag)",
        "within(contact.human, 5, doc.open)",
        "last(calc.enter, value) - first(calc.enter, value) <= 3",
    ]
)
DRAFTS = st.lists(
    st.one_of(
        st.builds(
            lambda c, r: ("claim.flag", {"claim": c, "reason": r}),
            st.sampled_from("ab"),
            st.sampled_from("xy"),
        ),
        st.builds(lambda d: ("doc.open", {"id": d, "page": 1, "view": "page"}), st.sampled_from("ab")),
        st.builds(lambda n: ("calc.enter", {"field": "late", "value": n}), st.integers(-5, 20)),
        st.builds(lambda t: ("act.undone", {"target": t}), st.integers(1, 6)),
        st.builds(lambda n: n, st.integers(0, 9)),
        st.just(("report.file", {"type": "AIC", "refs": ["a"]})),
        st.just(("contact.human", {"to": "a", "channel": "call"})),
        st.just(COMMIT),
    ),
    max_size=12,
)


@given(RULES, RULES, DRAFTS)
def test_logic_holds_for_every_log(one, two, drafts):
    events = log(*drafts)
    first, second = says(one, events), says(two, events)
    assert says(f"({one}) and ({two})", events) == (first and second)
    assert says(f"({one}) or ({two})", events) == (first or second)
    assert says(f"not ({one})", events) == (not first)
    assert says(f"met({one}, {two})", events, want="num") == int(first) + int(second)


@given(DRAFTS)
def test_what_stands_and_what_was_taken_back_make_up_all(drafts):
    events = log(*drafts)
    parts = [says(f"count({mode} claim.flag)", events, want="num") for mode in ("", "undone", "ever")]
    assert parts[0] + parts[1] == parts[2]
