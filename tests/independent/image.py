"""Run the steps of deploy/Dockerfile without a container engine: each stage in a bare Debian root of its own.

    python -m tests.independent.image FOLDER [DATABASE_URL]      # as root; needs debootstrap

Reads the Dockerfile itself, so that what is tried is what is written there. At the end the image's command runs as the
image's user, and its health page, its home page and a static file are asked for. Without DATABASE_URL it stands on SQLite.
DEBIAN_MIRROR: where debootstrap fetches from, when not from its default.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a network in between may ask of pip and apt; never set by the Dockerfile.
PASSED_ON = ("PIP_CERT", "PIP_DEFAULT_TIMEOUT", "http_proxy", "https_proxy")


@dataclass
class Stage:
    name: str
    root: Path
    env: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    user: str = "root"
    command: list[str] = field(default_factory=list)

    def run(self, command: list[str], **extra: str) -> subprocess.Popen[bytes]:
        base = {
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "HOME": "/tmp",
            "DEBIAN_FRONTEND": "noninteractive",
        }
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        shell = f"cd {shlex.quote(self.workdir)} && exec {shlex.join(command)}"
        return subprocess.Popen(
            ["/usr/sbin/chroot", f"--userspec={self.user}", str(self.root), "/bin/sh", "-c", shell],
            env=base | passed | self.env | extra,
        )

    def copy(self, source: Path, target: str) -> None:
        to = self.root / (target if target.startswith("/") else f"{self.workdir}/{target}").lstrip("/")
        if source.is_dir():
            shutil.copytree(source, to, dirs_exist_ok=True, symlinks=True)
        else:
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, to)


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", " ", (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8"))
    lines = [line.strip() for line in text.splitlines()]
    return [
        (line.partition(" ")[0], line.partition(" ")[2])
        for line in lines
        if line and not line.startswith("#")
    ]


def bare(folder: Path, base: Path) -> None:
    """A fresh root like the image's base; made once, then copied."""
    if not base.exists():
        done = [
            "debootstrap",
            "--variant=minbase",
            "--include=ca-certificates",
            "bookworm",
            str(base),
            *filter(None, [os.environ.get("DEBIAN_MIRROR")]),
        ]
        subprocess.run(done, check=True, stdout=subprocess.DEVNULL)
        for extra in [
            *Path("/etc/apt/apt.conf.d").glob("99*"),
            Path("/etc/resolv.conf"),
            Path("/etc/ssl/certs/ca-certificates.crt"),
        ]:
            shutil.copy(extra, base / str(extra).lstrip("/"))
        (base / "etc/hosts").write_text("127.0.0.1 localhost\n")
    shutil.copytree(base, folder, symlinks=True, ignore=shutil.ignore_patterns("dev"))
    for name in ("dev", "proc"):
        (folder / name).mkdir(exist_ok=True)
        subprocess.run(["mount", "--bind", f"/{name}", str(folder / name)], check=True)


def build(folder: Path, checkout: Path) -> Stage:
    stages: list[Stage] = []
    for verb, rest in instructions():
        stage = stages[-1] if stages else None
        if verb == "FROM":
            name = rest.partition(" AS ")[2] or f"stage{len(stages)}"
            bare(folder / name, folder / "base")
            stages.append(Stage(name, folder / name))
            say(f"stage {name}")
            continue
        assert stage is not None, "the Dockerfile begins with FROM"
        if verb == "RUN":
            code = stage.run(["/bin/sh", "-c", rest]).wait()
            assert code == 0, f"exit {code}: {rest}"
        elif verb == "COPY":
            words = rest.split()
            origin = next((s.root for s in stages if words[0] == f"--from={s.name}"), checkout)
            source, target = words[-2:]
            stage.copy(origin / source.lstrip("/"), target)
        elif verb == "ENV":
            for name, value in (pair.split("=", 1) for pair in shlex.split(rest)):
                stage.env[name] = value.replace("$PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
        elif verb == "WORKDIR":
            stage.workdir = rest
        elif verb == "USER":
            stage.user = rest
        elif verb == "CMD":
            stage.command = json.loads(rest)
        elif verb not in {"VOLUME", "EXPOSE", "HEALTHCHECK"}:
            raise SystemExit(f"{verb} is not known here: teach {Path(__file__).name} about it.")
    return stages[-1]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def answered(path: str) -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:8001{path}", headers={"Host": "learn.example.org", "X-Forwarded-Proto": "https"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return int(answer.status)


def main(folder: Path, database: str) -> None:
    folder.mkdir(parents=True)
    checkout = folder / "checkout"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(checkout)], check=True)
    image = build(folder, checkout)
    (image.root / "data").mkdir(exist_ok=True)
    started = time.monotonic()
    process = image.run(
        image.command,
        SITE_URL="https://learn.example.org",
        ALLOWED_HOSTS="learn.example.org,localhost",
        SECRET_KEY="a-key-for-this-trial-alone-and-it-is-long-enough-0123456789",
        TRUSTED_PROXY_COUNT="1",
        **({"DATABASE_URL": database} if database else {}),
    )
    try:
        while True:
            try:
                assert answered("/health/") == 200
                break
            except OSError:
                assert process.poll() is None, "the image's command has ended"
                assert time.monotonic() - started < 300, "no answer within five minutes"
                time.sleep(0.5)
        say(f"health after {time.monotonic() - started:.1f} s")
        assert answered("/") == 200
        built = json.loads(next((image.root / "data/static").glob("staticfiles.json")).read_text())
        owner = os.stat(f"/proc/{process.pid}").st_uid
        say(f"home page 200; {len(built['paths'])} static files; runs as user {owner}")
    finally:
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=60)
        for mount in ("dev", "proc"):
            for root in folder.iterdir():
                subprocess.run(["umount", "-l", str(root / mount)], check=False, stderr=subprocess.DEVNULL)
    say(f"stopped by SIGTERM with {code}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
