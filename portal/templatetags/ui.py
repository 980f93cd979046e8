"""Small display helpers for every template: no queries, no rules.

Drawings come from `static/svg/` and go into the page inline, so that they take the text colour and the theme.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

register = template.Library()

SVG_DIR = Path(settings.ROOT) / "static" / "svg"
AVATARS = frozenset({"ilse", "tomas", "ruvi", "hanneke", "scout"})
PORTRAIT_STATES = frozenset({"idle", "thinking", "speaking", "unsure", "stopped"})


@cache
def _drawing(name: str) -> tuple[str, str]:
    """The view box and the inner marks of `static/svg/<name>.svg`."""
    text = (SVG_DIR / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', text, re.DOTALL)
    if found is None:
        raise ValueError(f"static/svg/{name}.svg is not one SVG element with a viewBox.")
    return found[1], found[2]


def _inline(name: str, attributes: str) -> SafeString:
    box, marks = _drawing(name)
    return mark_safe(f'<svg viewBox="{box}" {attributes}>{marks}</svg>')  # noqa: S308 - our own drawing files


def avatar_key(persona_id: object) -> str:
    """The drawing of a persona: `ilse-l` → `ilse`; an unknown one gets the faceless agent's glyph."""
    key = str(persona_id).split("-")[0]
    return key if key in AVATARS else "scout"


@cache
def _drawn(template_name: str, language: str) -> SafeString:
    with override(language):
        return mark_safe(get_template(template_name).render())  # noqa: S308 - a template's own output


@register.simple_tag
def same_for_all(template_name: str) -> SafeString:
    """A component that depends on nothing but the language: drawn once, then only copied into each page."""
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(template_name, get_language() or settings.LANGUAGE_CODE)


@register.simple_tag(name="static")
@lru_cache(maxsize=512)
def static_address(path: str) -> SafeString:
    """The address of a static file, in place of Django's tag: it is the same as long as a process lives."""
    return mark_safe(escape(static(path)))  # noqa: S308 - escaped


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, extra: str = "") -> SafeString:
    """A decorative icon of the sprite: `{% icon "check" %}`; `extra` adds classes such as `flip`."""
    return format_html(
        '<svg class="i {}" aria-hidden="true"><use href="{}#i-{}"></use></svg>',
        extra,
        static_address("svg/icons.svg"),
        name,
    )


@register.simple_tag
def rosette(name: object, css_class: str = "rosette") -> SafeString:
    """The engraved rosette of a module (1 to 8, or `big`); any other number wraps round."""
    key = str(name)
    if key != "big":
        key = str((int(key) - 1) % 8 + 1) if key.isdigit() else "1"
    return _inline(f"rosette-{key}", f'class="{css_class}" aria-hidden="true"')


@register.simple_tag
def wordmark() -> SafeString:
    """The sign of Ready Room."""
    return _inline("mark", 'aria-hidden="true" stroke-width="9" fill="none" stroke="currentColor"')


@register.simple_tag
def guilloche() -> SafeString:
    """The engraved band under the hero."""
    return _inline(
        "guilloche-band", 'class="guilloche" aria-hidden="true" preserveAspectRatio="xMidYMid slice"'
    )


@register.simple_tag
def portrait(persona_id: object, state: str = "idle", label: str = "", caption: str = "") -> SafeString:
    """The large engraved portrait of an avatar. `state`: one of PORTRAIT_STATES; `caption` says it in words."""
    named = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<div class="portrait" data-state="{}">{}{}</div>',
        state if state in PORTRAIT_STATES else "idle",
        _inline(avatar_key(persona_id), named),
        format_html('<span class="state">{}</span>', caption) if caption else "",
    )


@register.simple_tag
def chip(persona_id: object) -> SafeString:
    """The small mark of an avatar, for messages and lists."""
    drawing = _inline(f"{avatar_key(persona_id)}-small", 'aria-hidden="true"')
    return format_html('<span class="chip" aria-hidden="true">{}</span>', drawing)


@register.simple_tag
def petals(total: int, done: int) -> SafeString:
    """A ring of `total` petals of which `done` are filled; the words stand beside it."""
    total = max(int(total), 1)
    done = min(max(int(done), 0), total)

    def group(first: int, last: int, css_class: str) -> str:
        height = round(80 * math.pi / total * 3.6, 1)
        turns = (round(-90 + index * 360 / total, 1) for index in range(first, last))
        marks = "".join(
            f'<ellipse cx="80" rx="18" ry="{height}" transform="rotate({turn})"/>' for turn in turns
        )
        return f'<g class="{css_class}">{marks}</g>'

    marks = group(done, total, "todo") + group(0, done, "done")
    return mark_safe(f'<svg viewBox="-100 -100 200 200" aria-hidden="true">{marks}</svg>')  # noqa: S308 - numbers only


@register.simple_tag
def spark(values: Sequence[float], late: bool = False) -> SafeString:
    """A sparkline of percentages, oldest first, with its first and last value in words."""
    if not values:
        return mark_safe("")
    shown = [min(max(float(value), 0.0), 100.0) for value in values]
    step = 88 / max(len(shown) - 1, 1)
    points = [(round(index * step, 1), round(24 - value * 0.2, 1)) for index, value in enumerate(shown)]
    return format_html(
        '<svg class="spark{}" viewBox="0 0 88 24" role="img" aria-label="{}">'
        '<path class="goal" d="M0 22L88 3"/><polyline points="{}"/><circle r="2.5" cx="{}" cy="{}"/></svg>',
        " late" if late else "",
        _("Progress by week: %(first)d to %(last)d percent") % {"first": shown[0], "last": shown[-1]},
        " ".join(f"{x},{y}" for x, y in points),
        *points[-1],
    )


@register.filter
def initials(name: object) -> str:
    """Up to two initials: `Dalia Mensah` → `DM`."""
    parts = [part for part in str(name).split() if part[0].isalnum()]
    picked = parts[:1] + parts[-1:] if len(parts) > 1 else parts
    return "".join(part[0] for part in picked).upper()


@register.filter
def in_minutes(span: timedelta) -> str:
    """A time limit in words, whole minutes: `25 minutes`."""
    count = span // timedelta(minutes=1)
    return ngettext("%(n)d minute", "%(n)d minutes", count) % {"n": count}
