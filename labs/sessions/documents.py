"""Shows the papers of the simulated office: as laid out, or as plain text that hides nothing. They are data, never markup of ours."""

from __future__ import annotations

import re
from functools import cache
from itertools import count
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

TAGS = frozenset(
    "p h3 h4 table thead tbody tr th td strong em small ul ol li code br hr blockquote".split()  # noqa: SIM905 - read as a list
)


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt  # only a process that shows documents pays for it

    return MarkdownIt("commonmark", {"html": True, "breaks": True}).enable("table")


def as_page(text: str) -> SafeString:
    """The laid-out page: headings below the page's own, no links, no pictures, no scripts."""
    html = _markdown().render(text)
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", re.sub(r"<(/?)h[3-6]>", r"<\1h4>", html))
    import nh3

    clean = nh3.clean(html, tags=set(TAGS), attributes={"th": {"align"}, "td": {"align"}}, link_rel=None)
    clean = re.sub(r"<th[^>]*></th>", "<td></td>", clean)
    place = count(1)
    clean = re.sub("<table>", lambda _match: _opening(next(place)), clean)
    return mark_safe(clean.replace("</table>", "</table></div>"))  # noqa: S308 - cleaned by nh3 just above


def _opening(number: int) -> str:
    label = _("Table %(n)s") % {"n": number}
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="table">'


def as_lines(text: str) -> list[str]:
    """Every line of the file, in reading order."""
    return text.split("\n")
