"""Real processes and a real Chromium: `manage.py up` on a folder and a port of its own, driven as a person would."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.browser.person import Person

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ADMIN, ADMIN_PASSWORD = "admin@journey.example", "an-admin-for-one-journey"


@dataclass(frozen=True)
class Site:
    address: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """Run a management command on this site; its output."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def asked(self, script: str) -> Any:
        """Run a script on this site; what it printed as JSON behind the word MADE."""
        said = self.manage("shell", "-v0", stdin=script)
        return json.loads(said.split("MADE ", 1)[1].splitlines()[0])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    with suppress(OSError):
        return bool(urllib.request.urlopen(address + "/health/", timeout=2).status == 200)
    return False


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The embedded database, or, where DATABASE_URL names PostgreSQL, a database of one's own beside it."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield given
        return
    server, _slash, name = given.rpartition("/")
    own = f"{name}_site_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{own}"')
        yield f"{server}/{own}"
        connection.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Iterator[Site]:
    """An installation with the shipped course and one admin. REDIS_URL and the broker hold here too."""
    folder, port = tmp_path_factory.mktemp("site"), _free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "DATA_DIR": str(folder),
        "SITE_URL": f"http://localhost:{port}",
        "DEMO": "1",
        "LABS_SCRIPTED_WORDS_PER_SECOND": "200",
    }
    made = Site(f"http://localhost:{port}", folder, environment)
    made.manage("migrate", "-v0")
    made.manage("import_course", "content/courses/waico", "-v0")
    made.manage(
        "shell",
        "-v0",
        stdin=f"from accounts.api import register_person\nregister_person(email={ADMIN!r}, name='Marit Halvorsen', "
        f"password={ADMIN_PASSWORD!r}, is_staff=True)\n",
    )
    with (folder / "up.log").open("w") as log:
        group = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + 90
            while not _answers(made.address):
                if group.poll() is not None or time.monotonic() > deadline:
                    pytest.fail((folder / "up.log").read_text())
                time.sleep(0.2)
            yield made
        finally:
            group.send_signal(signal.SIGTERM)
            group.wait(timeout=40)


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def new_person(site: Site, chromium) -> Iterator:
    """Open a browser of one's own: `new_person()` returns a Person who is signed out."""
    contexts = []

    def open_one(**options: object) -> Person:
        context = chromium.new_context(
            viewport={"width": 1440, "height": 900}, accept_downloads=True, **options
        )
        contexts.append(context)
        return Person(context.new_page(), site.address)

    yield open_one
    for context in contexts:
        context.close()
