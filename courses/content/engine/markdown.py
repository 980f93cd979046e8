"""Lesson text to safe HTML blocks: CommonMark, tables, footnotes, definition lists, and the blocks of lessons.

Rendered once, when a version is published. Raw HTML is never let through; nh3 cleans the result all the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from courses.content.engine.blocks import (
    ICONS,
    Labels,
    Library,
    Problem,
    Work,
    fact_block,
    figure,
    recall,
    show_figure,
)

CALLOUTS = ("misconception", "note", "ai", "warn", "say")
CONTAINERS = (*CALLOUTS, "reveal")
SLOT = re.compile(r"\{\{\s*([a-z]+):([^{}\s]+?)\s*\}\}")
_ALONE = re.compile(r"\{\{\s*([a-z]+):([^{}\s]+?)\s*\}\}\Z")
_MARKER = re.compile("\ue000([0-9]+)\ue001")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_WORDS = re.compile(r"\{\{.*?\}\}|!\[.*?\]\(.*?\)|^\[\^.*?\]:.*$", re.MULTILINE)
# fmt: off
TAGS = {
    "a", "abbr", "aside", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "hr", "i", "img", "li", "mark", "ol", "p", "pre", "s", "section",
    "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}
# fmt: on
ATTRIBUTES: dict[str, set[str]] = {
    "*": {
        "class",
        "id",
        "role",
        "tabindex",
        "aria-label",
        "aria-labelledby",
        "aria-hidden",
        "aria-describedby",
    },
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "loading"},
    "th": {"scope", "colspan"},
    "td": {"colspan"},
    "ol": {"start"},
}


@dataclass(frozen=True)
class Rendered:
    """`blocks` alternate HTML and recall questions: `{"html": …}` or `{"recall": id}`."""

    blocks: tuple[dict[str, str], ...]
    headings: tuple[tuple[str, str], ...]
    words: int
    text: str
    terms: tuple[str, ...]
    facts: tuple[str, ...]
    figures: tuple[str, ...]
    recall: tuple[str, ...]
    containers: tuple[str, ...]
    problems: tuple[Problem, ...]


def count_words(body: str) -> int:
    """Words that a reader reads: no recall slots, no footnote lines, no figure markup."""
    return len(_WORDS.sub("", body).split())


def render(body: str, library: Library, labels: Labels | None = None) -> Rendered:
    """Render a lesson's body. Never raises for bad input: what is wrong is in `problems`."""
    work = Work(library, labels or Labels())
    private = _PRIVATE.search(body)
    if private is not None:
        work.line = body.count("\n", 0, private.start()) + 1
        work.miss("encoding", "There is a private-use character in the text.", "Remove it.")
        body = _PRIVATE.sub("", body)
    parser = _parser(work)
    tokens = parser.parse(body, {})
    raw = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        raw,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer",
    )
    blocks = _split(clean, work)
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", _MARKER.sub(" ", clean))).split())
    return Rendered(
        blocks=blocks,
        headings=tuple(work.headings),
        words=count_words(body),
        text=plain,
        terms=tuple(dict.fromkeys(work.terms)),
        facts=tuple(dict.fromkeys(work.facts)),
        figures=tuple(work.figures),
        recall=tuple(work.recall),
        containers=tuple(work.containers),
        problems=tuple(work.problems),
    )


def _split(clean: str, work: Work) -> tuple[dict[str, str], ...]:
    parts: list[dict[str, str]] = []
    for number, piece in enumerate(re.split("\ue000recall:([^\ue001]*)\ue001", _fill(clean, work))):
        if number % 2:
            parts.append({"recall": piece})
        elif piece.strip():
            parts.append({"html": piece.strip()})
    return tuple(parts)


def _fill(clean: str, work: Work) -> str:
    return _MARKER.sub(
        lambda found: work.slots[int(found[1])] if int(found[1]) < len(work.slots) else "", clean
    )


