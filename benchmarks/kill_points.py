#!/usr/bin/env python3
"""Kill processes of a running installation at random, and compare what it acknowledged with what it holds.

    DATA_DIR=NEW-FOLDER python benchmarks/kill_points.py --points 100                 # SQLite, embedded queue
    DATA_DIR=NEW-FOLDER DATABASE_URL=postgres://… python benchmarks/kill_points.py    # PostgreSQL; an empty database
        [--postmaster PIDFILE]   also kills a random server process of PostgreSQL, which then recovers

Learners answer a quiz and talk in a lab, mails are queued, and each acknowledgement is written down by the client.
At the end: every acknowledged answer version, turn and mail is there exactly once; chains verify; nothing waits.
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
from killworld import Learner, Mailer, count_lost, seed  # noqa: E402

TARGETS = ("front", "pages", "streams", "worker", "beat")
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


def kill_one(group, postmaster, killed):
    """One random process of a random role; PostgreSQL by one of its own server processes."""
    if postmaster and random.random() < 0.1:
        servers = children(int(Path(postmaster).read_text().split()[0]))
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


async def story(arguments, world, group):
    learners = [
        Learner(arguments.port, number, cookie, world) for number, cookie in enumerate(world["sessions"])
    ]
    mailer = Mailer()
    stop = asyncio.Event()
    tasks = [asyncio.ensure_future(one.live(stop)) for one in learners]
    tasks.append(asyncio.ensure_future(mailer.live(stop)))
    while not all(one.session and one.attempt for one in learners):  # everybody is in before the first kill
        await asyncio.sleep(0.5)
        if any(task.done() for task in tasks):
            break
    killed: dict[str, int] = {}
    began = time.monotonic()
    while sum(killed.values()) < arguments.points and time.monotonic() - began < arguments.seconds:
        kill_one(group.pid, arguments.postmaster, killed)
        await asyncio.sleep(random.uniform(0.3, arguments.pause))
    stop.set()
    await asyncio.gather(*tasks)
    print(f"killed {sum(killed.values())}: {dict(sorted(killed.items()))}", flush=True)
    return learners, mailer


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
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    random.seed(arguments.seed)
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
    world = seed(arguments.people)
    log = (Path(os.environ["DATA_DIR"]) / "group.log").open("wb")
    group = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(arguments.port)], cwd=ROOT, stdout=log, stderr=log
    )
    try:
        learners, mailer = asyncio.run(story(arguments, world, group))
        lost = count_lost(learners, mailer, settle=arguments.settle)
    finally:
        group.send_signal(signal.SIGTERM)
        group.wait(60)
    print(json.dumps({"seed": arguments.seed, **lost}, indent=1))
    sys.exit(1 if lost["problems"] else 0)


if __name__ == "__main__":
    main()
