"""Checks of what goes in and what comes out: leaks, denial of being an AI, smuggled links, hidden characters."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e"
KEPT = "\n\t"
IMAGE = re.compile(r"!\[([^\]]*)\]\s*\([^)]*\)")
LINK = re.compile(r"\[([^\]]+)\]\s*\((?:[^)]*)\)")
REFERENCE = re.compile(r"^\s*\[[^\]]+\]:\s*\S+.*$", re.MULTILINE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
URL = re.compile(r"\b(?:https?|ftp|data|javascript|file):[^\s<>\"']+", re.IGNORECASE)
DENIAL = re.compile(
    r"\bi(?:'m| am)\s+(?:(?:not|no)\s+(?:an?\s+)?(?:ai|bot|robot|machine|program|computer|avatar)\b"
    r"|(?:really |actually |indeed |of course |just )*(?:a |an |the )?(?:real |actual |living )*"
    r"(?:human|person|man|woman)\b(?! (?:copy|likeness)))"
    r"|\bthis is (?:really|actually) (?:me|a (?:human|person))\b",
    re.IGNORECASE,
)
NEAR = 0.6  # so much of a secret in one piece is a leak


@dataclass(frozen=True, slots=True)
class Verdict:
    """The text as it may be used, what was found in it, and whether it may be used at all."""

    text: str
    findings: tuple[str, ...] = ()
    is_allowed: bool = True
    leaks: tuple[str, ...] = ()


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without control, direction and invisible characters and lone surrogates."""
    found: set[str] = set()
    kept: list[str] = []
    for char in text:
        if char in BIDI or char in INVISIBLE:
            found.add("bidi")
        elif (unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") and char not in KEPT) or char == "\r":
            if char != "\r":
                found.add("control")
        else:
            kept.append(char)
    return "".join(kept), tuple(sorted(found))


def _bare(text: str) -> str:
    """Only letters and digits, compatibility forms folded, so that spacing and case hide nothing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def _decodings(text: str) -> Iterable[str]:
    """The text and what is left of it after the usual ways to disguise a secret."""
    bare = _bare(text)
    yield bare
    yield bare[::-1]
    yield codecs.encode(bare, "rot13")
    for run in re.findall(r"[A-Za-z0-9+/=_-]{12,}", text):
        padded = run.replace("-", "+").replace("_", "/").rstrip("=")
        try:
            raw = base64.b64decode(padded + "=" * (-len(padded) % 4))
        except (binascii.Error, ValueError):
            continue
        yield _bare(raw.decode("latin-1"))
    packed = re.sub(r"[\s:,]", "", text)
    for run in re.findall(r"(?:[0-9a-fA-F]{2}){6,}", packed):
        yield _bare(bytes.fromhex(run).decode("latin-1"))


def leaked(text: str, canaries: Iterable[str]) -> tuple[str, ...]:
    """The canaries that the text carries, whole or for the most part, plain or disguised."""
    wanted = [(canary, _bare(canary)) for canary in canaries]
    if not wanted:
        return ()
    shapes = list(_decodings(text))
    found = []
    for canary, bare in wanted:
        size = max(6, -(-len(bare) * 6 // 10))
        pieces = {bare[i : i + size] for i in range(len(bare) - size + 1)}
        if any(piece in shape for shape in shapes for piece in pieces):
            found.append(canary)
    return tuple(found)


def check_input(text: str, *, limit: int, canaries: Iterable[str] = ()) -> Verdict:
    """A learner's message: cleaned; refused when empty or too long; a leak is noted, not stopped."""
    cleaned, findings = clean(text)
    cleaned = cleaned.strip()
    if len(cleaned) > limit:
        return Verdict(cleaned[:limit], (*findings, "length"), is_allowed=False)
    leaks = leaked(cleaned, canaries)
    return Verdict(cleaned, (*findings, *(("canary",) if leaks else ())), bool(cleaned), leaks)


def check_output(
    text: str, *, limit: int = 6000, canaries: Iterable[str] = (), links: bool = False
) -> Verdict:
    """An avatar's words: links and tags lose their target; a leak or a denial of being an AI is not shown at all."""
    cleaned, found = clean(text)
    findings = list(found)
    if not links:
        bare = TAG.sub("", REFERENCE.sub("", LINK.sub(r"\1", IMAGE.sub(r"\1", cleaned))))
        bare = URL.sub("[link removed]", bare)
        if bare != cleaned:
            findings.append("link")
        cleaned = bare
    if len(cleaned) > limit:
        cleaned = cleaned[:limit].rstrip() + " …"
        findings.append("length")
    leaks = leaked(cleaned, canaries)
    if leaks:
        findings.append("canary")
    if DENIAL.search(cleaned.replace("’", "'")):
        findings.append("human_denial")
    blocked = bool(leaks) or "human_denial" in findings
    return Verdict(cleaned.strip(), tuple(findings), not blocked, leaks)
