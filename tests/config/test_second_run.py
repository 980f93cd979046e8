"""The second run of the suite, on other stores, leaves out what no store can change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PURE = "tests/courses/quizzes/engine/test_numbers.py"
WITH_A_DATABASE = "tests/accounts/users/test_sessions.py"


def collected(*arguments: str) -> str:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_a_test_that_asks_for_a_database_runs_again_and_a_pure_one_does_not():
    told = collected("--stores-only", PURE, WITH_A_DATABASE)

    assert "deselected" in told
    assert WITH_A_DATABASE in told
    assert PURE not in told


def test_without_the_option_both_run():
    told = collected(PURE, WITH_A_DATABASE)

    assert WITH_A_DATABASE in told
    assert PURE in told
