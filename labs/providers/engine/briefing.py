"""Cited and dated answers from the persona's briefing: BM25 over its passages."""

from __future__ import annotations

from collections import Counter
from math import log

from labs.providers.engine.script import Passage, Script
from labs.providers.engine.text import LIGHT, normal, stem

ENOUGH = 1.2
K1, B = 1.5, 0.75


def _terms(text: str) -> list[str]:
    return [stem(w) for w in normal(text).split() if w not in LIGHT]


def passage_for(script: Script, sentence: str) -> Passage | None:
    """The passage that answers a sentence, if one clearly does; restricted passages never do."""
    passages = [p for p in script.briefing if p.confidentiality != "restricted"]
    if not passages:
        return None
    terms = [_terms(" ".join((p.text, *p.keys, *p.keys))) for p in passages]
    seen = Counter(word for words in terms for word in set(words))
    average = sum(map(len, terms)) / len(terms) or 1.0
    best: tuple[float, int] = (0.0, 0)
    for place, words in enumerate(terms):
        counts, score = Counter(words), 0.0
        for word in set(_terms(sentence)):
            if word in counts:
                idf = log(1 + (len(terms) - seen[word] + 0.5) / (seen[word] + 0.5))
                score += (
                    idf * counts[word] * (K1 + 1) / (counts[word] + K1 * (1 - B + B * len(words) / average))
                )
        best = max(best, (score, -place))
    return passages[-best[1]] if best[0] >= ENOUGH else None


def is_unknown_topic(script: Script, sentence: str) -> bool:
    """Does the sentence ask about something the persona is known not to hold?"""
    asked = set(_terms(sentence))
    return any(set(_terms(topic)) <= asked for topic in script.unknown_topics if _terms(topic))
