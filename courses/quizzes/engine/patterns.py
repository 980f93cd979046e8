r"""A small pattern language that cannot hang: it is run as a set of states, in time pattern × text.

Letters, `.`, `\d \w \s \b`, classes `[a-z]`, groups `( )` and `(?: )`, `|`, `? * +`, `{m,n}`, `^`, `$`.
No look-arounds and no back references; a pattern that uses them is refused when the author's file is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

MAX_PATTERN, MAX_STATES, MAX_REPEAT = 200, 2000, 20
Test = Callable[[str], bool]


class PatternError(ValueError):
    """The pattern is outside of the language; the message says where."""


@dataclass(slots=True)
class _State:
    """Either a test of one character, an assertion about the place, or a plain fork."""

    test: Test | None = None
    assertion: str = ""
    out: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    ends: tuple[int, ...]


_CLASSES: dict[str, Test] = {
    "d": str.isdigit,
    "w": lambda char: char.isalnum() or char == "_",
    "s": str.isspace,
}


def _same_as(own: str) -> Test:
    return lambda char: char == own


class _Compiler:
    def __init__(self, text: str) -> None:
        if not text or len(text) > MAX_PATTERN:
            raise PatternError(f"a pattern has 1 to {MAX_PATTERN} characters.")
        self.text, self.at, self.states = text, 0, list[_State]()

    def compile(self) -> tuple[list[_State], int]:
        piece = self._choice(0)
        if self.at < len(self.text):
            raise PatternError(f"unexpected `{self.text[self.at]}` at place {self.at + 1}.")
        goal = self._state()
        self._join(piece, goal)
        return self.states, piece.start

    def _state(self, **values: object) -> int:
        if len(self.states) >= MAX_STATES:
            raise PatternError("the pattern repeats too much.")
        self.states.append(_State(**values))  # type: ignore[arg-type]  # the three fields of _State only
        return len(self.states) - 1

    def _join(self, piece: _Piece, target: int) -> None:
        for end in piece.ends:
            self.states[end].out.append(target)

    def _peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _choice(self, depth: int) -> _Piece:
        if depth > 20:
            raise PatternError("brackets are nested too deeply.")
        options = [self._sequence(depth)]
        while self._peek() == "|":
            self.at += 1
            options.append(self._sequence(depth))
        if len(options) == 1:
            return options[0]
        fork = self._state(out=[option.start for option in options])
        return _Piece(fork, tuple(end for option in options for end in option.ends))

    def _sequence(self, depth: int) -> _Piece:
        start = self._state()
        whole = _Piece(start, (start,))
        while self._peek() not in ("", "|", ")"):
            nxt = self._repeated(depth)
            self._join(whole, nxt.start)
            whole = _Piece(start, nxt.ends)
        return whole

    def _repeated(self, depth: int) -> _Piece:
        begin = self.at
        piece = self._atom(depth)
        if self._peek() not in ("?", "*", "+", "{"):
            return piece
        end = self.at
        fewest, most = self._counts()
        if self._peek() in ("?", "*", "+", "{"):
            raise PatternError(f"two repeats in a row at place {self.at + 1}.")
        after, source = self.at, self.text[begin:end]
        copies = max(fewest, most or 0, 1)
        pieces = [piece, *(self._copy(source, depth) for _ in range(copies - 1))]
        self.at = after
        start = self._state()
        ends, whole = list[int](), _Piece(start, (start,))
        for number, part in enumerate(pieces):
            if number >= fewest:
                ends.extend(whole.ends)
            self._join(whole, part.start)
            whole = part
        if most is None:
            loop = self._state(out=[whole.start])
            self._join(whole, loop)
            whole = _Piece(start, (loop,))
        return _Piece(start, (*ends, *whole.ends))

    def _copy(self, source: str, depth: int) -> _Piece:
        inner = _Compiler(source)
        inner.states = self.states
        return inner._atom(depth)

    def _counts(self) -> tuple[int, int | None]:
        char = self.text[self.at]
        self.at += 1
        if char != "{":
            return {"?": (0, 1), "*": (0, None), "+": (1, None)}[char]
        close = self.text.find("}", self.at)
        low, comma, high = self.text[self.at : close].partition(",") if close > 0 else ("", "", "")
        self.at = close + 1
        if not low.isascii() or not low.isdigit() or (high and not (high.isascii() and high.isdigit())):
            raise PatternError("write {2} or {2,5}.")
        most = None if comma and not high else int(high or low)
        if int(low) > MAX_REPEAT or (most is not None and not max(int(low), 1) <= most <= MAX_REPEAT):
            raise PatternError(f"a repeat is at most {MAX_REPEAT} times, low before high.")
        return int(low), most

    def _atom(self, depth: int) -> _Piece:
        char = self.text[self.at]
        self.at += 1
        if char == "(":
            return self._group(depth)
        if char in "^$":
            return self._single(assertion=char)
        if char == "\\":
            return self._escape()
        if char == "[":
            return self._single(test=self._class())
        if char == ".":
            return self._single(test=lambda _: True)
        if char in "?*+{}":
            raise PatternError(f"nothing to repeat at place {self.at}.")
        return self._single(test=_same_as(char.casefold()))

    def _single(self, **values: object) -> _Piece:
        state = self._state(**values)
        return _Piece(state, (state,))

    def _group(self, depth: int) -> _Piece:
        if self._peek() == "?":
            if self.text[self.at : self.at + 2] != "?:":
                raise PatternError("only plain groups ( ) and (?: ) are allowed.")
            self.at += 2
        piece = self._choice(depth + 1)
        if self._peek() != ")":
            raise PatternError("a bracket is not closed.")
        self.at += 1
        return piece

    def _escape(self) -> _Piece:
        char = self._peek()
        self.at += 1
        if char == "b":
            return self._single(assertion="b")
        if char in _CLASSES:
            return self._single(test=_CLASSES[char])
        if not char or char.isalnum():
            raise PatternError(f"`\\{char}` is not part of the language.")
        return self._single(test=_same_as(char))

    def _class(self) -> Test:
        negated = self._peek() == "^"
        self.at += negated
        tests, singles, ranges = list[Test](), set[str](), list[tuple[str, str]]()
        while (char := self._peek()) != "]":
            self.at += 1
            if not char:
                raise PatternError("a class [ ] is not closed.")
            if char == "\\":
                char = self._peek()
                self.at += 1
                if char in _CLASSES:
                    tests.append(_CLASSES[char])
                    continue
            if self._peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                high = self.text[self.at + 1]
                self.at += 2
                if high < char:
                    raise PatternError(f"the range {char}-{high} runs backwards.")
                ranges.append((char.casefold(), high.casefold()))
            else:
                singles.add(char.casefold())
        self.at += 1

        def fits(char: str) -> bool:
            hit = char in singles or any(a <= char <= b for a, b in ranges) or any(t(char) for t in tests)
            return hit != negated

        return fits


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> tuple[list[_State], int]:
    return _Compiler(pattern).compile()


def check_pattern(pattern: str) -> None:
    """Raise PatternError unless the pattern belongs to the language."""
    _compiled(pattern)


def _holds(assertion: str, text: str, at: int) -> bool:
    if assertion == "^":
        return at == 0
    if assertion == "$":
        return at == len(text)
    word = _CLASSES["w"]
    before = at > 0 and word(text[at - 1])
    after = at < len(text) and word(text[at])
    return before != after


def found_in(pattern: str, text: str) -> bool:
    """Whether the pattern occurs anywhere in the (folded) text."""
    states, start = _compiled(pattern)
    goal = len(states) - 1
    current = set[int]()
    for at in range(len(text) + 1):
        waiting, reached = [*current, start], set[int]()
        while waiting:
            index = waiting.pop()
            if index in reached:
                continue
            reached.add(index)
            state = states[index]
            if state.test is None and (not state.assertion or _holds(state.assertion, text, at)):
                waiting.extend(state.out)
        if goal in reached:
            return True
        if at == len(text):
            return False
        char = text[at]
        current = {
            target
            for index in reached
            if (test := states[index].test) is not None and test(char)
            for target in states[index].out
        }
    return False