def _parser(work: Work) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False, move_to_end=True)
    deflist_plugin(parser)
    for name in CONTAINERS:
        container_plugin(parser, name, render=_container(work, name))
    parser.core.ruler.push("lesson_slots", lambda state: _slots(state, work))
    rules = cast(Any, parser.renderer).rules
    rules["slot"] = lambda tokens, index, _o, _e: tokens[index].content
    rules["table_open"] = lambda *_: '<div class="scroll" tabindex="0"><table class="table">\n'
    rules["table_close"] = lambda *_: "</table></div>\n"
    rules["th_open"] = lambda tokens, index, _o, _e: _head_cell(tokens, index + 1)
    rules["th_close"] = lambda tokens, index, _o, _e: (
        "</th>" if tokens[index - 1].content.strip() else "</td>"
    )
    rules["footnote_ref"] = lambda tokens, index, _o, _e: _footnote_ref(tokens[index], work)
    rules["footnote_block_open"] = lambda *_: (
        f'<section class="sources" aria-labelledby="sources"><h2 id="sources">{html.escape(work.labels.sources)}</h2>\n'
    )
    rules["footnote_block_close"] = lambda *_: "</section>\n"
    rules["footnote_open"] = lambda tokens, index, _o, _e: _footnote_open(tokens[index], work)
    rules["footnote_close"] = lambda *_: "</div>\n"
    rules["footnote_anchor"] = lambda *_: ""
    return parser


def _head_cell(tokens: Sequence[Token], content: int) -> str:
    """A head cell without text heads nothing, so it is a plain cell."""
    return '<th scope="col">' if tokens[content].content.strip() else "<td>"


def _footnote_ref(token: Token, work: Work) -> str:
    label = html.escape(str(token.meta.get("label") or token.meta["id"] + 1))
    number = token.meta["id"] + 1
    ref = f"fn-{label}" if not token.meta.get("subId") else f"fn-{label}-{token.meta['subId']}"
    said = html.escape(f"{work.labels.source} {number}")
    return f'<a class="fn" id="{ref}" href="#src-{label}" aria-label="{said}">{number}</a>'


def _footnote_open(token: Token, work: Work) -> str:
    label = html.escape(str(token.meta.get("label") or token.meta["id"] + 1))
    said = html.escape(f"{work.labels.source} {token.meta['id'] + 1}")
    back = html.escape(work.labels.back)
    return (
        (
            f'<div class="fnote" id="src-{label}"><header><strong>{said}</strong>'
            f'<a class="small" href="#fn-{label}">{back}</a></header>\n'
        )
        .replace("<header>", '<div class="fnote-head">')
        .replace("</header>", "</div>")
    )


