"""Text to tree. The tree is made of frozen nodes that remember where they stood in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from labs.workplace.engine.rules.errors import RuleError

TOKEN = re.compile(
    r"\s*(?:(?P<clock>\d\d:\d\d)|(?P<num>\d+(?:\.\d+)?)|(?P<str>\"[^\"]*\")|(?P<var>\$[a-z]\w*)"
    r"|(?P<word>[^\W\d_][\w]*(?:[-.]\w+)*)|(?P<op><=|>=|==|!=|[-+<>()\[\]{},|=*]))"
)
KEYWORDS = frozenset({"and", "or", "not", "in", "includes", "ever", "undone"})
COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
# P a pattern, S a sum, B a braced set, W a word: what each function takes.
FUNCTIONS = {
    "any": "P",
    "none": "P",
    "count": "P",
    "refs": "P",
    "before": "PP",
    "within": "PSP",
    "first": "PW",
    "last": "PW",
    "value": "W",
    "committed": "W",
    "overlap": "SB",
}
LONGEST, DEEPEST = 4000, 40


_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of a rule; `pos` is its place in the text."""

    pos: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    kind: str  # num, clock or id
    value: float | str


@dataclass(frozen=True, slots=True)
class Variable(Node):
    name: str


@dataclass(frozen=True, slots=True)
class SetOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a pattern; `either` empty means any value."""

    name: str | None
    either: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pattern(Node):
    mode: str  # live, ever or undone
    event: str
    args: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Logic(Node):
    word: str  # and, or, not, met
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    what: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Sum(Node):
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Members(Node):
    word: str  # includes, overlap
    have: Node
    need: Node


@dataclass(frozen=True, slots=True)
class Ask(Node):
    """A function over patterns: any, none, count, refs, first, last, before, within."""

    name: str
    pattern: Pattern
    parameter: str = ""
    other: Pattern | None = None
    minutes: Node | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    pos: int


class _Parser:
    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise RuleError(text, LONGEST, f"a rule has at most {LONGEST} characters")
        self.text, self.tokens, self.at, self.depth, pos = text, list[_Token](), 0, 0, 0
        while text[pos:].strip():
            match = TOKEN.match(text, pos)
            if match is None:
                start = pos + len(text[pos:]) - len(text[pos:].lstrip())
                raise RuleError(text, start, f"unexpected character {text[start]}")
            kind = str(match.lastgroup)
            self.tokens.append(_Token(kind, match[kind], match.start(kind)))
            pos = match.end()
        self.tokens += [_Token("end", "", len(text))] * 2

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        return self.next.kind in ("op", "word") and self.next.text in texts

    def skip(self, text: str) -> bool:
        if self.sees(text):
            self.at += 1
            return True
        return False

    def take(self, text: str = "", kind: str = "") -> _Token:
        token = self.next
        if (text and not self.sees(text)) or (kind and token.kind != kind):
            raise RuleError(self.text, token.pos, f"expected {text or kind}, found {token.text or 'the end'}")
        self.at += 1
        return token

    def several(self, one: Callable[[], _Part], sep: str) -> tuple[_Part, ...]:
        items = [one()]
        while self.skip(sep):
            items.append(one())
        return tuple(items)

    def deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise RuleError(self.text, self.next.pos, f"a rule is at most {DEEPEST} levels deep")
        node = read()
        self.depth -= 1
        return node

    def rule(self) -> Node:
        return self.deeper(lambda: self.chain("or", lambda: self.chain("and", self.unary)))

    def chain(self, word: str, one: Callable[[], Node]) -> Node:
        pos = self.next.pos
        parts = self.several(one, word)
        return parts[0] if len(parts) == 1 else Logic(pos, word, parts)

    def unary(self) -> Node:
        if self.sees("not"):
            pos = self.take().pos
            return Logic(pos, "not", (self.deeper(self.unary),))
        return self.compare()

    def compare(self) -> Node:
        left = self.sum()
        token = self.next
        if self.sees(*COMPARISONS):
            self.take()
            return Compare(token.pos, token.text, left, self.sum())
        if self.skip("in"):
            self.take("[")
            low = self.sum()
            self.take(",")
            high = self.sum()
            self.take("]")
            return Between(token.pos, left, low, high)
        if self.skip("includes"):
            return Members(token.pos, "includes", left, self.braced())
        return left

    def sum(self) -> Node:
        node = self.term()
        while self.sees("+", "-"):
            token = self.take()
            node = Sum(token.pos, token.text, node, self.term())
        return node

    def term(self) -> Node:
        if self.skip("("):
            node = self.rule()
            self.take(")")
            return node
        if self.sees("{"):
            return self.braced()
        is_call = self.next.kind == "word" and self.tokens[self.at + 1].text == "("
        return self.call() if is_call else self.item()

    def braced(self) -> Node:
        pos = self.take("{").pos
        items = self.several(self.item, ",")
        self.take("}")
        return SetOf(pos, items)

    def item(self) -> Node:
        sign = -1 if self.skip("-") else 1
        token = self.take(kind="num" if sign < 0 else "")
        if token.kind in ("end", "op") or (token.kind == "word" and token.text in KEYWORDS):
            raise RuleError(self.text, token.pos, f"expected a value, found {token.text or 'the end'}")
        if token.kind == "num":
            return Literal(token.pos, "num", sign * float(token.text))
        if token.kind == "clock":
            hours, minutes = int(token.text[:2]), int(token.text[3:])
            if hours > 23 or minutes > 59:
                raise RuleError(self.text, token.pos, f"{token.text} is no time of day")
            return Literal(token.pos, "clock", hours * 60 + minutes)
        if token.kind == "var":
            return Variable(token.pos, token.text[1:])
        return Literal(token.pos, "id", token.text.strip('"'))

    def call(self) -> Node:
        name, pos = self.next.text, self.take(kind="word").pos
        self.take("(")
        if name == "met":
            rules = self.several(self.rule, ",")
            self.take(")")
            return Logic(pos, "met", rules)
        if name not in FUNCTIONS:
            raise RuleError(self.text, pos, f"unknown function {name}")
        node = self.arguments(name, pos)
        self.take(")")
        return node

    def arguments(self, name: str, pos: int) -> Node:
        shape = FUNCTIONS[name]
        if shape == "W":  # value(f) and committed(f) are short forms of last(…)
            word = self.take(kind="word")
            field = Argument(None, (Literal(word.pos, "id", word.text),))
            if name == "value":
                return Ask(pos, "last", Pattern(pos, "live", "calc.enter", (field,)), "value")
            return Ask(pos, "last", Pattern(pos, "live", "decision.commit", ()), word.text)
        if shape == "SB":
            have = self.sum()
            self.take(",")
            return Members(pos, "overlap", have, self.braced())
        first = self.pattern()
        if shape == "P":
            return Ask(pos, name, first)
        self.take(",")
        if shape == "PW":
            return Ask(pos, name, first, self.take(kind="word").text)
        minutes = None
        if shape == "PSP":
            minutes = self.sum()
            self.take(",")
        return Ask(pos, name, first, other=self.pattern(), minutes=minutes)

    def pattern(self) -> Pattern:
        mode = self.take().text if self.sees("ever", "undone") else "live"
        event = self.take(kind="word")
        args: tuple[Argument, ...] = ()
        if self.skip("["):
            args = self.several(self.argument, ",")
            self.take("]")
        return Pattern(event.pos, mode, event.text, args)

    def argument(self) -> Argument:
        if self.skip("*"):
            return Argument(None, ())
        name = None
        if self.tokens[self.at + 1].text == "=":
            name = self.take(kind="word").text
            self.take("=")
        return Argument(name, self.several(self.item, "|"))


def parse(text: str) -> Node:
    """The tree of a rule; raises a located RuleError."""
    parser = _Parser(text)
    node = parser.rule()
    parser.take(kind="end")
    return node
