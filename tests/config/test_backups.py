"""A backup is whole or it is refused, and what is restored is what was there."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg
import pytest

from config.backups import BackupError, read_backup, restore_backup, write_backup

ROOT = Path(__file__).resolve().parent.parent.parent


class Installation:
    """An installation of its own, driven by the commands as an operator would."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "SECRET_KEY": "a-key-for-this-test-alone-and-long-enough" if database else "",
            "LOG_LEVEL": "WARNING",
        }

    def run(self, *arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            input=input,
            check=False,
        )

    def python(self, code: str) -> str:
        done = self.run("shell", "-v0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def fill(self) -> None:
        done = self.run("migrate", "-v0")
        assert done.returncode == 0, done.stderr
        self.python(
            "from accounts.models import User; from django.core.files.storage import default_storage as s;"
            "from django.core.files.base import ContentFile;"
            "User.objects.create(email='lena@example.org', name='Lena'); s.save('work/essay.txt', ContentFile(b'mine'))"
        )

    def told(self) -> str:
        return self.python(
            "from accounts.models import User; from django.core.files.storage import default_storage as s;"
            "print(list(User.objects.values_list('email', flat=True)), s.open('work/essay.txt').read())"
        )


STATE = "['lena@example.org'] b'mine'"


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory) -> Installation:
    installation = Installation(tmp_path_factory.mktemp("lived-in"))
    installation.fill()
    return installation


@pytest.fixture(scope="module")
def backup(lived_in, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "copy.tar.gz"
    done = lived_in.run("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def test_a_restored_installation_has_the_people_files_and_key_of_the_old_one(tmp_path, lived_in, backup):
    new = Installation(tmp_path)
    done = new.run("restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert new.told() == STATE
    assert (new.folder / "secret-key").read_text() == (lived_in.folder / "secret-key").read_text()


def test_only_its_owner_reads_a_backup(backup):
    assert oct(backup.stat().st_mode & 0o777) == "0o600"


def test_a_backup_is_not_put_over_people(lived_in, backup):
    done = lived_in.run("restore", str(backup))
    assert done.returncode == 1
    assert "This installation has people in it." in done.stderr
    assert lived_in.told() == STATE


@pytest.mark.postgres
def test_on_postgresql_too_what_is_restored_is_what_was_there(tmp_path):
    base = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    databases = [f"backup_old_{os.getpid()}", f"backup_new_{os.getpid()}"]
    server = psycopg.connect(f"{base}/postgres", autocommit=True)
    for database in databases:
        server.execute(f'CREATE DATABASE "{database}"')
    try:
        old, new = (
            Installation(tmp_path / side, f"{base}/{database}")
            for side, database in zip(("old", "new"), databases, strict=True)
        )
        old.fill()
        file = tmp_path / "copy.tar.gz"
        done = old.run("backup", str(file))
        assert done.returncode == 0, done.stderr
        done = new.run("restore", str(file))
        assert done.returncode == 0, done.stderr
        assert new.told() == STATE
    finally:
        for database in databases:
            server.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
        server.close()


def test_a_backup_is_never_overwritten(tmp_path):
    path = tmp_path / "copy.tar.gz"
    path.touch()
    with pytest.raises(BackupError, match="exists already"):
        write_backup(path)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.95])
def test_half_a_backup_is_refused(backup, tmp_path, cut):
    whole = backup.read_bytes()
    file = tmp_path / "copy.tar.gz"
    file.write_bytes(whole[: int(len(whole) * cut)])
    with pytest.raises(BackupError, match=r"not a whole backup|is damaged"):
        read_backup(file, None)


def test_a_file_that_is_no_backup_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    with pytest.raises(BackupError, match="not a whole backup"):
        read_backup(path, None)


def test_a_backup_that_reaches_outside_its_folder_is_refused(tmp_path, db, settings):
    settings.DATA_DIR = tmp_path / "data"
    path = tmp_path / "evil.tar.gz"
    outside = tmp_path / "x"
    outside.write_text("x")
    with tarfile.open(path, "w:gz") as archive:
        archive.add(outside, arcname="../../x")
    with pytest.raises(BackupError, match="which no backup has"):
        restore_backup(path)