def _container(work: Work, name: str) -> Any:
    def draw(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
        token = tokens[index]
        if token.nesting != 1:
            return "</details>\n" if name == "reveal" else "</div></div>\n"
        work.containers.append(name)
        given = token.info.strip().removeprefix(name).strip().strip('"“”')
        title = html.escape(given or str(getattr(work.labels, name)))
        if name == "reveal":
            return f'<details class="compare-ours"><summary>{title}</summary>\n'
        if name == "ai":
            return f'<div class="callout ai"><div><span class="ai-badge">{title}</span>\n'
        look = {"misconception": "callout warn", "warn": "callout warn", "say": "callout pine"}.get(
            name, "callout"
        )
        icon = work.slot(f'<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>')
        heading = "" if name == "say" and not given else f'<p class="callout-title"><b>{title}</b></p>'
        return f'<div class="{look}">{icon}<div>{heading}\n'

    return draw


def _slots(state: StateCore, work: Work) -> None:
    """Give every `{{…}}`, glossary link, heading and figure its meaning, in the order of the text."""
    kept: list[Token] = []
    tokens = state.tokens
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.map:
            work.line = token.map[0] + 1
        if token.type == "paragraph_open" and tokens[index + 1].type == "inline":
            single = _single(tokens[index + 1], work)
            if single is not None:
                kept.append(single)
                index += 3
                continue
        if token.type == "heading_open":
            _heading(token, tokens[index + 1], work)
        if token.type == "heading_close" and token.tag == "h1":
            token.tag = "h2"
        if token.type == "inline":
            token.children = _inline(token.children or [], work)
            _margin_notes(kept, work)
        kept.append(token)
        index += 1
    state.tokens = kept


def _margin_notes(kept: list[Token], work: Work) -> None:
    """Terms that occur for the first time get a note in the margin, before the block they stand in."""
    fresh = [key for key in dict.fromkeys(work.terms) if key not in work.noted]
    place = next((at for at in range(len(kept) - 1, -1, -1) if kept[at].level == 0), 0)
    for key in fresh:
        entry = work.library.glossary[key]
        note = Token("slot", "", 0)
        term, text = html.escape(str(entry.get("term", key))), html.escape(str(entry.get("text", "")))
        note.content = f'<aside class="note" id="term-{key}"><b>{term}</b>{text}</aside>\n'
        kept.insert(place, note)
        place += 1
    work.noted.update(fresh)


def _single(inline: Token, work: Work) -> Token | None:
    """A paragraph that is one slot or one figure and nothing else."""
    content = inline.content.strip()
    found = _ALONE.match(content)
    slot = Token("slot", "", 0)
    if found is not None:
        kind, name = found[1], found[2]
        if kind == "recall":
            slot.content = recall(name, work)
        elif kind in ("ev", "law") and "." not in name:
            slot.content = fact_block(kind, name, work)
        else:
            return None
        return slot
    children = inline.children or []
    if len(children) == 1 and children[0].type == "image":
        slot.content = figure(children[0], work)
        return slot
    return None


def _heading(token: Token, inline: Token, work: Work) -> None:
    if token.tag == "h1":
        work.miss(
            "heading", "A lesson's headings start at “##”.", "Write “## …”; the title is the page's “#”."
        )
        token.tag = "h2"
    text = SLOT.sub("", inline.content).strip()
    anchor = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "part"
    used = {name for name, _text in work.headings}
    number = 2
    base = anchor
    while anchor in used:
        anchor, number = f"{base}-{number}", number + 1
    token.attrSet("id", anchor)
    work.headings.append((anchor, text))


def _inline(children: Sequence[Token], work: Work) -> list[Token]:
    made: list[Token] = []
    tips: list[str] = []
    for token in children:
        if token.type == "link_close" and tips:
            made += [token, _tip(tips.pop(), work)]
            continue
        if token.type == "text" and "{{" in token.content:
            token.content = SLOT.sub(lambda found: _inline_slot(found[1], found[2], work), token.content)
        elif token.type == "link_open":
            key = _link(token, work)
            if key:
                tips.append(key)
                made.append(_raw('<span class="term-box">', work))
        elif token.type == "image":
            work.miss("figure", "A figure stands inside a sentence.", "Give it a paragraph of its own.")
            continue
        made.append(token)
    return made


def _inline_slot(kind: str, name: str, work: Work) -> str:
    key, _dot, figure = name.partition(".")
    shelf = {"ev": work.library.facts, "law": work.library.law}.get(kind)
    if shelf is None or not figure:
        work.miss(
            "slot", f"“{{{{{kind}:{name}}}}}” means nothing inside a sentence.", "Use {{ev:KEY.figure}}."
        )
        return ""
    figures = shelf.get(key, {}).get("figures") or {}
    if figure not in figures:
        work.miss(
            "reference", f"The fact “{key}” has no figure “{figure}”.", "Mend the key or add the figure."
        )
        return ""
    work.facts.append(key)
    return show_figure(figures[figure])


def _raw(markup: str, work: Work) -> Token:
    """Markup of our own inside a sentence: it is no text, so it is neither counted nor searched."""
    token = Token("slot", "", 0)
    token.content = work.slot(markup)
    return token


def _tip(key: str, work: Work) -> Token:
    """What a term means, shown on hover and focus and told to screen readers with the link."""
    text = html.escape(str(work.library.glossary[key].get("text", "")))
    return _raw(
        f'<span class="term-tip" role="tooltip" id="tip-{key}-{work.terms.count(key)}">{text}</span></span>',
        work,
    )


def _link(token: Token, work: Work) -> str:
    """Give a link its meaning; the key of the term it explains, if it does."""
    href = str(token.attrs.get("href", ""))
    if href.startswith("glossary:"):
        key = href.removeprefix("glossary:")
        if key not in work.library.glossary:
            work.miss("reference", f"There is no glossary term “{key}”.", "Add it to glossary.yaml.")
            token.attrs["href"] = "#"
            return ""
        work.terms.append(key)
        described = f"tip-{key}-{work.terms.count(key)}"
        token.attrs = {"href": f"#term-{key}", "class": "term", "aria-describedby": described}
        return key
    if not href.startswith(("https://", "#", "mailto:")):
        work.miss(
            "link", f"The link “{href[:80]}” leads nowhere.", "Use https://, #heading or glossary:term."
        )
        token.attrs["href"] = "#"
    return ""
