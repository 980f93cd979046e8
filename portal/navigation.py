"""The main navigation: which doors a person sees. It reads only what the session's user already holds."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    is_current: bool


def navigation(request: HttpRequest) -> dict[str, list[NavItem]]:
    """Template context: `nav_items`, in order."""
    links: list[tuple[str, str]] = [("/catalogue/", _("Catalogue")), ("/verify/", _("Verify"))]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        links = [
            ("/learn/", _("Learn")),
            ("/catalogue/", _("Catalogue")),
            ("/credentials/", _("Credentials")),
        ]
        if user.is_contact:
            links.append(("/clients/", _("My organisation")))
        if user.has_desk:
            links.append(("/desk/", _("Desk")))
        if user.is_staff:
            links.append(("/programme/", _("Programme")))
    return {"nav_items": [NavItem(url, label, request.path.startswith(url)) for url, label in links]}
