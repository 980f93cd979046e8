"""The scripted avatar. A pure function: the same messages and the same turn give the same words and calls."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from labs.providers.engine.briefing import is_unknown_topic, passage_for
from labs.providers.engine.matcher import Guess, guess
from labs.providers.engine.script import Act, Reply, Script, Spoken, ToolCall, Turn
from labs.providers.engine.text import normal

# What people say to any avatar in any scene. Short talk moves nothing and counts as no miss.
HUMAN = re.compile(
    r"\b(are you|is this|am i (talking|speaking|chatting)|do i (talk|speak)).{0,30}"
    r"\b(human|person|real|bot|robot|machine|ai|chatbot|computer|living|software)\b"
    r"|^(bot|human|ai)$|who am i (talking|speaking) (to|with)|^(so )?you are an? (ro)?(bot|machine|ai|computer|program)\b"
)
INJECT = re.compile(
    r"(ignore|disregard|forget|override).{0,30}\b(instruction|rule|prompt|guideline)s?"
    r"|(show|print|reveal|repeat|output).{0,30}\b(prompt|system message|instructions|configuration)\b"
    r"|(developer|debug|god|admin) mode|jailbreak|no restrictions|everything above"
)
GREET = re.compile(
    r"^(hello|hi|hey|good (morning|afternoon|evening)|morning|hi there|hello there)( \w{1,12})?$"
)
THANKS = re.compile(
    r"^(ok |great |perfect |super )?(thanks|thank you|cheers|bye|goodbye|see you)( \w+){0,3}$"
)
RUDE = re.compile(r"\b(stupid|idiot|useless|shut up|crap|damn|hell|fuck\w*|shit\w*|rubbish|dumb|moron)\b")


def asks_who_speaks(script: Script, sentence: str, intent: str) -> bool:
    """Whether a person wants to know what they talk to. That is answered by rule, whoever else speaks."""
    act = script.acts.get(intent)
    return (act is not None and act.rule == "disclosure") or HUMAN.search(normal(sentence)) is not None


def respond(
    script: Script,
    messages: Sequence[Mapping[str, Any]],
    tools: Sequence[Mapping[str, Any]] | None,
    turn: Turn,
) -> Spoken:
    """Answer the last user message of a chat in OpenAI's shape. Metadata goes as tool calls of the same message."""
    allowed = {str(t.get("function", {}).get("name")) for t in tools or ()}
    said = [_text(m) for m in messages if m.get("role") == "user"]
    if turn.number == 0 or not said:
        return _spoken(script, "first_turn", turn, said, allowed)
    sentence = said[-1]
    act = turn.intent if turn.intent in script.acts else ""
    if act:
        return _spoken(script, act, turn, said, allowed)
    if HUMAN.search(normal(sentence)):
        return _disclosure(script, turn, said, allowed)
    if INJECT.search(normal(sentence)):
        return _framed(script, "inject", turn, allowed)
    found = guess(script, turn.scene, sentence)
    if found.act:
        return _spoken(script, found.act, turn, said, allowed)
    for name, pattern in (("greet", GREET), ("thanks", THANKS), ("rude", RUDE)):
        if pattern.search(normal(sentence)):
            return _framed(script, name, turn, allowed)
    if is_unknown_topic(script, sentence):
        return _framed(script, "not_known", turn, allowed)
    passage = passage_for(script, sentence)
    if passage is not None:
        words = _pick(script.voice.wordings("know"), turn, "know")
        text = words.format(text=passage.text, doc=passage.doc, as_of=passage.as_of)
        return Spoken(text, _calls([("heard", {"act": "know"}), ("cite", {"doc": passage.doc})], allowed))
    return _clarify(script, turn, said, found, allowed)


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):  # content parts, as some clients send them
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, Mapping))
    return str(content or "")


def _seed(turn: Turn, name: str) -> int:
    return int(sha256(f"{turn.seed}|{name}".encode()).hexdigest(), 16)


def _pick(wordings: Sequence[str], turn: Turn, name: str) -> str:
    """The session's seed chooses the first wording; each repeat takes the next, so none comes twice in a row."""
    return wordings[(_seed(turn, name) + turn.acts.count(name)) % len(wordings)]


