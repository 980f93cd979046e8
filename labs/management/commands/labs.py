"""Labs on the command line: play one, simulate all, probe an avatar, lint the content."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from labs.evaluation.attempts import capabilities_of, speaking_endpoint
from labs.evaluation.engine.probe import Answerer, probe, summary
from labs.evaluation.engine.proof import ARCHETYPES, prove, random_lines
from labs.evaluation.engine.rubric import score
from labs.management import stored
from labs.providers.origin import EgressRefused, Origin
from labs.providers.registry import Endpoint
from labs.scenarios.engine.build import build_scenario
from labs.scenarios.engine.scenario import Scenario
from labs.scenarios.shelf import NoSuchLab, ShippedLab, find_lab, shipped_labs
from labs.sessions.engine.dialogue import Mode, State, avatar_said, end, learner_act, scripted_answer, start
from labs.sessions.engine.player import Line, Player, read_lines

HELP = (
    'Type what you would say, or an act: a JSON object such as {"act": "open", "doc": "…"}. Empty line: end.'
)


class Command(BaseCommand):
    help = "Play, simulate, probe or lint the labs of the course folders; read and regrade stored runs."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--content",
            type=Path,
            default=settings.CONTENT_DIR / "courses",
            help="Folder of courses.",
        )
        sub = parser.add_subparsers(dest="verb", required=True)
        play = sub.add_parser("play", help="Play one lab, in the terminal or from a file of learner acts.")
        play.add_argument("scenario")
        play.add_argument("--variant", help="Default: the first assessed one.")
        play.add_argument("--mode", choices=["guided", "assessed"])
        play.add_argument("--script", type=Path, help="JSONL, one learner act a line.")
        play.add_argument("--seed", default="player")
        play.add_argument("--json", action="store_true", dest="as_json")
        simulate = sub.add_parser(
            "simulate", help="Play golden, random and blanket conduct in every variant."
        )
        simulate.add_argument("scenario", nargs="*")
        simulate.add_argument("--random", type=_count, default=20, help="Random learners per variant.")
        simulate.add_argument("--json", action="store_true", dest="as_json")
        probing = sub.add_parser(
            "probe",
            help="Persona contract and attack corpus, against the scripted avatar or an endpoint.",
        )
        probing.add_argument("scenario", nargs="*")
        probing.add_argument(
            "--endpoint",
            nargs="?",
            const="",
            help="Address of an endpoint; alone: the one of OPENAI_BASE_URL. Its key is OPENAI_API_KEY.",
        )
        probing.add_argument("--model", help="Default: OPENAI_MODEL.")
        probing.add_argument("--variant", help="One variant alone; with an endpoint the first one.")
        probing.add_argument("--json", action="store_true", dest="as_json")
        lint = sub.add_parser("lint", help="Everything that is wrong with the labs, with file and line.")
        lint.add_argument("scenario", nargs="*")
        stored.add_verbs(sub)

    def handle(self, *_args: Any, **options: Any) -> None:
        if not options["content"].is_dir():
            raise CommandError(f"{options['content']} is no folder of courses.")
        if options["verb"] in stored.VERBS:
            self.stored(options["verb"], options)
        else:
            getattr(self, options["verb"])(**options)

    def stored(self, verb: str, options: dict[str, Any]) -> None:
        wanted = {name: options[name] for name in ("scenario", "apply") if name in options}
        rows = stored.rows_of(verb, **wanted)
        if options["as_json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for line in stored.lines_of(verb, rows):
            self.stdout.write(line)

    def labs(self, content: Path, names: list[str]) -> Iterator[ShippedLab]:
        try:
            yield from [find_lab(content, name) for name in names] if names else shipped_labs(content)
        except NoSuchLab as error:
            raise CommandError(str(error)) from None

    def read(self, lab: ShippedLab) -> dict[str, Any]:
        read, findings = lab.read()
        broken = [str(f) for f in findings if f.is_error]
        if read is None or broken:
            raise CommandError("\n".join(broken) or f"{lab.file} cannot be read.")
        return read

    # play ---------------------------------------------------------------------------------------------------

    def play(
        self, *, scenario: str, variant: str | None, script: Path | None, mode: Mode | None, **options: Any
    ) -> None:
        read = self.read(next(self.labs(options["content"], [scenario])))
        variants = read["variants"]
        chosen = variant or next(
            (v for v in read["lab"]["variants"] if (mode or "assessed") in variants[v]["modes"]), ""
        )
        if chosen not in variants:
            raise CommandError(f"No such variant; known: {', '.join(variants)}.")
        modes: list[Mode] = variants[chosen]["modes"]
        mode = mode or ("assessed" if "assessed" in modes else "guided")
        if mode not in modes:
            raise CommandError(f"Variant {chosen} is for {' and '.join(modes)} runs.")
        played = build_scenario(read, chosen)
        if script is not None:
            try:
                lines = read_lines(script.read_text("utf-8"))
            except (OSError, ValueError) as error:
                raise CommandError(f"{script}: {error}") from None
            player = Player(played, mode, options["seed"], options["seed"])
            state = player.play(lines)
            for line in player.refused:
                self.stderr.write(f"refused: {line}")
            self.show(played, state, as_json=options["as_json"])
        else:
            # With --json the talk goes to the other stream, so that a machine reads JSON and nothing else.
            self.talk_to = self.stderr if options["as_json"] else self.stdout
            self.show(
                played, self.talk(played, mode, options["seed"]), as_json=options["as_json"], events=False
            )

    def talk(self, scenario: Scenario, mode: Any, seed: str) -> State:
        """A session in the terminal."""
        for text in (scenario.title, scenario.brief["role"], scenario.brief["situation"], HELP):
            self.talk_to.write(text)
        step = start(scenario, mode=mode, seed=seed, salt=seed, at="")
        while True:
            self.said(scenario, step.events)
            if step.speak is not None:
                step = avatar_said(step.state, scripted_answer(step.state, step.speak), at="")
                continue
            if step.ended:
                return step.state
            line = sys.stdin.readline().strip()
            if not line:
                return end(step.state, "left", at="").state
            step = learner_act(step.state, _typed(line), at="")
            if step.error:
                self.talk_to.write(f"  refused: {step.error} {'; '.join(step.problems)}")

    def said(self, scenario: Scenario, events: Any) -> None:
        for event in events:
            text = event.private.get("text", "")
            if event.type == "msg.avatar":
                name = scenario.persona["identity"]["name"]
                self.talk_to.write(f"{name} [Scripted avatar, AI]: {text}")
                for act in event.params["chips"]:
                    self.talk_to.write(f"  · {scenario.chips.get(act, act)}")
            elif event.type == "msg.person":
                self.talk_to.write(f"{scenario.label(event.params['by'])} [simulated]: {text}")
            elif event.type not in ("msg.learner",):
                self.talk_to.write(
                    f"  {event.seq} {event.type} {json.dumps(dict(event.params), ensure_ascii=False)}"
                )

    def show(self, scenario: Scenario, state: State, *, as_json: bool, events: bool = True) -> None:
        result = score(scenario, state.events).to_json()
        wanted = ("score", "passed", "critical", "criteria", "costs", "traps")
        summary = {
            "scenario": scenario.id,
            "variant": scenario.variant,
            **{name: result[name] for name in wanted},
        }
        if as_json:
            lines = [event.to_row() for event in state.events] if events else []
            self.stdout.write(json.dumps({"events": lines, **summary}, ensure_ascii=False, indent=1))
            return
        if events:
            for event in state.events:
                self.stdout.write(json.dumps(event.to_row(), ensure_ascii=False, sort_keys=True))
        self.stdout.write(json.dumps(summary, ensure_ascii=False))

    # simulate, probe, lint ------------------------------------------------------------------------------------

    def simulate(self, *, scenario: list[str], random: int, as_json: bool, content: Path, **_: Any) -> None:
        rows = []
        for lab in self.labs(content, scenario):
            read = self.read(lab)
            for variant in read["lab"]["variants"] if read["lab"]["kind"] == "scored" else ():
                rows += list(_conducts(build_scenario(read, variant), read["tests"], random))
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            end = "passed" if row["passed"] else "critical" if row["critical"] else "failed"
            place = f"{row['scenario']} {row['variant']}"
            self.stdout.write(f"{place:8} {row['conduct']:22} {row['score']:>3}  {end}")

    def probe(
        self,
        *,
        scenario: list[str],
        as_json: bool,
        content: Path,
        endpoint: str | None,
        model: str | None,
        variant: str | None,
        **_: Any,
    ) -> None:
        labs = list(self.labs(content, scenario))
        if endpoint is None:
            report = self.probed(labs, scripted_answer, variant, label="Scripted avatar")
        else:
            asked = _endpoint(endpoint, model)
            found = capabilities_of(asked)
            if found.problem:
                raise CommandError(f"{asked.label} at {asked.base_url}: {found.problem}")
            with speaking_endpoint(asked) as answer:
                report = self.probed(labs, answer, variant, label=asked.label, only_first=True)
            report["capabilities"] = found.to_json()
        self.report(report, as_json=as_json)

    def probed(
        self,
        labs: list[ShippedLab],
        answer: Answerer,
        variant: str | None,
        *,
        label: str,
        only_first: bool = False,
    ) -> dict[str, Any]:
        rows: list[dict[str, Any]] = []
        for lab in labs:
            read = self.read(lab)
            names = read["lab"]["variants"]
            chosen = [one for one in names if one == variant] or (names[:1] if only_first else names)
            for name in chosen:
                rows += probe(build_scenario(read, name), answer)
        return {"avatar": label, "summary": summary(rows), "rows": rows}

    def report(self, report: dict[str, Any], *, as_json: bool) -> None:
        found = report["summary"]
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
        else:
            for row in report["rows"]:
                if row["held"] is not True:
                    why = "failed" if row["held"] is False else "no answer"
                    self.stdout.write(
                        f"{row['scenario']} {row['variant']} {row['probe']}: {why}: {row['said']}"
                    )
            if "capabilities" in report:
                self.stdout.write(json.dumps(report["capabilities"]))
            for kind, counts in found["kinds"].items():
                self.stdout.write(f"{kind:10} {counts['held']:>4} held {counts['failed']:>4} failed")
            blocks = found["false_blocks"]
            self.stdout.write(
                f"{report['avatar']}: {found['probes']} probes, {found['failed']} failed, "
                f"{found['unanswered']} unanswered, {found['canary_leaks']} canary leaks; "
                f"{blocks['blocked']} of {blocks['tried']} ordinary sentences blocked ({blocks['percent']} %)."
            )
        if found["failed"] or found["unanswered"]:
            raise CommandError(f"{found['failed']} probes failed, {found['unanswered']} got no answer.")

    def lint(self, *, scenario: list[str], content: Path, **_: Any) -> None:
        broken = 0
        for lab in self.labs(content, scenario):
            read, findings = lab.read()
            problems = [str(finding) for finding in findings]
            if read is not None and not any(f.is_error for f in findings):
                problems += [
                    f"labs/{lab.name}/{file}: {problem} {hint}" for file, problem, hint in prove(read)
                ]
            for problem in problems:
                self.stdout.write(problem)
            broken += len(problems)
            self.stdout.write(f"{lab.name}: {len(problems) or 'no'} findings")
        if broken:
            raise CommandError(f"{broken} findings.")


def _endpoint(address: str, model: str | None) -> Endpoint:
    base_url, name = address or settings.OPENAI_BASE_URL, model or settings.OPENAI_MODEL
    if not base_url or not name:
        raise CommandError("Give an address and --model, or set OPENAI_BASE_URL and OPENAI_MODEL.")
    try:
        Origin.of(base_url)
    except EgressRefused as error:
        raise CommandError(str(error)) from None
    return Endpoint(base_url, settings.OPENAI_API_KEY, name)


def _count(text: str) -> int:
    """A whole number from 0 on."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 to 10000")
    return number


def _typed(line: str) -> dict[str, Any]:
    if line.startswith("{"):
        try:
            action = json.loads(line)
        except ValueError:
            return {"act": "say", "text": line}
        return action if isinstance(action, dict) else {"act": "say", "text": line}
    return {"act": "say", "text": line}


def _conducts(scenario: Scenario, tests: dict[str, str], random: int) -> Iterator[dict[str, Any]]:
    files = {name.removesuffix(".jsonl"): read_lines(text) for name, text in sorted(tests.items())}
    ordered = sorted(files, key=lambda name: (name in ARCHETYPES, name))
    runs: list[tuple[str, list[Line]]] = [(name, list(files[name])) for name in ordered]
    runs += [(f"random-{n}", random_lines(scenario, f"{scenario.id}{n}", 3 + n % 25)) for n in range(random)]
    mode: Mode = "assessed" if "assessed" in scenario.modes else "guided"
    for conduct, lines in runs:
        result = score(scenario, Player(scenario, mode).play(lines).events)
        yield {
            "scenario": scenario.id,
            "variant": scenario.variant,
            "conduct": conduct,
            "score": result.score,
            "passed": result.passed,
            "critical": [c.id for c in result.critical],
        }
