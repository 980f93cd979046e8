"""A real worker in a process of its own, on each broker that is here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent.parent
WORKER = "-m celery -A tests.config.queue.noting worker -P threads -c 4 --without-gossip --without-mingle --without-heartbeat -l WARNING"
BROKERS = [
    pytest.param("django://", id="embedded"),
    pytest.param("redis", id="redis", marks=pytest.mark.redis),
    pytest.param("amqp", id="rabbitmq", marks=pytest.mark.rabbitmq),
]


class House:
    """One broker, one data folder, and workers that can be started and killed."""

    def __init__(self, folder: Path, broker: str) -> None:
        self.notes = folder / "notes"
        self.notes.touch()
        self.workers: list[subprocess.Popen[bytes]] = []
        url = {
            "redis": os.environ.get("REDIS_URL", ""),
            "amqp": os.environ.get("TEST_RABBITMQ_URL", ""),
        }.get(broker, broker)
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "tests.config.queue.settings",
            "CELERY_BROKER_URL": url,
            "TEST_QUEUE": f"test-{uuid.uuid4().hex[:8]}",
            "PYTHONPATH": str(ROOT),
        }
        self.python(
            "from django.core.management import call_command; call_command('migrate', 'queue', verbosity=0)"
        )

    def python(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", f"from tests.config.queue.noting import app, note, poison\n{code}"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def send(self, words: int, seconds: float = 0.0) -> None:
        self.python(f"[note.delay({str(self.notes)!r}, str(n), {seconds}) for n in range({words})]")

    def start(self) -> subprocess.Popen[bytes]:
        worker = subprocess.Popen(
            [sys.executable, *WORKER.split()],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.workers.append(worker)
        return worker

    def ended(self) -> list[str]:
        return [line[4:] for line in self.notes.read_text().splitlines() if line.startswith("end ")]

    def wait_until(self, condition, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"it did not happen in time: {self.notes.read_text()!r}"
            time.sleep(0.1)

    def close(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


@pytest.fixture
def house(request, tmp_path):
    house = House(tmp_path, request.param)
    yield house
    house.close()


@pytest.mark.parametrize("house", BROKERS, indirect=True)
def test_each_task_runs_once_and_a_stopped_worker_leaves_nothing_behind(house):
    house.send(20)
    worker = house.start()
    house.wait_until(lambda: len(house.ended()) >= 20)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert sorted(house.ended(), key=int) == [str(n) for n in range(20)]


@pytest.mark.parametrize("house", [BROKERS[0], BROKERS[2]], indirect=True)
def test_a_killed_worker_loses_no_task(house):
    house.send(8, seconds=1.0)
    first = house.start()
    house.wait_until(lambda: "begin" in house.notes.read_text())
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    house.start()
    house.wait_until(lambda: len(set(house.ended())) >= 8)
    assert sorted(set(house.ended()), key=int) == [str(n) for n in range(8)]


@pytest.mark.parametrize("house", ["django://"], indirect=True)
def test_a_task_that_kills_its_worker_each_time_is_set_aside(house):
    house.python("poison.delay()")
    house.send(1)
    state = "from config.queue.models import DeadLetter; print(list(DeadLetter.objects.values_list('task', flat=True)))"
    for _ in range(8):
        worker = house.start()
        house.wait_until(lambda worker=worker: worker.poll() is not None or bool(house.ended()))
        if house.ended():
            break
    house.wait_until(lambda: house.python(state) == "['tests.poison']")
    assert house.ended() == ["0"]
