#!/usr/bin/env python3
"""An examination room: everybody opens at the same moment, works through sixty questions, and hands in at the same moment.

    DATA_DIR=NEW-FOLDER python benchmarks/exam.py                                  # SQLite
    DATA_DIR=NEW-FOLDER DATABASE_URL=postgres://… python benchmarks/exam.py        # an empty PostgreSQL database

Fifty learners with admitted tickets, an exam of 60 questions (single, multiple, numeric, order) and 80 minutes. The start
rush is: page, start, first question. Each answer is one save of the page's script; between two answers a learner waits
`--pace` seconds, more or less. The closing rush is: last look, hand in, result. At the end the database is compared with
what was acknowledged: 50 supervised sittings, each marked once, each answer there. CPU is that of the server's processes.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
from quiz import Browser, tree, wait_for  # noqa: E402

TYPES = ("single", "multiple", "numeric", "order")
SIZE = 60


def seed(people):
    """Learners with a session and an admitted ticket each, and one exam whose bank is three forms long."""
    import django

    django.setup()
    from datetime import timedelta

    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from accounts.models import User
    from courses.quizzes.services.sittings import admit, issue_ticket
    from tests.courses.quizzes.bank import item
    from tests.factories.courses import enrol_directly
    from tests.factories.quizzes import make_exam

    items = [
        item(TYPES[n % 4], f"q{n:02d}.{copy}", stem=f"Question {n}.{copy}?")
        for n in range(SIZE)
        for copy in "abc"
    ]
    blueprint = {"competency": {"C3": [0, SIZE, 0]}, "types": {name: SIZE // 4 for name in TYPES}}
    activity = make_exam(items=items, blueprint=blueprint, cut={"points": 42, "panel": 9})
    proctor = User.objects.create(email="proctor@example.org", name="Proctor")
    now, found = timezone.now(), []
    for n in range(people):
        user = User.objects.create(email=f"bench{n}@example.org", name=f"Bench {n}")
        ticket = issue_ticket(
            enrolment=enrol_directly(user, activity.version),
            activity=activity,
            place="Room 2",
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(hours=3),
            actor=proctor,
        )
        admit(ticket=ticket, actor=proctor)
        client = Client()
        client.force_login(user)
        found.append(client.cookies["sessionid"].value)
    return str(activity.public_id), found


class Room:
    """What happened: the time of each request by its name, and each answer that was not the expected one."""

    def __init__(self):
        self.times, self.errors = {}, []

    async def expect(self, name, status, asking):
        found = await asyncio.wait_for(asking, 120)
        self.times.setdefault(name, []).append(found[3])
        if found[0] != status:
            self.errors.append(f"{name}: {found[0]}")
        return found


async def together(doing):
    """All at once; the seconds until the last has its answer."""
    began = time.perf_counter()
    found = await asyncio.gather(*doing)
    return found, round(time.perf_counter() - began, 2)


async def enter(room, browser, exam):
    await room.expect("exam page", 200, browser.ask("GET", f"/learn/quizzes/{exam}/"))
    _, _, place, _ = await room.expect(
        "start", 302, browser.ask("POST", f"/learn/quizzes/{exam}/start/", {"agree": "on"})
    )
    await room.expect("first question", 200, browser.ask("GET", f"{place}1/"))
    return place


async def work(room, browser, place, types, pace, luck):
    """Sixty saves; returns the acknowledged value of each question."""
    from tests.courses.quizzes.bank import RIGHT, WRONG

    kept = {}
    for number, kind in enumerate(types, 1):
        raw = luck.choice((RIGHT, RIGHT, WRONG))[kind]
        data = {f"q{number}" + (f"-{name}" if name else ""): values for name, values in raw.items()}
        data[f"q{number}-v"] = str(int(time.time() * 1000))
        _, text, _, _ = await room.expect("save", 200, browser.ask("POST", f"{place}answers/{number}/", data))
        kept[number] = json.loads(text)["outcome"]
        await asyncio.sleep(pace * 2 * luck.random())
    return kept


async def leave(room, browser, place):
    await room.expect("last look", 200, browser.ask("GET", f"{place}finish/"))
    await room.expect("hand in", 302, browser.ask("POST", f"{place}finish/"))
    await room.expect("result", 200, browser.ask("GET", f"{place}result/"))


async def sit(browsers, exam, types_of, pace, pid):
    room, seconds, cpu = Room(), {}, {}

    async def phase(name, doing):
        before = tree(pid)
        found, seconds[name] = await together(doing)
        cpu[name] = round(tree(pid) - before, 2)
        return found

    places = await phase("start rush", [enter(room, one, exam) for one in browsers])
    types = await asyncio.to_thread(types_of, places)
    kept = await phase(
        "sixty answers",
        [
            work(room, one, place, own, pace, random.Random(n))
            for n, (one, place, own) in enumerate(zip(browsers, places, types))
        ],
    )
    await phase("closing rush", [leave(room, one, place) for one, place in zip(browsers, places)])
    return room, places, kept, seconds, cpu


def types_of(places):
    """The type of each question of each learner's form."""
    from courses.models import Attempt
    from courses.quizzes.compiled import placed, quiz_of

    found = []
    for place in places:
        attempt = placed(Attempt.objects.get(public_id=place.rstrip("/").rsplit("/", 1)[-1]))
        items = quiz_of(attempt.activity).items
        found.append([items[key].type for key in attempt.items])
    return found


def look(kept):
    """What the examination must have left behind."""
    from courses.models import Answer, Attempt, Mark

    return {
        "supervised": Attempt.objects.filter(mode=Attempt.Mode.TICKETED).count(),
        "handed_in": Attempt.objects.filter(closed_by="learner").count(),
        "marks": Mark.objects.count(),
        "answers": Answer.objects.exclude(value="null").count(),
        "acknowledged": sum(outcome == "kept" for own in kept for outcome in own.values()),
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=50)
    parser.add_argument(
        "--pace", type=float, default=0.5, help="mean seconds between two answers of a learner"
    )
    parser.add_argument("--port", type=int, default=8571)
    parser.add_argument("--log", default=os.devnull)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    os.environ.setdefault("SECRET_KEY", "a key for this run alone, and nothing else is served with it")
    exam, sessions = seed(args.learners)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(args.port)]
    command += ["--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
    with open(args.log, "wb") as log:
        server = subprocess.Popen([*command, "config.wsgi:application"], cwd=ROOT, stdout=log, stderr=log)
        try:
            wait_for(args.port)
            browsers = [Browser(args.port, session) for session in sessions]
            room, _places, kept, seconds, cpu = asyncio.run(
                sit(browsers, exam, types_of, args.pace, server.pid)
            )
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
    for name, times in room.times.items():
        times.sort()
        middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(
            json.dumps(
                {
                    "what": name,
                    "count": len(times),
                    "p50_ms": round(middle * 1000, 1),
                    "p95_ms": round(late * 1000, 1),
                    "max_ms": round(times[-1] * 1000, 1),
                }
            )
        )
    found = look(kept)
    print(json.dumps({"seconds": seconds, "cpu_s": cpu, "errors": room.errors[:10], **found}))
    people, answers = args.learners, args.learners * SIZE
    sound = not room.errors and found == {
        "supervised": people,
        "handed_in": people,
        "marks": people,
        "answers": answers,
        "acknowledged": answers,
    }
    print("SOUND" if sound else "NOT SOUND")
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
