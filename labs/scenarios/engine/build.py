"""From a stored package to a scenario in one variant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from labs.providers.engine.script import Act, Passage, Reply, Scene, Script, Voice
from labs.scenarios.engine.scenario import Call, Cost, Criterion, Critical, Goal, Rubric, Scenario, Trap
from labs.workplace.engine.canonical import digest
from labs.workplace.engine.documents import Document, build_document
from labs.workplace.engine.office import Answer, Limits, Office, Person, Proposal, Snippet
from labs.workplace.engine.render import render
from labs.workplace.engine.rules import Schema, compile_rule
from labs.workplace.engine.tools import AVATAR_TOOLS

SMALL_TALK = ("know", "not_known", "greet", "thanks", "rude", "inject", "human", "unknown", "first_turn")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FRONT = re.compile(r"\A---\n(.*?)\n---\n?(.*)\Z", re.DOTALL)
Spec = Mapping[str, Any]


def minutes(clock: str) -> int:
    """ "14:05" as minutes since midnight."""
    return int(clock[:2]) * 60 + int(clock[3:])


def split_artefact(text: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of an artefact file; raises ValueError where there is no front matter."""
    match = FRONT.match(text.replace("\r\n", "\n"))
    front = yaml.safe_load(match[1]) if match else None
    if match is None or not isinstance(front, dict):
        raise ValueError("an artefact opens with front matter between two lines of ---")
    return front, match[2]


def build_scenario(package: Spec, variant_id: str) -> Scenario:
    """The scenario of a stored package. Raises KeyError, ValueError or RuleError on a package that was never linted."""
    return _Builder(package, variant_id).build()


def build_schema(package: Spec, variant_id: str) -> Schema:
    """What the rules of one variant may name."""
    builder = _Builder(package, variant_id)
    return builder.schema(builder.documents())


