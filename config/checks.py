"""Start-up checks: what is unsafe or missing, and how to repair it. Errors keep the servers from starting."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register
from django.core.exceptions import ImproperlyConfigured

from bootstrap.machine import has_fonts


def refuse_unsafe_settings() -> None:
    """Called by every server before its first request: raise on the first error of the quick checks."""
    for message in unsafe_settings():
        raise ImproperlyConfigured(f"{message.msg} {message.hint}")


def unsafe_settings() -> Iterator[CheckMessage]:
    """What must never face people: it looks at settings alone."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        if settings.DEBUG:
            yield Error(
                "DEBUG is on together with PostgreSQL.",
                hint="Debug pages show settings and data. Use DJANGO_SETTINGS_MODULE=config.settings.prod.",
                id="ready_room.E001",
            )
        if settings.SECRET_KEY_IS_GENERATED:
            yield Error(
                "SECRET_KEY was generated on this machine, and the database is PostgreSQL.",
                hint="Several processes or machines need one key. Set SECRET_KEY or SECRET_KEY_FILE.",
                id="ready_room.E002",
            )
    if not settings.DEBUG and len(settings.SECRET_KEY) < 32 and settings.SECRET_KEY != "only-for-tests":  # noqa: S105
        yield Error(
            "SECRET_KEY is shorter than 32 characters.",
            hint='Make one: python3 -c "import secrets; print(secrets.token_urlsafe(50))".',
            id="ready_room.E003",
        )


@register("ready_room")
def check_safety(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return list(unsafe_settings())


@register("ready_room")
def check_site_url(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        return [
            Error(
                f"SITE_URL={settings.SITE_URL!r} is not an address such as https://learn.example.org.",
                hint="Links in mails, certificates and QR codes start with it: scheme and host, no path.",
                id="ready_room.E004",
            )
        ]
    known = settings.ALLOWED_HOSTS
    host = parts.hostname
    covered = "*" in known or any(
        host == name or (name.startswith(".") and host.endswith(name)) for name in known
    )
    if not covered:
        return [
            Warning(
                f"SITE_URL names the host {host}, and ALLOWED_HOSTS does not have it.",
                hint=f"Links in mails would answer 400. Add {host} to ALLOWED_HOSTS.",
                id="ready_room.W001",
            )
        ]
    return []


@register("ready_room")
def check_data_folder(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    folder = Path(settings.DATA_DIR)
    nearest = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
    if os.access(nearest, os.W_OK):
        return []
    return [
        Error(
            f"The data folder {folder} cannot be written.",
            hint="Set DATA_DIR to a folder of this user, or change the owner of this one.",
            id="ready_room.E005",
        )
    ]


@register("ready_room")
def check_fonts(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    if has_fonts():
        return []
    return [
        Warning(
            "No fonts were found: no certificate can be drawn.",
            hint="sudo apt-get install fonts-dejavu-core fonts-noto-core",
            id="ready_room.W002",
        )
    ]


@register("ready_room")
def check_model_endpoint(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    given = {
        "OPENAI_BASE_URL": settings.OPENAI_BASE_URL,
        "OPENAI_API_KEY": settings.OPENAI_API_KEY,
        "OPENAI_MODEL": settings.OPENAI_MODEL,
    }
    absent = [name for name, value in given.items() if not value]
    if len(absent) in {0, 3}:
        return []
    return [
        Warning(
            f"A model endpoint is set in part; missing: {', '.join(absent)}.",
            hint="Set all three, or none: then the scripted avatar speaks.",
            id="ready_room.W003",
        )
    ]


@register("ready_room", deploy=True)
def check_production(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    if urlsplit(settings.SITE_URL).scheme != "https":
        messages.append(
            Warning(
                "SITE_URL does not start with https://.",
                hint="Certificates carry this address for years. Put TLS in front and set the https address.",
                id="ready_room.W004",
            )
        )
    if not settings.REDIS_URL:
        messages.append(
            Info(
                "REDIS_URL is not set: each process keeps its own cache and counts its own rate limits.",
                hint="Right for one page process; with more, set REDIS_URL.",
                id="ready_room.I001",
            )
        )
    if not settings.EMAIL_HOST:
        messages.append(
            Info(
                "EMAIL_HOST is not set: mail stays on the outbox page and reaches nobody.",
                hint="Set EMAIL_HOST, EMAIL_HOST_USER and EMAIL_HOST_PASSWORD.",
                id="ready_room.I002",
            )
        )
    return messages
