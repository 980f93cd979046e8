"""Display helpers of the account pages: no queries, no rules."""

from __future__ import annotations

import re

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail.access import is_outbox_open

register = template.Library()

# In this order: the browsers that claim to be another one come first.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@register.filter
def browser_name(user_agent: str) -> str:
    """`Firefox on Linux`: what a person recognises, without versions."""
    browser = next((name for mark, name in _BROWSERS if re.search(rf"{mark}/", user_agent)), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another program")


@register.simple_tag
def outbox_url() -> str:
    """The address of the local outbox, or nothing where mail really leaves."""
    return reverse("accounts:outbox") if is_outbox_open() else ""
