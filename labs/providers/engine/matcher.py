"""Which act a sentence comes closest to, among those a scene expects. Pure TF-IDF over n-grams, plus author cues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

from labs.providers.engine.script import Act, Script
from labs.providers.engine.text import grams, normal

CUE = 0.30  # what one author cue adds
SECOND_CUE = 0.10
EXACT = 9.0
THRESHOLD = 0.12
MARGIN = 0.01
FAR_THRESHOLD = 0.45  # an act that the scene does not expect must be this clear
FAR_LEAD = 0.20  # and this much better than the best expected one
Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Guess:
    """The best acts with their scores; `act` is empty when none is clear enough."""

    act: str
    ranked: tuple[tuple[str, float], ...]


class Matcher:
    """Built once per script; ranking is a pure function of the sentence and the candidates."""

    def __init__(self, acts: Iterable[Act]) -> None:
        self.acts = {act.id: act for act in acts}
        raw = [
            (act.id, words, grams(normal(words)))
            for act in self.acts.values()
            for words in (*act.examples, *([act.chip] if act.chip else []))
        ]
        seen = Counter(key for _, _, counts in raw for key in counts)
        total = len(raw)
        self.idf = {key: log((1 + total) / (1 + n)) + 1 for key, n in seen.items()}
        self.unseen = log(1 + total) + 1
        self.vectors = [(act, words, self.vector(counts)) for act, words, counts in raw]

    def vector(self, counts: Counter[str]) -> Vector:
        weights = {k: (1 + log(n)) * self.idf.get(k, self.unseen) for k, n in counts.items()}
        length = sqrt(sum(w * w for w in weights.values())) or 1.0
        return {k: w / length for k, w in weights.items()}

    def rank(
        self, sentence: str, candidates: Iterable[str], *, without: str | None = None
    ) -> tuple[tuple[str, float], ...]:
        """Candidates by score, best first; ties by name, so that the order never depends on chance.

        `without` leaves one example out: a lint asks how an act is found by its other examples.
        """
        wanted = set(candidates)
        words = normal(sentence)
        query = self.vector(grams(words))
        near: dict[str, list[float]] = {act: [] for act in wanted}
        for act, example, vector in self.vectors:
            if act in wanted and example != without:
                small, large = (query, vector) if len(query) < len(vector) else (vector, query)
                near[act].append(sum(w * large[k] for k, w in small.items() if k in large))
        scores = {act: _pooled(found) + self._cues(act, sentence, words) for act, found in near.items()}
        return tuple(sorted(scores.items(), key=lambda kv: (-kv[1], kv[0])))

    def _cues(self, act: str, sentence: str, words: str) -> float:
        lowered = sentence.casefold().replace("’", "'")
        hits = sum(1 for cue in self.acts[act].cues if cue.search(lowered) or cue.search(words))
        return 0.0 if not hits else CUE + (SECOND_CUE if hits > 1 else 0.0)


def _pooled(scores: list[float]) -> float:
    """The best example counts most; the second best steadies it."""
    best = sorted(scores, reverse=True)[:2]
    return 0.0 if not best else 0.8 * best[0] + 0.2 * best[-1]


def guess(script: Script, scene: str, sentence: str) -> Guess:
    """The act a sentence means in a scene: a clear one of the scene, else a very clear one of another scene."""
    exact = script.chips.get(normal(sentence))
    if exact:
        return Guess(exact, ((exact, EXACT),))
    matcher: Matcher = script.matcher
    here = script.candidates(scene)
    ranked = matcher.rank(sentence, here)
    if is_clear(ranked):
        far = matcher.rank(sentence, (a for a in matcher.acts if a not in here and matcher.acts[a].chip))
        if not far or far[0][1] < ranked[0][1] + FAR_LEAD or far[0][1] < FAR_THRESHOLD:
            return Guess(ranked[0][0], ranked)
        return Guess(far[0][0], far)
    far = matcher.rank(sentence, (a for a in matcher.acts if a not in here and matcher.acts[a].chip))
    if far and far[0][1] >= FAR_THRESHOLD and (not ranked or far[0][1] > ranked[0][1] + MARGIN):
        return Guess(far[0][0], far)
    return Guess("", ranked)


def is_clear(ranked: tuple[tuple[str, float], ...]) -> bool:
    """Good enough, and ahead of the next one."""
    if not ranked or ranked[0][1] < THRESHOLD:
        return False
    return len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= MARGIN
