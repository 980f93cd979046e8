"""Which processes make an installation, and how each is started."""

from __future__ import annotations

import errno
import socket
import sys
from argparse import ArgumentTypeError
from contextlib import closing

from config.supervisor import Program

PYTHON = sys.executable


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def why_not(host: str, port: int) -> str:
    """Why nothing can listen on this address, and what to do; empty when it can."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is taken by another program. Choose another one: --port {port + 1}"
            if error.errno == errno.EACCES:
                return f"Port {port} is not open to this account. Choose one above 1023: --port 8000"
            return f"{host} is no address of this machine ({error.strerror or error}). Choose another one: --host 127.0.0.1"
    return ""


def port_number(text: str) -> int:
    """A port for --port; the next one must exist too, behind a proxy it is the streams'."""
    return _number(text, least=1, most=65534)


def some(text: str) -> int:
    """How many workers or threads: at least one."""
    return _number(text, least=1, most=512)


def _number(text: str, *, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
    return number


def _python(module: str, options: str) -> list[str]:
    return [PYTHON, "-m", module, *options.split()]


def front(host: str, port: int, pages_port: int, streams_port: int) -> Program:
    """The one address: hands streams to one process and everything else to the other."""
    options = f"--listen {host}:{port} --pages 127.0.0.1:{pages_port} --streams 127.0.0.1:{streams_port}"
    return Program("front", _python("config.dispatcher", options))


def pages(host: str, port: int, workers: int, threads: int) -> Program:
    """WSGI workers. On SQLite one thread each is fastest; on PostgreSQL threads use the time it waits."""
    options = (
        f"--interface wsgi --host {host} --port {port} --workers {workers} --blocking-threads {threads} "
        "--respawn-failed-workers --workers-kill-timeout 10 --no-ws --log-level warning config.wsgi:application"
    )
    return Program("pages", _python("granian", options))


def streams(host: str, port: int) -> Program:
    """One ASGI process for live streams; add more of them before adding threads."""
    options = (
        f"--interface asginl --host {host} --port {port} --workers 1 --loop uvloop "
        "--respawn-failed-workers --workers-kill-timeout 5 --no-ws --log-level warning config.asgi:application"
    )
    return Program("streams", _python("granian", options))


def worker(threads: int) -> Program:
    options = (
        f"-A config.celery worker -P threads -c {threads} "
        "--without-gossip --without-mingle --without-heartbeat -l INFO"
    )
    return Program("worker", _python("celery", options))


def beat() -> Program:
    return Program("beat", _python("celery", "-A config.celery beat -l WARNING"))
