"""Pictures of question texts: `{{ text|pictured:page.media }}`. No queries, no rules."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from courses.content.engine import pictures

register = template.Library()


@register.filter
def pictured(text: str, media: str) -> SafeString:
    """The text, escaped, with its pictures; `media` is the address that their names are added to."""
    if "[image: " not in text:
        return conditional_escape(text)
    return mark_safe(pictures.pictured(text, lambda name: media + name))  # noqa: S308 - the engine escapes every part


@register.filter
def unpictured(text: str) -> str:
    """The text for a list: each picture is its description."""
    return pictures.without_pictures(text) if "[image: " in text else text
