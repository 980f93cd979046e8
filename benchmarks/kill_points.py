#!/usr/bin/env python3
"""Kill processes of a running installation at random, and compare what it acknowledged with what it holds.

    python benchmarks/kill_points.py --points 100                 # SQLite, embedded queue
    DATABASE_URL=postgres://… python benchmarks/kill_points.py    # PostgreSQL; an empty database
        [--postmaster PIDFILE]   also kills a random server process of PostgreSQL, which then recovers
        [--redis PORT]           broker and cache on a redis-server of its own that keeps nothing, and is killed too

Learners answer a quiz and talk in a lab, some earn a credential, mails are queued, and each acknowledgement is written
down by the client. At the end: every acknowledged answer version, turn, completion and mail is there exactly once, each
completion with one credential; chains verify; nothing waits. Use a PostgreSQL of your own: all its clients are cut off.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
from ground import take_ground  # noqa: E402
from killgraduates import Graduates, seed_graduates  # noqa: E402
from killworld import Learner, Mailer, count_lost, seed  # noqa: E402

MARKS = {
    "config.dispatcher": "front",
    "granian wsgi": "pages",
    "config.wsgi": "pages",
    "granian asginl": "streams",
    "config.asgi": "streams",
    "celeryd": "worker",
    "celery -A config.celery worker": "worker",
    "celery beat": "beat",
    "config.celery beat": "beat",
}


def children(pid):
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                below = [int(word) for word in (task / "children").read_text().split()]
                found += below
                todo += below
        except OSError:
            continue
    return found


def role(pid):
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
    return next((name for mark, name in MARKS.items() if mark in words), "")


class Redis:
    """A broker that forgets everything when it is killed, and comes back empty."""

    def __init__(self, port):
        command = ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no"]
        self.command = [*command, "--dir", os.environ["DATA_DIR"]]
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)

    async def kill(self):
        self.process.kill()
        self.process.wait()
        await asyncio.sleep(random.uniform(0.2, 1))
        self.start()


def servers_of(postmaster):
    """Its server processes; not the one that recovers: without that one PostgreSQL ends and waits for an operator."""
    try:
        found = children(int(Path(postmaster).read_text().split()[0]))
        words = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in found}
    except OSError:
        return []
    return [pid for pid in found if b"startup" not in words[pid]]


async def kill_one(group, postmaster, redis, killed):
    """One random process of a random role; PostgreSQL by one of its own server processes."""
    if redis and random.random() < 0.1:
        await redis.kill()
        killed["redis"] = killed.get("redis", 0) + 1
        return True
    if postmaster and random.random() < 0.1:
        servers = servers_of(postmaster)
        if servers:
            os.kill(random.choice(servers), signal.SIGKILL)
            killed["postgresql"] = killed.get("postgresql", 0) + 1
            return True
    by_role = {}
    for pid in children(group):
        by_role.setdefault(role(pid), []).append(pid)
    by_role.pop("", None)
    if not by_role:
        return False
    chosen = random.choice(sorted(by_role))
    try:
        os.kill(random.choice(by_role[chosen]), signal.SIGKILL)
    except ProcessLookupError:
        return False
    killed[chosen] = killed.get(chosen, 0) + 1
    return True


async def story(arguments, world, group, redis):
    learners = [
        Learner(arguments.port, number, cookie, world) for number, cookie in enumerate(world["sessions"])
    ]
    mailer, graduates = Mailer(), Graduates(arguments.port, world)
    stop = asyncio.Event()
    tasks = [asyncio.ensure_future(one.live(stop)) for one in learners]
    tasks.append(asyncio.ensure_future(mailer.live(stop)))
    while not all(one.session and one.attempt for one in learners):  # everybody is in before the first kill
        await asyncio.sleep(0.5)
        if any(task.done() for task in tasks):
            break
    tasks.append(asyncio.ensure_future(graduates.live(stop)))
    killed: dict[str, int] = {}
    began = time.monotonic()
    while sum(killed.values()) < arguments.points and time.monotonic() - began < arguments.seconds:
        await kill_one(group.pid, arguments.postmaster, redis, killed)
        await asyncio.sleep(random.uniform(0.3, arguments.pause))
    stop.set()
    await asyncio.gather(*tasks)
    print(f"killed {sum(killed.values())}: {dict(sorted(killed.items()))}", flush=True)
    return learners, mailer, graduates


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--pause", type=float, default=2.5, help="longest pause between two kills")
    parser.add_argument("--seconds", type=float, default=900, help="end even with fewer points")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--port", type=int, default=8165)
    parser.add_argument("--settle", type=float, default=400, help="longest wait for sweepers at the end")
    parser.add_argument("--postmaster", help="pid file of a PostgreSQL that may be killed too")
    parser.add_argument(
        "--redis", type=int, help="port for a redis-server that is started here and killed too"
    )
    parser.add_argument("--graduates", type=int, default=40)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    take_ground()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    os.environ.setdefault("SECRET_KEY", "a-key-for-the-kill-points-alone-0123456789")
    os.environ.update(
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(arguments.port + 1),
        EMAIL_USE_TLS="0",
        LOG_REQUESTS="0",
        LABS_SCRIPTED_WORDS_PER_SECOND="200",
        SITE_URL=f"http://localhost:{arguments.port}",
    )
    Path(os.environ["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    redis = Redis(arguments.redis) if arguments.redis else None
    if redis:
        os.environ["CELERY_BROKER_URL"] = os.environ["REDIS_URL"] = f"redis://127.0.0.1:{arguments.redis}/0"
    world = seed(arguments.people) | seed_graduates(arguments.graduates)
    log = (Path(os.environ["DATA_DIR"]) / "group.log").open("wb")
    group = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(arguments.port)], cwd=ROOT, stdout=log, stderr=log
    )
    try:
        learners, mailer, graduates = asyncio.run(story(arguments, world, group, redis))
        lost = count_lost(learners, mailer, graduates, settle=arguments.settle)
    finally:
        group.send_signal(signal.SIGTERM)
        group.wait(60)
        if redis:
            redis.process.kill()
    print(json.dumps({"seed": arguments.seed, **lost}, indent=1))
    sys.exit(1 if lost["problems"] else 0)


if __name__ == "__main__":
    main()
