"""Words, stems and n-grams: what typos, dialect and haste leave of a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise

from labs.providers.engine.thesaurus import idea

WORD = re.compile(r"[a-z0-9]+(?:\.\d+)?")
REPEATED = re.compile(r"([a-z])\1{2,}")
# Words that carry little of what a learner wants, and short forms people type.
SHORT_FORMS = {
    "u": "you",
    "r": "are",
    "ur": "your",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "whats": "what is",
    "wheres": "where is",
    "whos": "who is",
    "hows": "how is",
    "im": "i am",
    "ive": "i have",
    "ill": "i will",
    "id": "i would",
    "dont": "do not",
    "doesnt": "does not",
    "cant": "can not",
    "cannot": "can not",
    "wont": "will not",
    "isnt": "is not",
    "arent": "are not",
    "didnt": "did not",
    "youre": "you are",
    "thats": "that is",
    "its": "it is",
    "gimme": "give me",
    "wanna": "want to",
    "gonna": "going to",
    "info": "information",
}
LIGHT = frozenset(
    [
        "a",
        "an",
        "the",
        "i",
        "you",
        "me",
        "my",
        "we",
        "us",
        "it",
        "is",
        "am",
        "are",
        "be",
        "to",
        "of",
        "for",
        "in",
        "on",
        "at",
        "and",
        "or",
        "so",
        "that",
        "this",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "please",
        "just",
        "hi",
        "hello",
        "hey",
        "ok",
        "okay",
        "well",
        "then",
        "now",
        "there",
        "here",
        "have",
        "has",
        "had",
        "was",
        "were",
        "with",
        "your",
        "our",
    ]
)


def normal(text: str) -> str:
    """Lower case, no accents, no apostrophes, single spaces, short forms written out."""
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c)).replace("'", "").replace("’", "")
    words = WORD.findall(REPEATED.sub(r"\1\1", text))
    return " ".join(SHORT_FORMS.get(word, word) for word in words)


def stem(word: str) -> str:
    """A rough English stem: enough to bring plurals and verb forms together."""
    for end in ("ing", "ed", "es", "s", "ly"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            return word[: -len(end)]
    return word


def grams(normalised: str) -> Counter[str]:
    """Character 2- to 4-grams within words, whole stems, and pairs of neighbouring stems."""
    found: Counter[str] = Counter()
    words = normalised.split()
    stems = [stem(word) for word in words]
    for word in words:
        padded = f" {word} "
        weight = 1 if word not in LIGHT else 0
        for n in (2, 3, 4):
            for i in range(len(padded) - n + 1):
                found[padded[i : i + n]] += weight
    for word, base in zip(words, stems, strict=True):
        found[f"#{base}"] += 1 if word in LIGHT else 3
    for base in stems:
        if found_idea := idea(base):
            found[f"@{found_idea}"] += 3
    for (left, one), (right, two) in pairwise(zip(words, stems, strict=True)):
        is_light = left in LIGHT or right in LIGHT
        found[f"##{one} {two}"] += 1 if is_light else 2
    return Counter({k: v for k, v in found.items() if v})
