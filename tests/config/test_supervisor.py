"""The group of processes: it comes back, it stops whole, and it never outlives its supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHILD = (
    "import os,sys,time,pathlib;"
    "p=pathlib.Path(sys.argv[1]); p.write_text(p.read_text()+f'{os.getpid()}\\n' if p.exists() else f'{os.getpid()}\\n');"
    "time.sleep(60)"
)
# A child that ignores SIGTERM and has a child of its own.
STUBBORN = (
    "import os,signal,sys,time,pathlib,subprocess;"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "q=subprocess.Popen([sys.executable,'-c','import time;time.sleep(60)']);"
    "pathlib.Path(sys.argv[1]).write_text(f'{os.getpid()}\\n{q.pid}\\n');"
    "time.sleep(60)"
)
RUN = """
import sys, os
sys.path.insert(0, sys.argv[1])
from config import supervisor
supervisor.STOP_SECONDS = 1.0
from config.supervisor import Program, Supervisor
child = [sys.executable, "-c", sys.argv[3], sys.argv[2]]
Supervisor(programs=[Program("child", child)], environment=os.environ).run()
"""


class Group:
    def __init__(self, folder: Path, child: str) -> None:
        self.file = folder / "pids"
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(ROOT), str(self.file), child], stderr=subprocess.PIPE, text=True
        )

    def children(self, count: int) -> list[int]:
        wait_until(lambda: self.file.exists() and len(self.file.read_text().split()) >= count)
        return [int(pid) for pid in self.file.read_text().split()]

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stderr.close()


@pytest.fixture
def start(tmp_path):
    groups = []

    def make(child: str = CHILD) -> Group:
        groups.append(Group(tmp_path, child))
        return groups[-1]

    yield make
    for group in groups:
        group.end()


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_killed_process_comes_back(start):
    group = start()
    [first] = group.children(1)
    os.kill(first, signal.SIGKILL)
    assert group.children(2)[1] != first


def test_ctrl_c_stops_everything(start):
    group = start()
    [child] = group.children(1)
    group.process.send_signal(signal.SIGINT)
    assert group.process.wait(10) == 0
    assert not is_alive(child)


def test_a_process_that_does_not_listen_is_ended_with_its_own_children(start):
    group = start(STUBBORN)
    pids = group.children(2)
    group.process.terminate()
    group.process.wait(15)
    wait_until(lambda: not any(map(is_alive, pids)))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_no_process_outlives_a_killed_supervisor(start):
    group = start()
    [child] = group.children(1)
    group.process.kill()
    wait_until(lambda: not is_alive(child))
