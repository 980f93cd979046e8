"""What no tracked file may hold, and what must agree."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = {".woff2", ".png", ".jpg", ".pdf", ".ttf", ".otf", ".ico", ".p12", ".gz", ".icc", ".zip"}


def tracked() -> list[Path]:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True
    ).stdout
    if not listed:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    return [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="replace"))
        for path in tracked()
        if path.suffix not in BINARY and path.name != Path(__file__).name
    ]


def test_no_tracked_file_names_a_package_registry():
    """A lock with addresses works in one network alone; hashes say all that is needed."""
    hosts = re.compile(
        r"https?://[^/\s\"']*(?:pypi|pythonhosted|npmjs|registry|proxy\.golang|mirror)[^\s\"']*", re.I
    )
    assert [(name, hosts.findall(text)) for name, text in texts() if hosts.search(text)] == []


def test_no_tracked_file_names_a_path_of_one_machine():
    path = re.compile(r"(?<![\w./-])/(?:work|root|home/\w+|Users/\w+)/[\w.]")
    found = [(name, path.findall(text)) for name, text in texts() if path.search(text)]
    assert found == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_holds_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|file:|--index-url|--find-links|--extra-index", text)
    pins = re.findall(r"^([a-z0-9][\w.-]*)(?:\[[\w, -]+\])?==(\S+)", text, re.M | re.I)
    assert len(pins) == len(
        re.findall(r"^[a-z0-9][^\n]*\\\n(?:\s+--hash=sha256:[0-9a-f]{64}[^\n]*\n?)+", text, re.M | re.I)
    )


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.txt", {"s3"}), ("requirements-dev.txt", {"dev", "s3"})]
)
def test_a_lock_pins_all_that_the_project_asks_for(lock, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = list(project["dependencies"])
    for extra in extras:
        asked += project["optional-dependencies"][extra]
    wanted = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in asked}
    text = (ROOT / lock).read_text(encoding="utf-8").lower()
    pinned = set(re.findall(r"^([a-z0-9][\w.-]*?)(?:\[[\w, -]+\])?==", text, re.M))
    assert wanted - pinned == set()


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_pins_extras_too_or_an_older_pip_takes_a_newer_release_for_them(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    with_extras = set(re.findall(r"^([a-z0-9][\w.-]*)\[", text, re.M))
    for name in re.findall(r"^([a-z0-9][\w.-]*)(?:\[[\w, -]+\])?==", text, re.M):
        try:
            asked = requires(name) or []
        except PackageNotFoundError:
            continue  # of another system
        plain = {
            line.split("[")[0].lower()
            for line in asked
            if re.match(r"[\w.-]+\[", line) and "extra ==" not in line
        }
        assert plain - with_extras == set(), name


def test_the_development_lock_pins_the_same_versions():
    def pins(name):
        text = (ROOT / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([a-z0-9][\w.-]*?)(?:\[[\w, -]+\])?==(\S+)", text, re.M))

    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: development.get(name) for name in runtime} == runtime


def test_no_file_is_longer_than_400_lines():
    long = [
        (name, text.count("\n"))
        for name, text in texts()
        if name.endswith((".py", ".html")) and "/migrations/" not in name and text.count("\n") > 400
    ]
    assert long == []
