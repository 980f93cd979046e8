"""Typed readers of environment settings: every value has a type, a default and, for secrets, a `*_FILE` twin."""

from __future__ import annotations

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The value of `name`, without surrounding space."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A yes/no setting. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(
        f"{name}={raw!r} is not a yes/no value. Use one of: 1, 0, true, false, yes, no."
    )


def number(name: str, default: int, minimum: int | None = None) -> int:
    """A whole number, at least `minimum`. Raises ImproperlyConfigured on anything else."""
    raw = text(name)
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from error
    if minimum is not None and value < minimum:
        raise ImproperlyConfigured(f"{name}={value} is too small. The least allowed is {minimum}.")
    return value


def amount(name: str, default: str = "0") -> Decimal:
    """An amount that is not negative, such as `0.0025`. Raises ImproperlyConfigured on anything else."""
    raw = text(name) or default
    try:
        value = Decimal(raw)
    except InvalidOperation as error:
        raise ImproperlyConfigured(f"{name}={raw!r} is not an amount such as 0.0025.") from error
    if not value.is_finite() or value < 0:
        raise ImproperlyConfigured(f"{name}={raw!r} is not an amount of zero or more.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret(name: str, default: str = "") -> str:
    """A secret from `name`, or from the file that `name`_FILE points to (container secrets)."""
    path = text(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={path!r} cannot be read: {error.strerror}.") from error
    return text(name, default)
