"""The people of kill_points.py: what they do, what they were told, and the comparison at the end."""

import asyncio
import collections
import logging
import os
import random
import re
import sys
import time
from urllib.parse import urlencode

from aiosmtpd.controller import Controller


def seed(people):
    """People with a session each, enrolled in a version with a quiz of 20 questions and lab S1."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    from accounts.models import User
    from tests.courses.quizzes.bank import item
    from tests.factories.courses import enrol_directly
    from tests.factories.labs import make_lab_activity
    from tests.factories.quizzes import make_quiz

    items = [
        item("single", f"q{n:02d}.{copy}", stem=f"Question {n}.{copy}?") for n in range(20) for copy in "abc"
    ]
    quiz = {
        "format": "readyroom.quiz/1",
        "id": "kill",
        "blueprint": {"competency": {"C3": [0, 20, 0]}},
        "items": items,
        "retry_after_hours": 0,
    }
    activity, lab = make_quiz(quiz), make_lab_activity()
    sessions = []
    for n in range(people):
        user = User.objects.create(email=f"kill{n}@example.org", name=f"Kill {n}")
        enrol_directly(user, activity.version)
        enrol_directly(user, lab.version)
        client = Client()
        client.force_login(user)
        sessions.append(client.cookies["sessionid"].value)
    from django.db import connections

    connections.close_all()
    return {"quiz": str(activity.public_id), "lab": str(lab.public_id), "sessions": sessions}


class Away(Exception):
    """No whole answer came: nothing was acknowledged."""


class Browser:
    """One connection at a time; a broken one is opened again by the next request."""

    def __init__(self, port, cookie):
        self.port, self.cookie, self.csrf = port, cookie, "k" * 32
        self.reader = self.writer = None

    async def ask(self, method, path, data=None, **headers):
        try:
            return await asyncio.wait_for(self._ask(method, path, data, headers), 20)
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError, IndexError) as error:
            if self.writer:
                self.writer.close()
            self.reader = None
            raise Away from error

    async def _ask(self, method, path, data, headers):
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        body = urlencode(data or {}).encode()
        extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        self.writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={self.cookie}; csrftoken={self.csrf}\r\n"
            f"X-CSRFToken: {self.csrf}\r\n{extra}Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        length = re.search(r"content-length: (\d+)", head, re.I)
        content = b""
        if length:
            content = await self.reader.readexactly(int(length[1]))
        else:
            while (size := await self.reader.readline()) not in (b"0\r\n", b""):
                content += await self.reader.readexactly(int(size, 16))
                await self.reader.readline()
            await self.reader.readline()
        if re.search(r"connection: close", head, re.I):
            self.writer.close()
            self.reader = None
        place = re.search(r"^location: (\S+)", head, re.I | re.M)
        token = re.search(r"csrftoken=([^;]+)", head)
        if token:
            self.csrf = token[1]
        return status, content.decode("utf-8", "replace"), place[1] if place else ""


class Learner:
    """Answers, and talks in a lab, until told to stop; remembers only what was acknowledged."""

    def __init__(self, port, number, cookie, world):
        self.number, self.world = number, world
        self.pages, self.talk = Browser(port, cookie), Browser(port, cookie)
        self.stream = Browser(port, cookie)
        self.answers = {}  # (question) → versions acknowledged
        self.said, self.tried = [], []
        self.attempt = self.session = ""
        self.statuses = collections.Counter()

    async def live(self, stop):
        await asyncio.gather(self.answer(stop), self.speak(stop))

    async def patiently(self, browser, method, path, data=None, until=(200, 302), **headers):
        for _ in range(600):
            try:
                status, text, place = await browser.ask(method, path, data, **headers)
                self.statuses[f"{method} {status}"] += 1
                if status in until:
                    return status, text, place
            except Away:
                self.statuses["away"] += 1
            await asyncio.sleep(0.3)
        raise RuntimeError(f"{method} {path} never worked")

    async def answer(self, stop):
        await self.patiently(self.pages, "GET", f"/learn/quizzes/{self.world['quiz']}/")
        _, _, self.attempt = await self.patiently(
            self.pages, "POST", f"/learn/quizzes/{self.world['quiz']}/start/"
        )
        version = int(time.time() * 1000)
        while not stop.is_set():
            number = random.randint(1, 20)
            version += 1
            data = {f"q{number}": str(version % 3 + 1), f"q{number}-v": str(version)}
            try:
                status, _, _ = await self.pages.ask("POST", f"{self.attempt}answers/{number}/", data)
                self.statuses[f"save {status}"] += 1
                if status == 200:
                    self.answers.setdefault(number, []).append(version)
            except Away:
                self.statuses["save away"] += 1
                await asyncio.sleep(0.2)
            await asyncio.sleep(0.1)

    async def speak(self, stop):
        await self.patiently(self.talk, "GET", f"/learn/labs/{self.world['lab']}/")
        data = {"mode": "guided", "key": f"start-kill-{self.number:04d}"}
        _, _, self.session = await self.patiently(
            self.talk, "POST", f"/learn/labs/{self.world['lab']}/start/", data
        )
        turn = 0
        while not stop.is_set() and turn < 40:
            turn += 1
            text = f"marker {self.number:04d} {turn:04d} what is the figure?"
            data = {"text": text, "key": f"say-{self.number:04d}-{turn:04d}"}
            self.tried.append(text)
            while not stop.is_set():  # the same key until there is an answer, as a browser's page does
                try:
                    status, _, _ = await self.talk.ask("POST", f"{self.session}acts/say/", data, X_Stream="1")
                    self.statuses[f"say {status}"] += 1
                    if status == 302:
                        self.said.append(text)
                        break
                    if status == 422:
                        return
                except Away:
                    self.statuses["say away"] += 1
                await self.listen()
                await asyncio.sleep(0.5)
            await self.listen()
            await asyncio.sleep(random.uniform(1, 3))

    async def listen(self):
        path = self.session.replace("/sessions/", "/streams/")
        try:
            status, _, _ = await self.stream.ask("GET", path)
            self.statuses[f"stream {status}"] += 1
        except Away:
            self.statuses["stream away"] += 1


class Mailer:
    """Queues mails in a process that is not killed; an SMTP server here counts what arrives."""

    def __init__(self):
        self.asked, self.arrived = [], collections.Counter()
        self.server = Controller(self, hostname="127.0.0.1", port=int(os.environ["EMAIL_PORT"]))
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would write down every line of SMTP
        self.server.start()

    async def handle_DATA(self, server, session, envelope):
        self.arrived[envelope.rcpt_tos[0]] += 1
        return "250 taken"

    async def live(self, stop):
        code = (
            "import django,sys,time;django.setup()\nfrom accounts.api import send_mail\n"
            "for n in range(100000):\n"
            "    try: send_mail(key=f'kill-{n}',template='accounts/export-ready',to=f'm{n}@example.org',context={});"
            "print(n,flush=True)\n"
            "    except Exception as e: print('x',type(e).__name__,file=sys.stderr)\n"
            "    time.sleep(1)\n"
        )
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        reading = asyncio.ensure_future(self._read(process.stdout))
        await stop.wait()
        process.terminate()
        await process.wait()
        await reading

    async def _read(self, stream):
        async for line in stream:
            self.asked.append(f"m{int(line)}@example.org")


def count_lost(learners, mailer, graduates, settle):
    """Wait until nothing is open, then compare every acknowledgement with the rows."""
    from django.db import connections

    connections.close_all()
    began = time.monotonic()
    while time.monotonic() - began < settle and (
        open_work() or set(mailer.asked) - set(mailer.arrived) or graduates.open(mailer.arrived)
    ):
        time.sleep(2)
    settled = round(time.monotonic() - began)
    mailer.server.stop()
    problems = [*lost_answers(learners), *lost_turns(learners), *graduates.problems(mailer.arrived)]
    problems += [f"mail {to} never arrived" for to in sorted(set(mailer.asked) - set(mailer.arrived))]
    problems += [f"still open: {text}" for text in open_work() if "turns" not in text]
    statuses = sum((one.statuses for one in (*learners, graduates)), collections.Counter())
    return {
        "answers_acknowledged": sum(len(versions) for one in learners for versions in one.answers.values()),
        "turns_acknowledged": sum(len(one.said) for one in learners),
        "completions_acknowledged": len(graduates.done),
        "mails_acknowledged": len(mailer.asked),
        "mails_twice": sorted(to for to, times in mailer.arrived.items() if times > 1),
        "settled_after_s": settled,
        "turns_that_wait_for_their_learner": [text for text in open_work() if "turns" in text],
        "statuses": dict(sorted(statuses.items())),
        "problems": problems,
    }


def open_work():
    from accounts.mail.models import OutgoingMail
    from config.queue.models import DeadLetter
    from labs.sessions.models import LabTurn, TurnState

    mails = OutgoingMail.objects.exclude(state="sent").count()
    turns = LabTurn.objects.filter(state__in=[TurnState.PENDING, TurnState.SPEAKING]).count()
    dead = list(DeadLetter.objects.values_list("task", flat=True))
    return [
        f"{n} {what}"
        for n, what in ((mails, "mails"), (turns, "turns"), (len(dead), f"dead letters {dead}"))
        if n
    ]


def lost_answers(learners):
    from courses.quizzes.models import Answer

    for one in learners:
        attempt = one.attempt.strip("/").split("/")[3]
        rows = {row.number: row for row in Answer.objects.filter(attempt__public_id=attempt)}
        for number, versions in one.answers.items():
            row = rows.get(number)
            kept = re.findall(r"\d{13,}", row.history) if row else []  # the history holds the newest one too
            for version in versions:
                if kept.count(str(version)) != 1:
                    yield f"answer {number} of learner {one.number}, version {version}: kept {kept.count(str(version))} times"


def lost_turns(learners):
    from labs.sessions.models import LabEvent, LabSession
    from labs.workplace.engine.events import Event, first_broken

    for one in learners:
        session = LabSession.objects.get(public_id=one.session.strip("/").split("/")[-1])
        rows = list(LabEvent.objects.filter(session=session).order_by("seq"))
        words = [str((row.private or {}).get("text", "")) for row in rows if row.actor == "learner"]
        for text in one.tried:
            times, least = words.count(text), 1 if text in one.said else 0
            if not least <= times <= 1:
                yield f"turn {text!r}: kept {times} times"
        broken = first_broken([Event.from_row(row_of(row)) for row in rows])
        if broken is not None:
            yield f"the chain of learner {one.number}'s session breaks at {broken}"


def row_of(row):
    names = ("seq", "clock", "ts", "actor", "type", "params", "private", "prev_hash", "hash", "state_hash")
    return {name: getattr(row, name) for name in names}
