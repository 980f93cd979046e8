"""What an author hears before a lab is published: each finding names its file, its key and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from labs.providers.engine.matcher import guess
from labs.providers.engine.script import Script
from labs.scenarios.engine.build import build_scenario, build_schema, split_artefact
from labs.scenarios.engine.scenario import Scenario
from labs.workplace.engine.render import ANY, CANARY, look_up
from labs.workplace.engine.rules import RuleError, compile_rule

Path = tuple[str | int, ...]
ENOUGH_UTTERANCES = 13
ENOUGH_EXAMPLES = 8
WORDINGS = 3
HIT_RATE = 0.8
IBAN_OR_PHONE = re.compile(r"\b[A-Z]{2}\d{2}(?: ?\d{4}){3,}|\+\d{1,3}[ -]?\d{6,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, at a key of a file of the lab's folder."""

    file: str
    path: Path
    rule: str
    problem: str
    hint: str
    is_error: bool = True


Check = Callable[[Mapping[str, Any]], Iterator[Finding]]


def lint(package: Mapping[str, Any]) -> list[Finding]:
    """Every finding of one package. Later checks run only where earlier ones left something to check."""
    found = [f for check in _FIRST for f in check(package)]
    if any(f.is_error for f in found):
        return found
    found = [*found, *_rules(package)]
    if any(f.is_error for f in found):
        return list(dict.fromkeys(found))
    for variant in package["lab"]["variants"]:
        try:
            scenario = build_scenario(package, variant)
        except (KeyError, ValueError, RuleError, re.error) as error:
            found.append(
                Finding("lab.yaml", (), "lab-build", f"Variant {variant}: {error}", "Mend what it names.")
            )
            continue
        found += _in_variant(package, scenario)
    return list(dict.fromkeys(found))


def _paths(package: Mapping[str, Any]) -> Iterator[Finding]:
    """Each {{path}} leads somewhere in each variant that sees it."""
    texts: list[tuple[str, Path, str]] = []
    _collect("lab.yaml", (), package["lab"], texts)
    for name, act in package["replies"]["acts"].items():
        _collect("replies.yaml", ("acts", name), act, texts)
    texts += [(f"artefacts/{name}", (), text) for name, text in package["artefacts"].items()]
    for variant in package["lab"]["variants"]:
        names = package["variants"][variant]["vars"]
        for file, path, text in texts:
            for match in ANY.finditer(CANARY.sub("", text)):
                try:
                    look_up(match[1], names)
                except KeyError:
                    yield Finding(
                        file, path, "lab-path", f"Variant {variant} has no {match[1]}.", "Add it to `vars`."
                    )


def _collect(file: str, path: Path, value: Any, into: list[tuple[str, Path, str]]) -> None:
    if isinstance(value, str):
        into.append((file, path, value))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _collect(file, (*path, key), item, into)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _collect(file, (*path, place), item, into)


def _artefacts(package: Mapping[str, Any]) -> Iterator[Finding]:
    for name, text in package["artefacts"].items():
        try:
            front, body = split_artefact(text)
        except ValueError as error:
            yield Finding(f"artefacts/{name}", (), "lab-artefact", str(error), "Add id, title and kind.")
            continue
        missing = [key for key in ("id", "title", "kind", "owner", "as_of") if not front.get(key)]
        if missing:
            problem = f"The front matter has no {', '.join(missing)}."
            yield Finding(f"artefacts/{name}", (), "lab-artefact", problem, "A reader looks for it.")
        if "::: hidden" in body and not front.get("hostile"):
            yield Finding(
                f"artefacts/{name}",
                (),
                "lab-hostile",
                "It hides text but does not say hostile: true.",
                "Mark it, so that it is never sent to a model with tools.",
            )
        if IBAN_OR_PHONE.search(body):
            yield Finding(
                f"artefacts/{name}",
                (),
                "lab-invented",
                "It holds something like a real bank or phone number.",
                "Invent one that cannot exist.",
            )


