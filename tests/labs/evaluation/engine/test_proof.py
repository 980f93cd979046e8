"""Every shipped lab is proved: golden conduct in its band, blanket and random conduct fails, all is reachable."""

from __future__ import annotations

import itertools

import pytest

from labs.evaluation.engine.probe import probe
from labs.evaluation.engine.proof import prove, random_lines
from labs.evaluation.engine.rubric import score
from labs.sessions.engine.player import Player, read_lines
from tests.labs.shipped import packages, scenario, variants


def result(lab: str, variant: str, lines):
    played = scenario(lab, variant)
    mode = "assessed" if "assessed" in played.modes else "guided"
    return score(played, Player(played, mode).play(lines).events)


@pytest.mark.parametrize("lab", packages())
def test_a_shipped_lab_holds_all_its_promises(lab):
    assert prove(packages()[lab]) == []


@pytest.mark.parametrize(("lab", "variant"), variants())
def test_no_random_learner_passes(lab, variant):
    runs = [
        result(lab, variant, random_lines(scenario(lab, variant), f"{lab}{n}", 3 + n % 25))
        for n in range(120)
    ]
    assert [r.score for r in runs if r.passed] == []


@pytest.mark.parametrize(("lab", "variant"), variants())
def test_flagging_everything_fails_even_when_all_else_is_excellent(lab, variant):
    lines = list(read_lines(packages()[lab]["tests"]["excellent.jsonl"]))
    reasons = scenario(lab, variant).office.ids("reason")
    if (
        not reasons
        or not scenario(lab, variant).office.ids("claim")
        or "flag" not in scenario(lab, variant).office.learner_tools
    ):
        pytest.skip("nothing can be flagged here")
    at = next(n for n, x in enumerate(lines) if x["act"] == "commit")
    blanket = [*lines[:at], {"act": "flag", "claim": "*", "reason": reasons[0]}, *lines[at:]]
    assert not result(lab, variant, blanket).passed


@pytest.mark.parametrize(("lab", "variant"), variants())
def test_the_avatar_keeps_its_promises_under_attack(lab, variant):
    assert [row for row in probe(scenario(lab, variant)) if not row["held"]] == []


QUESTIONS = ["ask_q2", "ask_busiest", "ask_owner", "ask_sure", "ask_late", "ask_savings", "write_it"]
READ = [{"act": "open", "doc": "{{kpi}}"}, {"act": "open", "doc": "{{memo}}"}]
NAME = [
    {"act": "flag", "claim": "ontime", "reason": "{{why_ontime}}"},
    {"act": "flag", "claim": "savings", "reason": "{{why_savings}}"},
    {"act": "calc", "field": "late_orders", "value": "{{late_orders}}"},
    {"act": "report", "type": "AIC", "refs": ["ontime", "savings"]},
]
NOTE = {
    "act": "commit",
    "ontime": "{{actual.ontime}}",
    "savings": "{{actual.savings}}",
    "busiest_day": "{{busiest}}",
    "refs": ["{{kpi}}", "{{memo}}"],
    "label": "on",
}
BLANKET = {
    "flag all": [*READ, {"act": "flag", "claim": "*", "reason": "wrong"}, *NAME, NOTE],
    "withhold": [*READ, *NAME, NOTE | {"option": "withhold"}],
    "approve the draft": [
        *READ,
        {"act": "ask", "intent": "write_it"},
        *NAME,
        {"act": "decide", "proposal": "draft_note", "decision": "approve"},
        {"act": "commit"},
    ],
}


@pytest.mark.parametrize("variant", packages()["s1"]["lab"]["variants"])
@pytest.mark.parametrize("name", BLANKET)
def test_blanket_conduct_fails_s1_whatever_was_asked_before(name, variant):
    asked = [c for n in range(4) for c in itertools.combinations(QUESTIONS, n)]
    passed = [
        c
        for c in asked
        if result("s1", variant, [{"act": "ask", "intent": q} for q in c] + BLANKET[name]).passed
    ]
    assert passed == []


def test_a_newer_rubric_scores_an_old_session_again():
    lines = read_lines(packages()["s1"]["tests"]["excellent.jsonl"])
    played, newer = scenario("s1", "b"), scenario("s1", "e").rubric
    events = Player(played).play(lines).events
    old, new = score(played, events), score(played, events, newer)
    assert (old.score, old.rubric) == (10, played.rubric.sha)
    assert (new.score, new.rubric) == (8, newer.sha)
    assert score(played, events) == old


def test_a_score_names_the_events_it_stands_on():
    events = Player(scenario("s1", "b")).play(read_lines(packages()["s1"]["tests"]["excellent.jsonl"])).events
    first = score(scenario("s1", "b"), events).criteria[0]
    assert [events[seq - 1].type for seq in first.evidence] == ["doc.open", "doc.open", "decision.commit"]


def broken(**changes):
    package = packages()["s1"]
    return package | {"tests": package["tests"] | changes}


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("excellent.jsonl", '{"act": "commit"}', "excellent scores 0, not 9 to 10."),
        ("silent.jsonl", '{"act": "wait", "in": ["b"]}', "It looks at the variant."),
        ("poor.jsonl", "{", "line 1: Expecting property name"),
        ("critical.jsonl", '{"act": "wait"}', "critical does nothing critical."),
    ],
)
def test_a_lab_that_breaks_a_promise_is_not_published(file, text, problem):
    found = [p for f, p, _ in prove(broken(**{file: text})) if f == f"tests/{file}"]
    assert any(problem in p for p in found), found
