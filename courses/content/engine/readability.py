"""How hard a text reads: LIX, which needs no word list and works in most European languages."""

from __future__ import annotations

import re

LIX_LIMIT = 47


def reading_level(text: str) -> float:
    """LIX: words per sentence plus the share of long words. About 40 is plain, above 47 is hard."""
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) < 50:
        return 0.0
    sentences = max(1, len(re.findall(r"[.!?:…](?:\s|$)", text)))
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)