def _references(package: Mapping[str, Any]) -> Iterator[Finding]:
    lab, acts = package["lab"], package["replies"]["acts"]
    if package["replies"]["lab"] != lab["id"]:
        yield Finding(
            "replies.yaml", ("lab",), "lab-id", "The replies are for another lab.", f"Say {lab['id']}."
        )
    for persona in (lab["persona"], *lab.get("personas", [])):
        if persona not in package["personas"]:
            yield Finding("lab.yaml", ("persona",), "lab-persona", f"No persona {persona}.", "Add its file.")
    for variant in lab["variants"]:
        spec = package["variants"].get(variant)
        if spec is None or spec["id"] != variant:
            yield Finding("lab.yaml", ("variants",), "lab-variant", f"No variant {variant}.", "Add its file.")
    modes = {mode for v in lab["variants"] for mode in package["variants"].get(v, {}).get("modes", [])}
    if lab["kind"] == "scored" and "assessed" not in modes:
        yield Finding(
            "lab.yaml", ("variants",), "lab-mode", "No variant is assessed.", "Add modes: [assessed]."
        )
    scenes = {s["id"] for s in lab["scenes"]}
    reachable: set[str] = set()
    for place, scene in enumerate(lab["scenes"]):
        for act in scene["expected_acts"]:
            reachable.add(act)
            if act not in acts:
                yield Finding(
                    "lab.yaml", ("scenes", place), "lab-act", f"No act {act}.", "Add it to replies.yaml."
                )
        for act, target in scene.get("on", {}).items():
            if act not in acts or target not in scenes:
                yield Finding(
                    "lab.yaml", ("scenes", place, "on"), "lab-act", f"{act} → {target}?", "Name both."
                )
    for name, act in acts.items():
        if act.get("chip") and name not in reachable:
            yield Finding(
                "replies.yaml", ("acts", name), "lab-reach", f"No scene expects {name}.", "Add it to one."
            )
    for needed in ("unknown", "first_turn"):
        if needed not in acts:
            yield Finding("replies.yaml", ("acts",), "lab-act", f"There is no act {needed}.", "Write it.")
    if lab["kind"] == "scored" and [c["k"] for c in lab["criteria"]] != [1, 2, 3, 4, 5]:
        yield Finding(
            "lab.yaml", ("criteria",), "lab-criteria", "There are not five criteria.", "Number them 1 to 5."
        )


def _replies(package: Mapping[str, Any]) -> Iterator[Finding]:
    acts = package["replies"]["acts"]
    spoken = {name: act for name, act in acts.items() if act.get("chip")}
    if package["lab"]["kind"] == "scored" and len(spoken) < ENOUGH_UTTERANCES:
        problem = f"{len(spoken)} acts have a chip; a lab has at least {ENOUGH_UTTERANCES}."
        yield Finding("replies.yaml", ("acts",), "lab-utterances", problem, "Write more.")
    chips = [act["chip"] for act in spoken.values()]
    for chip in {c for c in chips if chips.count(c) > 1}:
        yield Finding(
            "replies.yaml", ("acts",), "lab-chip", f"Two acts have the chip “{chip}”.", "Change one."
        )
    for name, act in acts.items():
        for place, cue in enumerate(act.get("cues", [])):
            try:
                re.compile(cue)
            except re.error as error:
                yield Finding(
                    "replies.yaml", ("acts", name, "cues", place), "lab-cue", str(error), "Mend it."
                )
        if name in spoken and len(act.get("examples", [])) < ENOUGH_EXAMPLES:
            problem = f"{name} has {len(act.get('examples', []))} examples; {ENOUGH_EXAMPLES} are the least."
            yield Finding("replies.yaml", ("acts", name), "lab-examples", problem, "Write as people type.")
        for place, reply in enumerate(act["replies"]):
            if len(set(reply["say"])) < WORDINGS:
                problem = f"A reply of {name} has fewer than {WORDINGS} different wordings."
                yield Finding(
                    "replies.yaml", ("acts", name, "replies", place), "lab-wordings", problem, "Add some."
                )


_FIRST: tuple[Check, ...] = (_references, _paths, _artefacts, _replies)


def _in_variant(package: Mapping[str, Any], scenario: Scenario) -> Iterator[Finding]:
    """What only shows in one variant: ids that replies name, closed sets that say no more than there is."""
    schema, here = scenario.office.schema, scenario.variant
    for name, act in scenario.script.acts.items():
        for place, reply in enumerate(act.replies):
            path: Path = ("acts", name, "replies", place)
            for kind, ids in (("doc", reply.cites), ("claim", reply.claims), ("proposal", reply.proposes)):
                for word in ids:
                    if word not in (schema.domain(kind) or ()):
                        yield Finding(
                            "replies.yaml", path, "lab-id", f"{here}: {word} is no {kind}.", "Mend it."
                        )
            for condition in reply.when:
                word = condition.removeprefix("!")
                known = (
                    word == "again"
                    or word in scenario.facts
                    or word.removeprefix("seen:") in scenario.script.acts
                )
                if not known:
                    yield Finding(
                        "replies.yaml", path, "lab-when", f"{word} is no fact.", "Add it to `facts`."
                    )
    for kind, have in (
        ("doc", scenario.documents),
        ("claim", scenario.claims),
        ("proposal", scenario.office.proposals),
    ):
        extra = (schema.domain(kind) or frozenset()) - set(have)
        if extra:
            problem = f"{here}: there is no {kind} {', '.join(sorted(extra))}."
            yield Finding("lab.yaml", ("domains", kind), "lab-id", problem, "Leave it out, or write it.")
    for trap in package["variants"][here]["traps"]:
        plant = next(t["plant"] for t in package["lab"]["traps"] if t["id"] == trap)
        if plant.get("act") and not _planted(scenario, plant):
            problem = f"{here}: trap {trap} is not in the replies of {plant['act']}."
            yield Finding("lab.yaml", ("traps",), "lab-trap", problem, "Plant it, or switch it off.")
        if plant.get("document") and plant["document"] not in scenario.documents:
            yield Finding("lab.yaml", ("traps",), "lab-trap", f"{here}: {trap} has no document.", "Write it.")
    yield from _scene_hits(scenario)