class _Builder:
    def __init__(self, package: Spec, variant_id: str) -> None:
        self.package, self.variant = package, package["variants"][variant_id]
        self.names: dict[str, Any] = dict(self.variant["vars"])
        raw = dict(package["lab"])
        # Rules keep their `$names`; texts get their `{{paths}}`.
        self.lab: dict[str, Any] = render(raw, self.names)
        self.acts: dict[str, Any] = render(package["replies"]["acts"], self.names)
        self.id = variant_id

    def here(self, item: Spec) -> bool:
        return self.id in (item.get("in") or [self.id])

    def build(self) -> Scenario:
        lab = self.lab
        documents = self.documents()
        schema = self.schema(documents)
        persona = self.package["personas"][lab["persona"]]
        sha = digest(
            [self.package["lab"], self.package["replies"], self.variant, self.package["artefacts"], persona]
        )
        return Scenario(
            id=lab["id"],
            title=lab["title"],
            version=str(lab["version"]),
            variant=self.id,
            sha=sha,
            kind=lab["kind"],
            modes=tuple(self.variant["modes"]),
            competency=tuple(lab["competency"]),
            time_limit_min=int(lab["time_limit_min"]),
            brief=lab["brief"],
            persona=persona,
            speakers=lab.get("speakers", {}),
            office=self.office(documents, schema),
            script=self.script(persona, sha),
            rubric=self.rubric(schema),
            traps=self.traps(schema),
            claims=lab.get("claims", {}),
            facts={name: compile_rule(rule, schema) for name, rule in lab.get("facts", {}).items()},
            labels=lab.get("labels", {}),
            goals=tuple(
                Goal(g["id"], g["text"], compile_rule(g["done"], schema))
                for g in lab.get("guided", {}).get("objectives", [])
            ),
            hints=tuple(lab.get("guided", {}).get("hints", [])),
            due=minutes(lab["clock"].get("due") or lab["clock"]["deadline"]),
            debrief=lab["debrief"]
            | ({"model_path": self.variant["model_path"]} if self.variant.get("model_path") else {}),
            sensitive=lab.get("sensitive"),
            note_title=str(lab.get("note", {}).get("title", "")),
            call=self.call(schema),
        )

    def call(self, schema: Schema) -> Call | None:
        spec = self.lab.get("call")
        if spec is None:
            return None
        begins, ends = compile_rule(spec["begins"], schema), compile_rule(spec["ends"], schema)
        return Call(spec["title"], tuple(spec["tiles"]), begins, ends)

    def documents(self) -> dict[str, Document]:
        found = {}
        for text in self.package["artefacts"].values():
            front, body = split_artefact(text)
            if self.here(front):
                front = {k: v for k, v in render(front, self.names).items() if k not in ("in", "canary")}
                document = build_document(front, render(body, self.names))
                found[document.id] = document
        return found

    def schema(self, documents: Mapping[str, Document]) -> Schema:
        lab = self.lab
        domains = {name: frozenset(map(str, values)) for name, values in lab["domains"].items()}
        derived = {
            "doc": frozenset(documents),
            "claim": frozenset(lab.get("claims", {})),
            "proposal": frozenset(lab.get("proposals", {})),
            "human": frozenset(lab.get("people", {})),
            "scene": frozenset(s["id"] for s in lab["scenes"]),
            "intent": frozenset(self.acts) | frozenset(SMALL_TALK),
            "chip": frozenset(a for a, act in self.acts.items() if act.get("chip")),
            "weekday": frozenset(WEEKDAYS),
        }
        for name in ("reason", "challenge", "field", "item", "option", "submit", "improvement", "rationale"):
            derived.setdefault(name, frozenset())
        domains = {**derived, **domains}
        domains.setdefault("ref", domains["doc"] | domains["claim"])
        return Schema(domains, self.names, lab.get("note", {}).get("fields", {}))

    def office(self, documents: Mapping[str, Document], schema: Schema) -> Office:
        lab = self.lab
        budgets = lab.get("budgets", {})
        canaries = re.findall(r"\{\{canary:([a-z_]+)\}\}", "\n".join(self.package["artefacts"].values()))
        return Office(
            id=lab["id"],
            variant=self.id,
            start=minutes(lab["clock"]["start"]),
            deadline=minutes(lab["clock"]["deadline"]),
            schema=schema,
            learner_tools={**lab["tools"]["learner"]},
            avatar_tools={**AVATAR_TOOLS, **lab["tools"]["avatar"]},
            documents=documents,
            people={name: self.person(name, p, schema) for name, p in lab.get("people", {}).items()},
            proposals={name: self.proposal(name, p) for name, p in lab.get("proposals", {}).items()},
            snippets={
                name: Snippet(name, s["class"], s["text"], int(s.get("n", 1)))
                for name, s in lab.get("snippets", {}).items()
            },
            tray=tuple(lab.get("tray", [])),
            canaries=tuple(dict.fromkeys(canaries)),
            irreversible=frozenset(lab.get("irreversible", [])),
            challenges=lab.get("challenges", {}),
            after_commit_min=int(lab.get("after_commit_min", 0)),
            words=tuple(lab.get("note", {}).get("words") or (0, 0)),
            commit_defaults={"label": "off", **lab.get("commit_defaults", {})},
            limits=Limits(**budgets),
        )

    def person(self, name: str, spec: Spec, schema: Schema) -> Person:
        answers = tuple(
            Answer(
                tuple(a["say"]),
                a.get("channel", ""),
                a.get("number_source", ""),
                tuple(a.get("claims", [])),
                compile_rule(a["when"], schema) if a.get("when") else None,
            )
            for a in spec.get("answers", [])
            if self.here(a)
        )
        return Person(name, spec["name"], spec.get("role", ""), str(spec.get("ext", "")), answers)

    def proposal(self, name: str, spec: Spec) -> Proposal:
        n = spec.get("n")
        return Proposal(
            name,
            spec["title"],
            spec.get("text", ""),
            spec.get("fills", {}),
            tuple(spec.get("submits", [])),
            None if n is None else float(n),
        )

    def script(self, persona: Spec, sha: str) -> Script:
        acts = {name: self.act(name, act) for name, act in self.acts.items()}
        scenes = {
            s["id"]: Scene(s["id"], tuple(s["expected_acts"]), s.get("on", {}), s.get("note", ""))
            for s in self.lab["scenes"]
        }
        frames = {name: tuple(words) for name, words in persona["voice"].get("frames", {}).items()}
        frames.setdefault("human", (persona["disclosure"]["if_asked_human"],))
        return Script(
            key=sha,
            acts=acts,
            scenes=scenes,
            voice=Voice(frames),
            briefing=tuple(
                Passage(
                    k["id"],
                    k["doc"],
                    k["text"],
                    str(k["as_of"]),
                    k["confidentiality"],
                    tuple(k.get("keys", [])),
                )
                for k in persona["knowledge"]
            ),
            unknown_topics=tuple(persona["unknown"]),
            slots={name: re.compile(rule, re.IGNORECASE) for name, rule in self.lab.get("slots", {}).items()},
        )

    def act(self, name: str, spec: Spec) -> Act:
        replies = tuple(
            Reply(
                say=tuple(r["say"]),
                when=tuple(r.get("when", [])),
                claims=tuple(r.get("claims", [])),
                cites=tuple(r.get("cites", [])),
                proposes=tuple(
                    [r["proposes"]] if isinstance(r.get("proposes"), str) else r.get("proposes", [])
                ),
                suggests=tuple(r.get("suggests", [])),
                is_trap=bool(r.get("trap", False)),
                speaker=r.get("speaker", ""),
            )
            for r in spec["replies"]
            if self.here(r)
        )
        if not replies:
            raise ValueError(f"act {name} has no reply in variant {self.id}")
        return Act(
            id=name,
            chip=spec.get("chip", ""),
            examples=tuple(spec.get("examples", [])),
            cues=tuple(re.compile(cue, re.IGNORECASE) for cue in spec.get("cues", [])),
            phrases=tuple(spec.get("phrases", [])),
            replies=replies,
            rule=spec.get("rule") or "",
            to=spec.get("to", ""),
        )

    def rubric(self, schema: Schema) -> Rubric:
        lab, other = self.lab, {int(k): v for k, v in self.variant.get("criteria", {}).items()}
        criteria = []
        for c in lab["criteria"]:
            rule = {**c, **other.get(int(c["k"]), {})}
            full, part = compile_rule(rule["full"], schema), compile_rule(rule["part"], schema)
            criteria.append(
                Criterion(
                    int(c["k"]),
                    c["title"],
                    c["competency"],
                    full,
                    part,
                    (rule["full"], rule["part"]),
                    rule.get("stronger") or c.get("stronger", ""),
                )
            )
        costs = [
            Cost(c["id"], compile_rule(c["per"], schema, "num"), int(c["points"]), int(c["max"]), c["say"])
            for c in lab.get("costs", [])
        ]
        critical = [
            Critical(c["id"], compile_rule(c["when"], schema), c["say"]) for c in lab.get("critical", [])
        ]
        pass_at = int(lab.get("pass", 7))
        sha = digest(
            [
                lab["criteria"],
                self.variant.get("criteria", {}),
                lab.get("costs", []),
                lab.get("critical", []),
                pass_at,
            ]
        )
        return Rubric(sha, tuple(criteria), tuple(costs), tuple(critical), pass_at)

    def traps(self, schema: Schema) -> tuple[Trap, ...]:
        by_id = {
            t["id"]: Trap(
                t["id"],
                t["kind"],
                t["plant"],
                compile_rule(t["pass"], schema),
                compile_rule(t["fail"], schema),
                t["competency"],
                t["debrief"],
            )
            for t in self.lab.get("traps", [])
        }
        return tuple(by_id[name] for name in self.variant["traps"])
