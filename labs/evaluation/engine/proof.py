"""Proves a lab before it is published: golden acts score in their bands, blanket conduct fails, everything is reachable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from labs.evaluation.engine.rubric import Result, score
from labs.scenarios.engine.build import build_scenario
from labs.scenarios.engine.scenario import Scenario
from labs.sessions.engine.player import Line, Player, read_lines

BANDS: Mapping[str, tuple[int, int]] = {"excellent": (9, 10), "adequate": (7, 8), "poor": (0, 6)}
GOLDEN = ("excellent", "adequate", "poor", "critical")
ARCHETYPES = ("suspect-everything", "trust-everything", "click-everything", "silent")
BLANKET = (*ARCHETYPES, "flag-everything", "over-refusal")
Problem = tuple[str, str, str]  # file, problem, hint


def prove(package: Mapping[str, Any]) -> list[Problem]:
    """All that does not hold; empty when the lab may be published."""
    if package["lab"]["kind"] != "scored":
        return []
    tests = package["tests"]
    problems = [
        (f"tests/{name}.jsonl", "This action file is missing.", "Write it.")
        for name in (*GOLDEN, *ARCHETYPES)
        if f"{name}.jsonl" not in tests
    ]
    lines: dict[str, list[dict[str, Any]]] = {}
    for file, text in sorted(tests.items()):
        name = file.removesuffix(".jsonl")
        try:
            lines[name] = read_lines(text)
        except ValueError as error:
            problems.append((f"tests/{file}", str(error), "One JSON object a line."))
            continue
        if name in BLANKET and any("in" in line for line in lines[name]):
            problems.append(
                (f"tests/{file}", "It looks at the variant.", "Blanket conduct does not; drop `in`.")
            )
    for variant in package["lab"]["variants"]:
        problems += _prove_variant(build_scenario(package, variant), lines)
    return problems


def _prove_variant(scenario: Scenario, files: Mapping[str, list[dict[str, Any]]]) -> Iterator[Problem]:
    here = scenario.variant
    reached: dict[int, set[int]] = {c.k: set() for c in scenario.rubric.criteria}
    traps: dict[str, set[str]] = {t.id: set() for t in scenario.traps}
    for name, lines in files.items():
        player = Player(scenario, mode="assessed" if "assessed" in scenario.modes else "guided")
        result = score(scenario, player.play(lines).events)
        for criterion in result.criteria:
            reached[criterion.k].add(criterion.points)
        for trap in result.traps:
            traps[trap.id].add(trap.outcome)
        for problem in _conduct(name, result):
            yield f"tests/{name}.jsonl", f"Variant {here}: {problem}", _points(result)
        if name in ("excellent", "adequate") and player.refused:
            yield (
                f"tests/{name}.jsonl",
                f"Variant {here}: refused {player.refused[0]}",
                "A golden act must be possible.",
            )
    for k, points in reached.items():
        if points != {0, 1, 2}:
            yield (
                "lab.yaml",
                f"Variant {here}: criterion {k} only reaches {sorted(points)}.",
                "Add an action file.",
            )
    for name, outcomes in traps.items():
        if not {"passed", "failed"} <= outcomes:
            yield (
                "lab.yaml",
                f"Variant {here}: trap {name} only ends {sorted(outcomes)}.",
                "Add an action file.",
            )


def _conduct(name: str, result: Result) -> Iterator[str]:
    if name in BANDS:
        low, high = BANDS[name]
        if not low <= result.score <= high:
            yield f"{name} scores {result.score}, not {low} to {high}."
        if result.passed != (name != "poor"):
            yield f"{name} {'passes' if result.passed else 'does not pass'}."
    if name == "critical" and not result.critical:
        yield "critical does nothing critical."
    if name in BLANKET and result.passed:
        yield f"{name} passes."


def _points(result: Result) -> str:
    criteria = " ".join(f"K{c.k}={c.points}" for c in result.criteria)
    costs = " ".join(f"{c.id}=-{c.points}" for c in result.costs)
    return f"{criteria} {costs}".strip() + "."


def random_lines(scenario: Scenario, seed: str, length: int) -> list[Line]:
    """Random clicks: any act on the screen with any argument, then a commit. Chance comes from the seed alone."""
    source = _Chance(seed)
    menu = [
        act
        for act in sorted(scenario.office.learner_tools)
        if act not in ("say", "undo", "hint", "commit", "finish")
    ]
    lines: list[Line] = [_random_act(scenario, source, source.pick(menu)) for _ in range(length)]
    options = scenario.office.ids("option")
    commit: dict[str, Any] = {"act": "commit", "label": source.pick(["on", "off"])}
    if options:
        commit["option"] = source.pick(options)
    for name in ("refs", "rationale"):
        ids = scenario.office.ids(name.removesuffix("s") if name == "refs" else name)
        commit[name] = sorted({source.pick(ids) for _ in range(source.number(4))}) if ids else []
    return [*lines, commit]


def _random_act(scenario: Scenario, source: _Chance, act: str) -> Line:
    office = scenario.office

    def one(domain: str) -> Any:
        ids = office.ids(domain)
        return source.pick(ids) if ids else ""

    number = source.pick([0, 1, 3, 7, 10, 19, 26, 50, 70, 90, 100, 392, 1449, 3000])
    shapes: dict[str, dict[str, Any]] = {
        "ask": {"intent": one("chip")},
        "open": {"doc": one("doc"), "view": one("view")},
        "flag": {"claim": one("claim"), "reason": one("reason")},
        "verify": {"claim": one("claim"), "source": one("doc"), "result": one("result")},
        "calc": {"field": one("field"), "value": number},
        "confidence": {"item": one("item"), "value": number % 101, "phase": one("phase")},
        "challenge": {"kind": one("challenge")},
        "contact": {"to": one("human"), "channel": one("channel"), "number_source": one("origin")},
        "mail": {"to": one("human"), "text": "hello"},
        "escalate": {"to": one("human"), "reason": "to be safe"},
        "submit": {"type": one("submit"), "n": number},
        "paste": {"class": one("dataclass"), "n": 1},
        "redact": {"n": 1},
        "report": {"type": one("report"), "refs": [one("claim")], "names": one("yesno")},
        "handoff": {"to": one("human")},
        "improve": {"kind": one("improvement")},
        "decide": {"proposal": one("proposal"), "decision": one("verdict")},
        "note": {},
        "wait": {"minutes": 1},
    }
    return {"act": act, **shapes[act]}


class _Chance:
    """Numbers from a seed: the same everywhere, with no random state to share."""

    def __init__(self, seed: str) -> None:
        self.seed, self.drawn = seed, 0

    def number(self, below: int) -> int:
        self.drawn += 1
        return int.from_bytes(sha256(f"{self.seed}|{self.drawn}".encode()).digest()[:8], "big") % below

    def pick(self, values: list[Any]) -> Any:
        return values[self.number(len(values))]
