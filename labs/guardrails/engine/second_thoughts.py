"""What a person may not have meant to write: found before a message is sent, so that it can still be taken out.

Figures of the lab's own papers are part of the game and never warned about: a warning must not give a trap away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from labs.guardrails.engine.redaction import PATTERNS, Vault

PASSWORD = re.compile(
    r"\b(?:password|passphrase|passcode|passwort|kennwort|pwd|pin)\b\s*(?:is|ist|=|:)\s*\S{4,}", re.IGNORECASE
)
NOT_SIGNIFICANT = re.compile(r"[\s./()+-]+")


def kinds_to_think_about(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Kinds of personal data and secrets in a text that the lab did not bring itself, in the order of PATTERNS.

    `known`: the texts of the lab (papers, people's numbers, what was said), compared without blanks and separators.
    """
    vault = Vault()
    vault.hide(text)
    if not vault.marks and not PASSWORD.search(text):
        return ()
    shelf = "\n".join(_plain(one) for one in known)
    foreign = {
        mark[2:].rpartition("-")[0] for value, mark in vault.marks.items() if _plain(value) not in shelf
    }
    order = [kind for kind, _pattern in PATTERNS]
    found = [kind for kind in order if kind in foreign]
    return (*found, "password") if PASSWORD.search(text) else tuple(found)


def _plain(text: str) -> str:
    return NOT_SIGNIFICANT.sub("", text).casefold()
