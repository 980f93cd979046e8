#!/usr/bin/env python3
"""Fifty learners at once, twenty questions each, with lines that break and a server that dies: what was acknowledged stays.

    python benchmarks/lost_lines.py                        # SQLite
    DATABASE_URL=postgres://… python benchmarks/lost_lines.py   # an empty PostgreSQL database

Each learner answers over HTTP and changes some answers. One request in seven loses its line: before it is sent whole, or
before its reply is read; the learner sends it again until it is acknowledged. The server is killed (`kill -9`, all its
processes) and started again while they work. At the end the database is compared with what was acknowledged.
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
from ground import take_ground, wait_for  # noqa: E402
from quiz import Browser, seed  # noqa: E402

QUESTIONS = 20
BROKEN = (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError, IndexError)


class Line(Browser):
    """A connection that sometimes breaks; `lost` counts how often."""

    lost = 0

    def __init__(self, port, session, luck):
        super().__init__(port, session)
        self.luck = luck

    def hang_up(self):
        if self.reader is not None:
            self.writer.transport.abort()
            self.reader = None

    async def sure(self, method, path, data=None):
        """Ask until there is an answer; each try may lose its line."""
        while True:
            try:
                if self.luck.random() < 1 / 7:
                    Line.lost += 1
                    if self.reader is None:
                        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
                    asking = asyncio.ensure_future(self.ask(method, path, data))
                    await asyncio.sleep(self.luck.choice((0, 0.002, 0.02)))
                    self.hang_up()
                    asking.cancel()
                    await asyncio.gather(asking, return_exceptions=True)
                    continue
                found = await asyncio.wait_for(self.ask(method, path, data), 60)
                if found[0] < 500:
                    return found
            except BROKEN:
                pass
            self.hang_up()
            await asyncio.sleep(0.1 + self.luck.random() / 5)


async def learn(line, quiz, kept, progress):
    """A whole attempt. `kept` gets the last acknowledged value of each question."""
    await line.sure("GET", f"/learn/quizzes/{quiz}/")
    place = ""
    while not place:
        status, _, place, _ = await line.sure("POST", f"/learn/quizzes/{quiz}/start/")
        if status != 302:
            raise RuntimeError(f"start: {status}")
    kept["place"] = place
    order = [
        *range(1, QUESTIONS + 1),
        *line.luck.sample(range(1, QUESTIONS + 1), 5),
    ]  # five are changed later
    for number in order:
        value = line.luck.choice("123")
        data = {f"q{number}": value, f"q{number}-v": str(int(time.time() * 1000))}
        status, text, _, _ = await line.sure("POST", f"{place}answers/{number}/", data)
        if status != 200 or json.loads(text)["outcome"] != "kept":
            raise RuntimeError(f"answer: {status} {text[:100]}")
        kept[number] = value
        progress["answers"] += 1
        await asyncio.sleep(line.luck.random() / 20)
    for _ in range(2):  # handing in twice is handing in once
        status, *_ = await line.sure("POST", f"{place}finish/")
        if status != 302:
            raise RuntimeError(f"finish: {status}")


def serve(port, log):
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "1", "--no-ws", "--log-level", "warning", "config.wsgi:application"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    wait_for(port)
    return server


def kill(server):
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


async def play(lines, quiz, args, log):
    kept, progress = [dict() for _ in lines], {"answers": 0}
    total, deaths, state = len(lines) * (QUESTIONS + 5), 0, {"server": serve(args.port, log)}
    learning = asyncio.gather(*(learn(line, quiz, own, progress) for line, own in zip(lines, kept)))
    try:
        while not learning.done():
            await asyncio.sleep(0.2)
            if deaths < args.restarts and progress["answers"] > total * (deaths + 1) / (args.restarts + 1):
                kill(state["server"])
                await asyncio.sleep(0.5)
                state["server"] = await asyncio.to_thread(serve, args.port, log)
                deaths += 1
        await learning
    finally:
        kill(state["server"])
    return kept, deaths, progress["answers"]


def compare(kept):
    """What of the acknowledged answers is not in the database, and how many marks each attempt has."""
    import django

    django.setup()
    from courses.models import Answer, Attempt, Mark

    lost = 0
    for own in kept:
        attempt = Attempt.objects.get(public_id=own["place"].rstrip("/").rsplit("/", 1)[-1])
        rows = {row.number: json.loads(row.value) for row in Answer.objects.filter(attempt=attempt)}
        lost += sum(rows.get(number) != own[number] for number in range(1, QUESTIONS + 1))
    open_ones = Attempt.objects.filter(submitted_at=None).count()
    return {
        "attempts": Attempt.objects.count(),
        "marks": Mark.objects.count(),
        "attempts_still_open": open_ones,
        "acknowledged_and_not_there": lost,
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=50)
    parser.add_argument("--restarts", type=int, default=2)
    parser.add_argument("--port", type=int, default=8132)
    parser.add_argument("--log", default=os.devnull)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    os.environ.setdefault("SECRET_KEY", "a key for this run alone, and nothing else is served with it")
    take_ground()
    quiz, sessions = seed(args.learners)
    lines = [Line(args.port, session, random.Random(n)) for n, session in enumerate(sessions)]
    began = time.perf_counter()
    with open(args.log, "wb") as log:
        kept, deaths, answers = asyncio.run(play(lines, quiz, args, log))
    found = compare(kept)
    shown = {"acknowledged": answers, "lines_lost": Line.lost, "server_killed": deaths, **found}
    print(json.dumps(shown | {"seconds": round(time.perf_counter() - began, 1)}))
    sound = found == {
        "attempts": args.learners,
        "marks": args.learners,
        "attempts_still_open": 0,
        "acknowledged_and_not_there": 0,
    }
    print("SOUND" if sound else "NOT SOUND")
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
