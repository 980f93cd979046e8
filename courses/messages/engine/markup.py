"""An announcement's Markdown to safe HTML: paragraphs, emphasis, lists, links, quotes, code, small headings. No raw HTML, no pictures."""

from __future__ import annotations

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

TAGS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong", "ul"}


def _small_headings(state: StateCore) -> None:
    """Headings of an announcement stand below those of the page."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2"} else "h4"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
    parser.core.ruler.push("small_headings", _small_headings)
    return parser


_PARSER = _parser()


_BLOCK = re.compile(r"<(?=/?(?:blockquote|br|h[34]|hr|li|ol|p|pre|ul)\b)")


def plain(markup: str) -> str:
    """The words of drawn HTML in one line, without a sign of their markup: for places that show plain text."""
    return " ".join(unescape(nh3.clean(_BLOCK.sub(" <", markup), tags=set())).split())


def draw(text: str) -> str:
    """HTML that may stand in a page: links lead to web and mail addresses alone and pass on no reputation."""
    return nh3.clean(
        _PARSER.render(text),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
