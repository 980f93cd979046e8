"""A database is copied as it is, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config.moving import MovingError, open_target
from tests.config.test_backups import Installation

MORE = (
    "from accounts.models import User; from accounts.audit.services import record_audit, seal_audit;"
    "lena = User.objects.get(); [record_audit(actor=lena, verb='user.renamed', target=lena) for _ in range(3)];"
    "seal_audit()"
)
# A number that the sequence of the copy must not give again.
NEXT = (
    "from accounts.models import User; old = User.objects.get();"
    "print(User.objects.create(email='omar@example.org', name='Omar').pk > old.pk, old.joined_at.isoformat())"
)
JOINED = "from accounts.models import User; print(True, User.objects.get().joined_at.isoformat())"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("grown"))
    installation.fill()
    installation.python(MORE)
    return installation


@contextmanager
def new_database() -> Iterator[str]:
    base, name = os.environ["DATABASE_URL"].rsplit("/", 1)[0], f"moving_{os.getpid()}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{base}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def holds_the_same(old: Installation, new: Installation) -> None:
    assert new.python(NEXT) == old.python(JOINED)
    done = new.run("verify_audit")
    assert done.returncode == 0, done.stderr
    assert "3 entries checked" in done.stdout


def test_people_and_whole_chains_are_in_the_copy_and_it_is_not_filled_twice(
    grown: Installation, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/ready-room.sqlite3"
    done = grown.run("copy_database", url)
    assert done.returncode == 0, done.stderr
    again = grown.run("copy_database", url)
    assert again.returncode == 1
    assert "The other database is not empty: accounts.AuditEntry" in again.stderr
    holds_the_same(grown, Installation(tmp_path))


@pytest.mark.postgres
def test_on_postgresql_too_people_and_whole_chains_are_in_the_copy(
    grown: Installation, tmp_path: Path
) -> None:
    with new_database() as url:
        done = grown.run("copy_database", url)
        assert done.returncode == 0, done.stderr
        new = Installation(tmp_path, url)
        holds_the_same(grown, new)
        itself = new.run("copy_database", url)
        assert (itself.returncode, "this installation's own database" in itself.stderr) == (1, True)


@pytest.mark.parametrize("url", ["", "nonsense", "postgres://", "sqlite://", "ftp://host/name"])
def test_an_address_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(MovingError):
        open_target(url)


def test_a_server_that_does_not_answer_is_named(grown: Installation) -> None:
    done = grown.run("copy_database", "postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "The database does not answer" in done.stderr
