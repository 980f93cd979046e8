"""What the machine must have beside Python, and how to get it."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Need:
    """A thing that is missing: why it is needed and which Debian packages bring it."""

    why: str
    packages: tuple[str, ...]
    is_optional: bool = False


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def stop(problem: str, *repair: str) -> NoReturn:
    """End with one problem and what to do about it."""
    say(f"\n{problem}")
    for line in repair:
        say(f"  {line}")
    sys.exit(1)


def has_fonts() -> bool:
    for folder in FONT_FOLDERS:
        root = Path(folder).expanduser()
        if root.is_dir() and any(
            name.lower().endswith((".ttf", ".otf", ".ttc")) for _, _, names in os.walk(root) for name in names
        ):
            return True
    return False


def missing(for_tests: bool) -> list[Need]:
    """What this machine lacks. On other systems than Linux only the fonts and libraries are named."""
    needs: list[Need] = []
    libraries = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "gobject-2.0")
    if not all(ctypes.util.find_library(name) for name in libraries):
        packages = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
        needs.append(Need("certificates are drawn with Pango", packages))
    if not has_fonts():
        needs.append(Need("no fonts: certificates would be empty", ("fonts-dejavu-core", "fonts-noto-core")))
    if not importlib.util.find_spec("ensurepip") and not importlib.util.find_spec("pip"):
        needs.append(Need("python3 cannot make a virtual environment", ("python3-venv",)))
    if for_tests and sys.platform == "linux":
        if not any(shutil.which(name) for name in BROWSERS):
            needs.append(Need("browser journeys need Chromium", ("chromium",), is_optional=True))
        if not ctypes.util.find_library("atomic"):
            needs.append(Need("the browser driver needs libatomic", ("libatomic1",), is_optional=True))
        if not shutil.which("pdftotext"):
            needs.append(Need("some certificate tests read PDFs", ("poppler-utils",), is_optional=True))
    return needs


def provide(needs: list[Need], may_use_sudo: bool) -> None:
    """Install what is missing where that is allowed; else print the command and stop if it is essential."""
    if not needs:
        return
    packages = [package for need in needs for package in need.packages]
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    has_sudo = may_use_sudo and shutil.which("sudo") is not None
    if shutil.which("apt-get") and (is_root or has_sudo):
        prefix = [] if is_root else ["sudo"]
        say("Installing system packages: " + " ".join(packages))
        if _apt(prefix, install) or (_apt(prefix, ["apt-get", "update", "-q"]) and _apt(prefix, install)):
            return
        stop(
            "The system packages could not be installed.",
            "See apt's message above. Is there a network, and room on the disk (df -h)? Then run:",
            " ".join([*prefix, *install]),
        )
    _explain(needs, packages, install)


def _explain(needs: list[Need], packages: list[str], install: list[str]) -> None:
    essential = [need for need in needs if not need.is_optional]
    for need in needs:
        left_out = " (left out for now)" if need.is_optional else ""
        say(f"Missing: {' '.join(need.packages)}: {need.why}{left_out}.")
    if not essential:
        say("To have it: sudo " + " ".join(install))
        return
    if shutil.which("apt-get"):
        asked = " ".join(sys.argv)
        stop(
            "Some system packages are missing and this user may not install them. Run either of:",
            "sudo " + " ".join(install),
            f"python3 {asked} --yes    (does the same with sudo)",
        )
    if sys.platform == "darwin":
        stop("Some system libraries are missing. With Homebrew:", "brew install pango")
    stop("Some system libraries are missing. Their Debian names, to find yours by:", " ".join(packages))


def _apt(prefix: list[str], command: list[str]) -> bool:
    settings = ["env", "DEBIAN_FRONTEND=noninteractive"]
    done = subprocess.run(
        [*prefix, *settings, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0
