"""Structured logs: one JSON object a line, with the request's id and without personal data."""

from __future__ import annotations

import json
import logging
import os
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_ADDRESS = re.compile(r"[^\s\"'<>(=]+@[^\s\"'<>),]+")
_FIELDS = ("method", "route", "status", "ms", "task_id", "process", "code")
_ANSI = "\x1b[2m{}\x1b[0m"


def current_request_id() -> str:
    return _request_id.get()


def bind_request_id(request_id: str) -> None:
    """Every log line of this thread or coroutine carries `request_id` from now on."""
    _request_id.set(request_id)


def unbind_request_id() -> None:
    _request_id.set("")


def new_request_id() -> str:
    return os.urandom(8).hex()


class WithoutPersonalData(logging.Filter):
    """Django's own lines about requests hold paths, and paths hold invitation tokens: name the route instead."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            record.route = match.route if match else "-"
            record.method = getattr(request, "method", "-")
            record.status = getattr(record, "status_code", None)
            record.msg = "request failed" if record.levelno >= logging.ERROR else "request refused"
            record.args = None
        return True


class JsonFormatter(logging.Formatter):
    """A log record as one line of JSON. Mail addresses are masked, also inside tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": masked(record.getMessage()),
        }
        request_id = _request_id.get()
        if request_id:
            line["request_id"] = request_id
        for field in _FIELDS:
            value = record.__dict__.get(field)
            if value is not None and field != "process":
                line[field] = value
        if record.exc_info:
            line["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """The same for eyes: time, level, event, and the fields that are there."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        fields = " ".join(
            f"{name}={record.__dict__[name]}"
            for name in _FIELDS
            if name != "process" and record.__dict__.get(name) is not None
        )
        text = f"{moment} {record.levelname.lower():<7} {masked(record.getMessage())} {fields}".rstrip()
        if record.exc_info:
            text += "\n" + masked(self.formatException(record.exc_info))
        return text


def masked(text: str) -> str:
    """`text` with every mail address replaced: errors of a database quote the values that they refused."""
    return _ADDRESS.sub("[address]", text) if "@" in text else text


def logging_config(level: str, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error, where the process supervisor or container collects it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"private": {"()": "config.logs.WithoutPersonalData"}},
        "formatters": {
            "json": {"()": "config.logs.JsonFormatter"},
            "plain": {"()": "config.logs.PlainFormatter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "plain",
                "filters": ["private"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True, "level": level},
            # A refused request (4xx) is on the access line already.
            "django.request": {"level": "ERROR"},
            "kombu.connection": {"level": "ERROR"},  # the embedded broker has no host name to miss
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            # One line for each avatar reply says nothing: the session's own log has it.
            "httpx": {"level": "WARNING"},
            "httpx2": {"level": "WARNING"},
            "openai": {"level": "WARNING"},
        },
    }