def _calls(wanted: Sequence[tuple[str, Mapping[str, Any]]], allowed: set[str]) -> tuple[ToolCall, ...]:
    kept = [(name, args) for name, args in wanted if name in allowed]
    return tuple(ToolCall.of(n, name, **args) for n, (name, args) in enumerate(kept, start=1))


def choose_reply(act: Act, turn: Turn) -> tuple[int, Reply]:
    """The first reply whose conditions hold; the last one is the fall-back."""
    for place, reply in enumerate(act.replies):
        if all(_holds(condition, act, turn) for condition in reply.when):
            return place, reply
    return len(act.replies) - 1, act.replies[-1]


def _holds(condition: str, act: Act, turn: Turn) -> bool:
    wanted, name = not condition.startswith("!"), condition.removeprefix("!")
    if name == "again":
        is_so = act.id in turn.acts
    elif name.startswith("seen:"):
        is_so = name.removeprefix("seen:") in turn.acts
    else:
        is_so = name in turn.facts
    return is_so is wanted


def _spoken(script: Script, act_id: str, turn: Turn, said: Sequence[str], allowed: set[str]) -> Spoken:
    act = script.acts[act_id]
    place, reply = choose_reply(act, turn)
    text = _with_slots(script, _pick(reply.say, turn, act_id), said)
    wanted: list[tuple[str, Mapping[str, Any]]] = [("heard", {"act": act_id, "reply": place})]
    wanted += [("cite", {"doc": doc}) for doc in reply.cites]
    wanted += [("claim", {"claim": claim}) for claim in reply.claims]
    wanted += [("propose", {"proposal": proposal}) for proposal in reply.proposes]
    if reply.suggests:
        wanted.append(("suggest", {"acts": list(reply.suggests)}))
    return Spoken(text, _calls(wanted, allowed))


def _with_slots(script: Script, text: str, said: Sequence[str]) -> str:
    """Fill <slot> marks from what the learner said in this or an earlier turn; an unfilled mark takes its default."""

    def fill(match: re.Match[str]) -> str:
        name, _, default = match[1].partition("|")
        pattern = script.slots.get(name)
        found = [hit for words in said if pattern is not None and (hit := pattern.search(words))]
        return found[-1][1].strip()[:80] if found else default

    return re.sub(r"<<([a-z_]+\|[^<>]*)>>", fill, text)


def _disclosure(script: Script, turn: Turn, said: Sequence[str], allowed: set[str]) -> Spoken:
    ruled = next((act.id for act in script.acts.values() if act.rule == "disclosure"), "")
    return _spoken(script, ruled, turn, said, allowed) if ruled else _framed(script, "human", turn, allowed)


def _framed(script: Script, name: str, turn: Turn, allowed: set[str]) -> Spoken:
    text = _pick(script.voice.wordings(name), turn, name)
    return Spoken(text.replace("{owner}", "").strip(), _calls([("heard", {"act": name})], allowed))


def _clarify(script: Script, turn: Turn, said: Sequence[str], found: Guess, allowed: set[str]) -> Spoken:
    """First miss: ask, with the nearest acts. Second: the scene's acts as buttons. Third: take one and move on."""
    here = [a for a in script.candidates(turn.scene) if script.acts[a].chip]
    near = [act for act, score in found.ranked if score > 0 and script.acts[act].chip]
    if turn.misses >= 2 and here:
        fresh = [a for a in (*near, *here) if a not in turn.acts] or here
        answer = _spoken(script, fresh[0], turn, said, allowed)
        lead = _pick(script.voice.wordings("move_on"), turn, "move_on").format(
            chip=script.acts[fresh[0]].chip
        )
        return Spoken(f"{lead}\n\n{answer.text}", answer.calls)
    chips = here if turn.misses == 1 else list(dict.fromkeys((*near[:3], *here)))[:3]
    frame = "buttons" if turn.misses == 1 else "unknown"
    wordings = script.voice.wordings(frame)
    if frame == "unknown" and "unknown" in script.acts:
        wordings = script.acts["unknown"].replies[0].say
    text = _pick(wordings, turn, "unknown")
    return Spoken(text, _calls([("heard", {"act": "unknown"}), ("suggest", {"acts": chips})], allowed))
