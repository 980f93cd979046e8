"""Small display helpers for every template: no queries, no rules."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SVG_DIR = Path(settings.ROOT) / "static" / "svg"


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A decorative icon of the sprite: `{% icon "check" %}`; `extra` adds classes such as `flip`."""
    return format_html(
        '<svg class="i {}" aria-hidden="true"><use href="{}#i-{}"></use></svg>',
        extra,
        static("svg/icons.svg"),
        name,
    )


@cache
def _drawing(name: str) -> tuple[str, str]:
    """The view box and inner marks of `static/svg/<name>.svg`."""
    text = (SVG_DIR / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', text, re.DOTALL)
    if found is None:
        raise ValueError(f"static/svg/{name}.svg is not one SVG element with a viewBox.")
    return found[1], found[2]


@register.simple_tag
def rosette(name: object, css_class: str = "rosette") -> SafeString:
    """The engraved rosette of a module (1 to 8, or `big`), inline so that it takes the text colour."""
    known = str(name) if (SVG_DIR / f"rosette-{name}.svg").exists() else "1"
    box, marks = _drawing(f"rosette-{known}")
    return mark_safe(f'<svg class="{css_class}" viewBox="{box}" aria-hidden="true">{marks}</svg>')  # noqa: S308


@register.simple_tag
def wordmark() -> SafeString:
    """The sign of Ready Room."""
    box, marks = _drawing("mark")
    return mark_safe(  # noqa: S308
        f'<svg viewBox="{box}" aria-hidden="true" stroke-width="9" fill="none" stroke="currentColor">{marks}</svg>'
    )


@register.filter
def initials(name: object) -> str:
    """Up to two initials: `Dalia Mensah` → `DM`."""
    parts = [part for part in str(name).split() if part[0].isalnum()]
    picked = parts[:1] + parts[-1:] if len(parts) > 1 else parts
    return "".join(part[0] for part in picked).upper()
