from __future__ import annotations

from fractions import Fraction

from courses.quizzes.engine.base import Plain, blank, first, note_for
from courses.quizzes.engine.seeds import shuffled
from courses.quizzes.engine.types.single.spec import ChoiceSpec, SingleSpec
from courses.quizzes.engine.values import Answer, AnswerProblem, Choice, Face, Grade, Line, RawAnswer, State


def choices_of(spec: ChoiceSpec, chosen: str, *, seed: int, shuffle: bool) -> tuple[Choice, ...]:
    """The options in the order of this seed, without the key."""
    names = list(spec.by_id)
    if shuffle:
        names = shuffled(names, seed=seed, purpose=f"options:{spec.id}", name=str)
    return tuple(Choice(name, spec.by_id[name].t, name == chosen) for name in names)


def lines_of(spec: ChoiceSpec, chosen: str) -> tuple[Line, ...]:
    """What was chosen and, where that was wrong, what is better."""
    key, picked = spec.by_id[spec.key], spec.by_id.get(chosen)
    if picked is not None and (picked.key or picked.accepted):
        return (Line(picked.t, "right", picked.why),)
    missed = Line(key.t, "missed", key.why)
    return (Line(picked.t, "wrong", picked.why), missed) if picked else (missed,)


class SingleType(Plain[SingleSpec]):
    name = "single"

    def read(self, spec: SingleSpec, raw: RawAnswer) -> Answer:
        chosen = first(raw)
        if chosen and chosen not in spec.by_id:
            raise AnswerProblem("unknown_choice")
        return chosen or None

    def grade(self, spec: SingleSpec, answer: Answer) -> Grade:
        chosen = answer if isinstance(answer, str) and answer in spec.by_id else ""
        lines = lines_of(spec, chosen)
        if not chosen:
            return blank(lines=lines, note=note_for(spec, Fraction(0)))
        is_right = spec.earns(chosen)
        share = Fraction(int(is_right))
        return Grade(
            share,
            State.RIGHT if is_right else State.WRONG,
            right=int(is_right),
            wrong=int(not is_right),
            lines=lines,
            note=note_for(spec, share),
        )

    def face(self, spec: SingleSpec, answer: Answer, *, seed: int, shuffle: bool) -> Face:
        chosen = answer if isinstance(answer, str) else ""
        return Face(
            spec.id,
            self.name,
            spec.stem,
            spec.points,
            spec.context,
            choices_of(spec, chosen, seed=seed, shuffle=shuffle),
        )
