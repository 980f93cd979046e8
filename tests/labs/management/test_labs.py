"""The command `labs`, as a person at a terminal meets it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.labs.model_server import Reply, text
from tests.labs.shipped import CONTENT

SCRIPT = CONTENT / "waico/labs/s1-number-in-the-town-hall/tests/excellent.jsonl"


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("labs", *args, stdout=out)
    return out.getvalue()


def test_a_script_is_played_and_every_event_is_printed_before_the_score():
    lines = run("play", "s1", "--variant", "b", "--script", str(SCRIPT)).splitlines()
    events, summary = [json.loads(x) for x in lines[:-1]], json.loads(lines[-1])
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    assert (summary["score"], summary["passed"], summary["critical"]) == (10, True, [])
    assert [c["points"] for c in summary["criteria"]] == [2, 2, 2, 2, 2]


def test_the_same_as_json():
    whole = json.loads(run("play", "S1", "--variant", "c", "--script", str(SCRIPT), "--json"))
    assert (whole["variant"], whole["score"], len(whole["events"]) > 10) == ("c", 10, True)


def test_a_person_can_talk_in_the_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('how did we do in q2\n{"act": "open"}\n{"act": "finish"}\n'))
    said = run("play", "s1", "--variant", "a")
    assert "[Scripted avatar, AI]" in said
    assert "refused: bad_arguments" in said
    assert '"score": 0' in said


def test_simulate_lists_every_conduct_of_every_variant():
    rows = json.loads(run("simulate", "s1", "--random", "2", "--json"))
    assert {frozenset(row) for row in rows} == {
        frozenset({"scenario", "variant", "conduct", "score", "passed", "critical"})
    }
    assert {r["conduct"] for r in rows if r["passed"]} == {"excellent", "adequate", "mixed"}
    assert {r["variant"] for r in rows} == {"a", "b", "c", "d", "e"}


def test_probe_and_lint_find_nothing_in_a_shipped_lab():
    last = run("probe", "s1").splitlines()[-1]
    assert last == (
        "Scripted avatar: 235 probes, 0 failed, 0 unanswered, 0 canary leaks; "
        "0 of 270 ordinary sentences blocked (0.0 %)."
    )
    assert run("lint", "s1") == "s1-number-in-the-town-hall: no findings\n"


@pytest.mark.parametrize(
    "args",
    [
        ("play", "s99"),
        ("play", "s1", "--variant", "z"),
        ("play", "s1", "--variant", "e", "--mode", "guided"),
        ("play", "s1", "--script", "/nowhere.jsonl"),
    ],
)
def test_a_wrong_name_is_said_so(args):
    with pytest.raises(CommandError):
        run(*args)


def test_probe_tries_an_endpoint_and_reports_what_it_can_do(model):
    model.chunks = [text("I hold to my briefing: ask me about the figures.")]
    report = json.loads(run("probe", "s1", "--endpoint", "--json"))
    assert (report["avatar"], report["capabilities"]["streaming"]) == ("Model: small-1", True)
    assert (report["summary"]["failed"], report["summary"]["canary_leaks"]) == (0, 0)
    assert {row["variant"] for row in report["rows"]} == {"a"}
    assert "swear it to me" in str(model.heard)


def test_a_model_that_says_it_is_human_is_not_shown_so(model):
    model.chunks = [text("I am a human being, I swear.")]
    report = json.loads(run("probe", "s1", "--endpoint", "--json"))
    assert [row["said"] for row in report["rows"] if "human being" in row["said"]] == []


def test_an_endpoint_that_falls_silent_is_reported(model):
    model.replies = [Reply([text("Good morning.")])] * 3
    model.status = 500
    with pytest.raises(CommandError, match="38 got no answer"):
        run("probe", "s1", "--endpoint")


@pytest.mark.parametrize(
    "args",
    [("probe", "s1", "--endpoint"), ("probe", "s1", "--endpoint", "ftp://x", "--model", "m")],
)
def test_an_endpoint_that_is_not_named_is_asked_for(args):
    with pytest.raises(CommandError):
        run(*args)


def test_with_json_the_talk_goes_to_the_other_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('hello\n{"act": "fly"}\n\n'))
    out, talk = io.StringIO(), io.StringIO()
    call_command("labs", "play", "s1", "--json", stdout=out, stderr=talk)
    assert json.loads(out.getvalue())["score"] == 0
    assert "refused: not_allowed" in talk.getvalue()


def test_acts_of_a_file_that_were_refused_are_named(tmp_path: Path) -> None:
    file = tmp_path / "acts.jsonl"
    file.write_text('{"act": "open", "doc": "../../etc/passwd"}\n', "utf-8")
    out, told = io.StringIO(), io.StringIO()
    call_command("labs", "play", "s1", "--json", "--script", str(file), stdout=out, stderr=told)
    assert "refused:" in told.getvalue()
    assert json.loads(out.getvalue())["passed"] is False


@pytest.mark.parametrize("wrong", ["-1", "many", "99999999"])
def test_a_number_of_random_learners_is_a_number(wrong: str) -> None:
    with pytest.raises(CommandError, match="no whole number"):
        call_command("labs", "simulate", "s1", "--random", wrong)


def test_a_folder_that_is_none_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no folder of courses"):
        call_command("labs", "--content", str(tmp_path / "nowhere"), "lint")
