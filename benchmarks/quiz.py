#!/usr/bin/env python3
"""Answer saves and whole attempts over HTTP: CPU per request of the server's process tree, p50 and p95, errors.

    python benchmarks/quiz.py                                          # SQLite, in a folder of its own
    DATABASE_URL=postgres://… python benchmarks/quiz.py --postmaster PIDFILE

Makes its own people and a quiz of 20 questions, starts the page workers, plays, and stops them. Needs an empty
database. CPU is what counts on a shared machine; the client's own is not in it.
"""

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ground import take_ground, wait_for  # noqa: E402 - the folder is put on the path above

HZ = os.sysconf("SC_CLK_TCK")


def seed(people):
    """People with a session each, enrolled in a version with one quiz of 20 single-choice questions."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from accounts.models import User
    from tests.courses.quizzes.bank import item
    from tests.factories.courses import enrol_directly
    from tests.factories.quizzes import make_quiz

    items = [
        item("single", f"q{n:02d}.{copy}", stem=f"Question {n}.{copy}?") for n in range(20) for copy in "abc"
    ]
    quiz = {
        "format": "readyroom.quiz/1",
        "id": "bench",
        "blueprint": {"competency": {"C3": [0, 20, 0]}},
        "items": items,
        "retry_after_hours": 0,
    }
    activity = make_quiz(quiz)
    found = []
    for n in range(people):
        user = User.objects.create(email=f"bench{n}@example.org", name=f"Bench {n}")
        enrol_directly(user, activity.version)
        client = Client()
        client.force_login(user)
        found.append(client.cookies["sessionid"].value)
    return str(activity.public_id), found


def tree(pid):
    """CPU seconds of a process and its living descendants, with reaped children."""
    total, todo = 0.0, [pid]
    while todo:
        one = todo.pop()
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            total += sum(map(int, fields[11:15] if one == pid else fields[11:13])) / HZ
            for task in Path(f"/proc/{one}/task").iterdir():
                todo += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return total


class Browser:
    """One keep-alive connection with a session and a CSRF cookie."""

    def __init__(self, port, session):
        self.port, self.session, self.csrf, self.reader = port, session, "", None

    async def ask(self, method, path, data=None, more=""):
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = urlencode(data or {}, doseq=True).encode()
        cookies = f"sessionid={self.session}" + (f"; csrftoken={self.csrf}" if self.csrf else "")
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nX-CSRFToken: {self.csrf}\r\n"
            f"Content-Length: {len(body)}\r\n{more}\r\n"
        )
        began = time.perf_counter()
        self.writer.write(head.encode() + body)
        raw = await self.reader.readuntil(b"\r\n\r\n")
        text = raw.decode("latin-1")
        status = int(text.split(" ", 2)[1])
        size = re.search(r"content-length: (\d+)", text, re.I)
        if size:
            content = await self.reader.readexactly(int(size[1]))
        else:
            content = b""
            while (line := await self.reader.readline()) not in (b"0\r\n", b""):
                content += await self.reader.readexactly(int(line, 16))
                await self.reader.readline()
            await self.reader.readline()
        token = re.search(r"csrftoken=([^;]+)", text)
        if token:
            self.csrf = token[1]
        place = re.search(r"^location: (\S+)", text, re.I | re.M)
        return status, content.decode(), (place[1] if place else ""), time.perf_counter() - began

    async def start(self, quiz):
        await self.ask("GET", f"/learn/quizzes/{quiz}/")
        status, _, place, _ = await self.ask("POST", f"/learn/quizzes/{quiz}/start/")
        if status != 302:
            raise RuntimeError(f"start: {status}")
        return place


async def saves(browsers, places, seconds):
    times, errors = [], 0
    until = time.perf_counter() + seconds

    async def one(browser, place):
        nonlocal errors
        turn = 0
        while time.perf_counter() < until:
            turn += 1
            number = turn % 20 + 1
            data = {f"q{number}": str(turn % 3 + 1), f"q{number}-v": str(int(time.time() * 1000))}
            status, _, _, took = await browser.ask("POST", f"{place}answers/{number}/", data)
            times.append(took)
            errors += status != 200

    await asyncio.gather(*(one(b, p) for b, p in zip(browsers, places)))
    return times, errors


async def attempts(browsers, quiz, seconds):
    times, errors = [], 0
    until = time.perf_counter() + seconds

    async def one(browser):
        nonlocal errors
        while time.perf_counter() < until:
            began = time.perf_counter()
            place = await browser.start(quiz)
            for number in range(1, 21):
                status, *_ = await browser.ask("POST", f"{place}answers/{number}/", {f"q{number}": "2"})
                errors += status != 200
            status, _, result, _ = await browser.ask("POST", f"{place}finish/")
            errors += status != 302 or not result.endswith("/result/")
            times.append(time.perf_counter() - began)

    await asyncio.gather(*(one(browser) for browser in browsers))
    return times, errors


async def one_page(browsers, quiz, seconds):
    times, errors = [], 0
    until = time.perf_counter() + seconds

    async def one(browser):
        nonlocal errors
        while time.perf_counter() < until:
            began = time.perf_counter()
            place = await browser.start(quiz)
            status, *_ = await browser.ask("GET", f"{place}all/")
            errors += status != 200
            status, *_ = await browser.ask("POST", f"{place}all/", {f"q{n}": "2" for n in range(1, 21)})
            errors += status != 302
            status, *_ = await browser.ask("POST", f"{place}finish/")
            errors += status != 302
            times.append(time.perf_counter() - began)

    await asyncio.gather(*(one(browser) for browser in browsers))
    return times, errors


def measured(name, pids, play):
    before, began = sum(map(tree, pids)), time.perf_counter()
    times, errors = asyncio.run(play())
    wall, cpu = time.perf_counter() - began, sum(map(tree, pids)) - before
    times.sort()
    row = {
        "what": name,
        "count": len(times),
        "errors": errors,
        "cpu_ms": round(cpu / len(times) * 1000, 3),
        "per_second": round(len(times) / wall, 1),
        "p50_ms": round(statistics.median(times) * 1000, 1),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
    }
    print(json.dumps(row), flush=True)
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8131)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--log", default=os.devnull, help="where the server's log goes")
    parser.add_argument("--postmaster", help="PID file of PostgreSQL, to count its CPU too")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    take_ground()
    quiz, sessions = seed(args.clients)
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(args.port),
        "--workers",
        "2",
    ]
    command += [
        "--blocking-threads",
        str(args.threads),
        "--no-ws",
        "--log-level",
        "warning",
        "config.wsgi:application",
    ]
    log = open(args.log, "wb")  # the request log stays on, as in production
    server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    pids = [server.pid]
    if args.postmaster:
        pids.append(int(Path(args.postmaster).read_text().split()[0]))
    try:
        wait_for(args.port)

        def browsers(count):
            return [Browser(args.port, session) for session in sessions[:count]]

        async def played(count):
            chosen = browsers(count)
            places = [await browser.start(quiz) for browser in chosen]
            return await saves(chosen, places, args.seconds)

        async def warm():
            chosen = browsers(args.clients)
            places = [await browser.start(quiz) for browser in chosen]
            return await saves(chosen, places, 1)

        asyncio.run(warm())
        for _ in range(args.repeats):
            for count in (1, 10, args.clients):
                measured(f"save, {count} clients", pids, lambda count=count: played(count))
            measured(
                "attempt of 20 saved answers, 8 learners",
                pids,
                lambda: attempts(browsers(8), quiz, args.seconds),
            )
            measured(
                "attempt of 20 on one page, 8 learners",
                pids,
                lambda: one_page(browsers(8), quiz, args.seconds),
            )
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:  # keep-alive connections of the client may hold a worker
            server.kill()


if __name__ == "__main__":
    main()
