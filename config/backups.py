"""One file that holds an installation: its database, the files of its data folder, and what is needed to check them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
SQLITE_NAME = "database.sqlite3"
POSTGRES_NAME = "database.dump"
KEY_NAME = "secret-key"


class BackupError(Exception):
    """What is wrong with a backup, or with the place that it should go to, and what to do."""


def write_backup(target: Path) -> dict[str, Any]:
    """Write a backup while the installation runs, check it, and return its manifest. An existing file is kept."""
    if target.exists():
        raise BackupError(f"{target} exists already. Choose another name; a backup is never overwritten.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            members = _members(Path(folder))
            manifest = _manifest(members)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=3) as archive:
                    _add_text(archive, "manifest.json", json.dumps(manifest, indent=1))
                    for name, path in members.items():
                        archive.add(path, arcname=name, recursive=False)
                stream.flush()
                os.fsync(stream.fileno())
        read_backup(part, None)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def read_backup(source: Path, into: Path | None) -> dict[str, Any]:
    """Check every digest of a backup, and unpack it into a folder where one is given. Returns the manifest."""
    seen: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(source, mode="r|gz") as archive:
            for member in archive:
                stream = archive.extractfile(member)
                if not member.isfile() or stream is None or not _is_inside(member.name):
                    raise BackupError(f"{source} holds {member.name!r}, which no backup has.")
                if member.name == "manifest.json":
                    manifest = json.loads(stream.read())
                    continue
                seen[member.name] = _copy(stream, into / member.name if into else None)
    except (OSError, tarfile.TarError, EOFError, ValueError) as error:
        raise BackupError(f"{source} is not a whole backup: {error}.") from error
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{source} is not a backup of this program.")
    if seen != manifest["sha256"]:
        wrong = sorted(
            name for name in {*seen, *manifest["sha256"]} if seen.get(name) != manifest["sha256"].get(name)
        )
        raise BackupError(f"{source} is damaged: {', '.join(wrong[:5])}.")
    return manifest


def restore_backup(source: Path) -> dict[str, Any]:
    """Put a backup into this installation, which must be empty. Nothing is written before all of it is checked."""
    data = Path(settings.DATA_DIR)
    if not is_empty():
        raise BackupError(
            "This installation has people in it. Restore into an empty one: another DATA_DIR, or a new database."
        )
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as name:
        folder = Path(name)
        manifest = read_backup(source, folder)
        if manifest["vendor"] != connection.vendor:
            raise BackupError(
                f"The backup is of {manifest['vendor']}, and this installation uses {connection.vendor}. "
                "Set DATABASE_URL to match it."
            )
        connections.close_all()
        if connection.vendor == "postgresql":
            _postgres(
                "pg_restore",
                "--clean",
                "--if-exists",
                "--no-owner",
                "--single-transaction",
                "--exit-on-error",
            )(str(folder / POSTGRES_NAME))
        else:
            _put_sqlite(folder / SQLITE_NAME)
        _put_files(folder, data)
    return manifest


def is_empty() -> bool:
    """Whether nobody has an account here; also true before the first migration."""
    table = "accounts_user"
    if table not in connection.introspection.table_names():
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - a constant
        return cursor.fetchone() is None


def _members(folder: Path) -> dict[str, Path]:
    """Name in the archive → file. The database comes first: files are written before the rows that name them."""
    members: dict[str, Path] = {}
    if connection.vendor == "postgresql":
        members[POSTGRES_NAME] = folder / POSTGRES_NAME
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={members[POSTGRES_NAME]}")()
    else:
        members[SQLITE_NAME] = folder / SQLITE_NAME
        _copy_sqlite(members[SQLITE_NAME])
    key = Path(settings.DATA_DIR) / KEY_NAME
    if key.exists():
        members[KEY_NAME] = key
    if not settings.S3_BUCKET:
        members |= {f"media/{name}": path for name, path in _files(Path(settings.MEDIA_ROOT))}
    return members


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(root).as_posix(), path


def _copy_sqlite(target: Path) -> None:
    """SQLite's own online copy: whole and consistent while others write."""
    source = Path(str(settings.DATABASES["default"]["NAME"])).resolve()
    if not source.exists():
        raise BackupError(f"There is no database at {source} yet; nothing to back up.")
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        [verdict] = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise BackupError(f"The database is damaged: {verdict}.")


def _put_sqlite(copy: Path) -> None:
    target = Path(str(settings.DATABASES["default"]["NAME"]))
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    os.replace(copy, target)


def _put_files(folder: Path, data: Path) -> None:
    key = folder / KEY_NAME
    if key.exists() and not (data / KEY_NAME).exists():
        shutil.copyfile(key, data / KEY_NAME)
        (data / KEY_NAME).chmod(0o600)
    elif key.exists():
        os.replace(key, data / KEY_NAME)
    for name, path in _files(folder / "media"):
        target = Path(settings.MEDIA_ROOT) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)


def _manifest(members: dict[str, Path]) -> dict[str, Any]:
    applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "vendor": connection.vendor,
        "files_are_on_s3": bool(settings.S3_BUCKET),
        "migrations": applied,
        "sha256": {name: _digest(path) for name, path in members.items()},
    }


def _postgres(program: str, *options: str) -> Any:
    """A PostgreSQL client program on this installation's database. The password goes by the environment."""
    values = settings.DATABASES["default"]
    where = ["--host", values.get("HOST") or "", "--port", str(values.get("PORT") or "")]
    where += ["--username", values.get("USER") or "", "--dbname", str(values["NAME"])]
    pairs = [
        part
        for option, value in zip(where[::2], where[1::2], strict=True)
        if value
        for part in (option, value)
    ]
    environment = {**os.environ, "PGPASSWORD": values.get("PASSWORD") or ""}

    def run(*arguments: str) -> None:
        try:
            subprocess.run(  # noqa: S603 - arguments come from the settings
                [program, "--no-password", *options, *pairs, *arguments],
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            )
        except FileNotFoundError as error:
            raise BackupError(
                f"{program} is not installed: sudo apt-get install postgresql-client"
            ) from error
        except subprocess.CalledProcessError as error:
            raise BackupError(f"{program}: {error.stderr.strip()[:500]}") from error

    return run


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))


def _copy(stream: Any, target: Path | None) -> str:
    digest = hashlib.sha256()
    out = None
    if target:
        target.parent.mkdir(parents=True, exist_ok=True)
        out = target.open("wb")
    try:
        while block := stream.read(1 << 20):
            digest.update(block)
            if out:
                out.write(block)
    finally:
        with suppress(AttributeError):
            out.close()  # type: ignore[union-attr]  # None when nothing is unpacked
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return _copy(stream, None)


def _is_inside(name: str) -> bool:
    return not name.startswith(("/", "\\")) and ".." not in Path(name).parts