def _planted(scenario: Scenario, plant: Mapping[str, str]) -> bool:
    act = scenario.script.acts.get(plant["act"])
    return act is not None and any(
        (not plant.get("claim") or plant["claim"] in reply.claims)
        and (not plant.get("proposal") or plant["proposal"] in reply.proposes)
        and (plant.get("claim") or plant.get("proposal") or reply.is_trap)
        for reply in act.replies
    )


def _scene_hits(scenario: Scenario) -> Iterator[Finding]:
    for scene, (hits, total, missed) in leave_one_out(scenario.script).items():
        if total and hits / total < HIT_RATE:
            problem = f"Scene {scene}: {hits} of {total} examples are recognised when left out; {HIT_RATE} is the least."
            hint = f"Add examples or cues, such as for “{missed[0][1]}” ({missed[0][0]})."
            yield Finding("replies.yaml", ("acts",), "lab-matcher", problem, hint)


def leave_one_out(script: Script) -> dict[str, tuple[int, int, list[tuple[str, str, str]]]]:
    """For each scene: examples recognised without themselves, of how many, and the misses (act, words, guess)."""
    found: dict[str, tuple[int, int, list[tuple[str, str, str]]]] = {}
    matcher = script.matcher
    for scene in script.scenes.values():
        hits, total = 0, 0
        missed: list[tuple[str, str, str]] = []
        for act in scene.expected:
            for words in script.acts[act].examples:
                ranked = matcher.rank(words, script.candidates(scene.id), without=words)
                total += 1
                if ranked and ranked[0][0] == act:
                    hits += 1
                else:
                    missed.append((act, words, ranked[0][0] if ranked else ""))
        found[scene.id] = (hits, total, missed)
    return found


def is_recognised(script: Script, scene: str, words: str) -> str:
    """The act that words are taken for in a scene; empty where the avatar would ask back."""
    return guess(script, scene, words).act


def _rules(package: Mapping[str, Any]) -> Iterator[Finding]:
    """Every rule, compiled against every variant; a broken one is located in its own text."""
    for variant in package["lab"]["variants"]:
        try:
            schema = build_schema(package, variant)
        except (KeyError, ValueError) as error:
            yield Finding(
                "lab.yaml", ("domains",), "lab-build", f"Variant {variant}: {error}", "Mend what it names."
            )
            continue
        for file, path, text, want in _rule_texts(package, variant):
            try:
                compile_rule(text, schema, want)
            except RuleError as error:
                problem = f"{variant}: line {error.line}, column {error.column}: {error.problem}."
                yield Finding(file, path, "lab-rule", problem, "See docs/authoring/rules.md.")


def _rule_texts(package: Mapping[str, Any], variant: str) -> Iterator[tuple[str, Path, str, str]]:
    lab, other = package["lab"], package["variants"][variant].get("criteria", {})
    for place, criterion in enumerate(lab["criteria"]):
        for part in ("full", "part"):
            yield "lab.yaml", ("criteria", place, part), criterion[part], "bool"
    for k, rules in other.items():
        for part in ("full", "part"):
            yield f"variants/{variant}.yaml", ("criteria", k, part), rules[part], "bool"
    for place, cost in enumerate(lab.get("costs", [])):
        yield "lab.yaml", ("costs", place, "per"), cost["per"], "num"
    for place, critical in enumerate(lab.get("critical", [])):
        yield "lab.yaml", ("critical", place, "when"), critical["when"], "bool"
    for place, trap in enumerate(lab.get("traps", [])):
        if trap["id"] in package["variants"][variant]["traps"]:
            yield "lab.yaml", ("traps", place, "pass"), trap["pass"], "bool"
            yield "lab.yaml", ("traps", place, "fail"), trap["fail"], "bool"
    for name, rule in lab.get("facts", {}).items():
        yield "lab.yaml", ("facts", name), rule, "bool"
    for place, goal in enumerate(lab.get("guided", {}).get("objectives", [])):
        yield "lab.yaml", ("guided", "objectives", place, "done"), goal["done"], "bool"
    for name, person in lab.get("people", {}).items():
        for place, answer in enumerate(person.get("answers", [])):
            if answer.get("when"):
                yield "lab.yaml", ("people", name, "answers", place), answer["when"], "bool"
