"""Where an endpoint is: scheme, host and port of an address. Light: forms load it, and no client library."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


class EgressRefused(Exception):
    """A request tried to leave for a place that is not the configured endpoint."""


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port of an endpoint."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """Raises EgressRefused unless `url` is plain http(s) with a host and without credentials."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise EgressRefused("The address of the endpoint cannot be read.") from error
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.username or parts.password:
            raise EgressRefused(
                "The address of the endpoint must be http or https, with a host and no password."
            )
        return cls(parts.scheme, parts.hostname.lower(), port or DEFAULT_PORTS[parts.scheme])
