from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import Plain, blank, first, note_for
from courses.quizzes.engine.patterns import found_in
from courses.quizzes.engine.text import clean, folded, skeleton, word_count
from courses.quizzes.engine.types.short.spec import ShortSpec
from courses.quizzes.engine.values import Answer, Face, Grade, Line, RawAnswer, State

MAX_SHORT = 400


def verdict(spec: ShortSpec, answer: str) -> State:
    """RIGHT, WRONG (rejected by rule) or REVIEW (no rule recognises it)."""
    text, bones = folded(answer), skeleton(answer)
    if any(found_in(pattern, text) for pattern in spec.reject):
        return State.WRONG
    if bones and bones in {skeleton(form) for form in spec.forms}:
        return State.RIGHT
    if any(found_in(pattern, text) for pattern in spec.accept):
        return State.RIGHT
    return State.REVIEW if spec.unmatched == "review" else State.WRONG


class ShortType(Plain[ShortSpec]):
    name = "short"

    def read(self, spec: ShortSpec, raw: RawAnswer) -> Answer:
        return clean(first(raw), MAX_SHORT) or None

    def notice(self, spec: ShortSpec, answer: Answer) -> str:
        return "too_many_words" if isinstance(answer, str) and word_count(answer) > spec.max_words else ""

    def grade(self, spec: ShortSpec, answer: Answer) -> Grade:
        missed = Line(spec.sample_answers[0], "missed")
        if not isinstance(answer, str) or not answer:
            return blank(note=note_for(spec, Fraction(0)), lines=(missed,))
        state = verdict(spec, answer) if word_count(answer) <= spec.max_words else State.WRONG
        share = Fraction(int(state is State.RIGHT))
        lines = (Line(answer, "right"),) if state is State.RIGHT else (Line(answer, "wrong"), missed)
        return Grade(share, state, int(share), int(not share), 1, lines, note_for(spec, share))

    def face(self, spec: ShortSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        value = answer if isinstance(answer, str) else ""
        return Face(
            spec.id, self.name, spec.stem, spec.points, spec.context, value=value, count=spec.max_words
        )

    def check(self, spec: ShortSpec) -> list[str]:
        return [
            f'the sample answer "{sample}" is not accepted by its own rules'
            for sample in spec.sample_answers
            if verdict(spec, sample) is not State.RIGHT or word_count(sample) > spec.max_words
        ]
