#!/usr/bin/env python3
"""A batch of certificates through Celery: how long it takes, and whether it is exact after random kills.

    [DATABASE_URL=postgres://… [CELERY_BROKER_URL=redis://…]] python benchmarks/batch.py --count 10000
    python benchmarks/batch.py --own-services --kills 30 --count 2000
        starts a PostgreSQL and a Redis of its own (as the user "postgres" when run by root) and kills them as well

Two worker processes issue. With --kills, every few seconds one of worker, Redis and database gets SIGKILL and is started again.
At the end: exactly one issued credential a person, no serial twice, one log entry and one mail each, every stored byte as it was signed.
"""

import argparse
import collections
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
from ground import take_ground  # noqa: E402
from processtree import HZ  # noqa: E402

FIRST = [
    "Ana",
    "Zoë",
    "Łukasz",
    "Siobhán",
    "José",
    "Müge",
    "Åsa",
    "Đorđe",
    "Çiğdem",
    "Ewa",
    "François",
    "Ólafur",
    "Jürgen",
    "Maria",
    "John",
    "Emily",
    "Rahul",
    "Wei",
]
LAST = [
    "Nowak",
    "O’Brien",
    "García",
    "Müller",
    "Şahin",
    "Ångström",
    "Đukić",
    "Smith",
    "Dvořák",
    "Kovács",
    "Silva-Pereira",
    "Johansson",
    "Brown",
    "Iyer",
]


class Services:
    """A PostgreSQL and a Redis of this run alone."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.place = Path(tempfile.mkdtemp(prefix="ready-room-services-"))
        self.place.chmod(0o755)
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.data = self.place / "pg"
        self.data.mkdir()
        if os.getuid() == 0:
            shutil.chown(self.data, "postgres")
        self._as_owner(self.bin / "initdb", "-D", self.data, "-A", "trust", "-U", "bench", "-E", "UTF8")
        self.start_database()
        self._as_owner(self.bin / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "bench", "bench")
        self.redis = self.start_redis()
        os.environ["DATABASE_URL"] = f"postgres://bench@127.0.0.1:{port}/bench"
        os.environ["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{port + 1}/0"

    def _as_owner(self, *words: object) -> int:
        owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*owner, *map(str, words)]
        return subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, check=False).returncode

    def start_database(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data}"
        for _try in range(60):
            if not self._as_owner(
                self.bin / "pg_ctl",
                "-D",
                self.data,
                "-w",
                "-t",
                "60",
                "-l",
                self.data / "log",
                "-o",
                options,
                "start",
            ):
                return
            time.sleep(0.5)
        raise SystemExit("PostgreSQL does not start again.")

    def start_redis(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["redis-server", "--port", str(self.port + 1), "--save", "", "--bind", "127.0.0.1"],
            cwd=self.place,
            stdout=subprocess.DEVNULL,
        )

    def kill_database(self) -> None:
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        self.start_database()

    def kill_redis(self) -> None:
        self.redis.kill()
        self.redis.wait()
        self.redis = self.start_redis()

    def stop(self) -> None:
        self._as_owner(self.bin / "pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        self.redis.kill()
        self.redis.wait()
        shutil.rmtree(self.place, ignore_errors=True)


class Inbox:
    """Counts what arrives by the id of each message; a second arrival of one message is seen."""

    def __init__(self) -> None:
        self.seen: collections.Counter[str] = collections.Counter()

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        text = envelope.content.decode("utf-8", "replace")
        self.seen[text.lower().split("message-id:")[1].split("\n")[0].strip()] += 1
        return "250 OK"


def start_worker():
    options = ["-P", "solo", "-l", "ERROR", "-Q", "default"]
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", *options]
    log = (Path(os.environ["DATA_DIR"]) / "workers.log").open("ab")
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=log, stderr=log)


def cpu_of(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / HZ


def seed(count: int):
    from django.utils import timezone

    from accounts.models import User
    from certificates.batches.services import plan_batch
    from courses.models import Activity, Enrolment, Mark
    from tests.factories.accounts import PartnerFactory
    from tests.factories.certificates import STEPS, let_issue, version_with_credential
    from tests.factories.courses import make_cohort

    version = version_with_credential()
    cohort = make_cohort(PartnerFactory(), version, seats=count)
    let_issue(cohort)
    now = timezone.now()
    people = User.objects.bulk_create(
        [
            User(
                email=f"batch{number}@example.org",
                name=f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}",
                password="!",
            )
            for number in range(count)
        ],
        batch_size=500,
    )
    enrolments = Enrolment.objects.bulk_create(
        [Enrolment(user=user, version=version, cohort=cohort, started_at=now) for user in people],
        batch_size=500,
    )
    activities = {row.key: row for row in Activity.objects.filter(version=version)}
    marks = []
    for enrolment in enrolments:
        for kind, key, _module, _more in STEPS:
            is_lesson = kind == "lesson"
            marks.append(
                Mark(
                    enrolment=enrolment,
                    activity=activities[key],
                    version=version,
                    key=f"bench:{key}",
                    points=1 if is_lesson else 8,
                    possible=1 if is_lesson else 10,
                    passed=None if is_lesson else True,
                    outcome="graded",
                    detail={"mode": "assessed"} if kind == "lab" else {},
                )
            )
    Mark.objects.bulk_create(marks, batch_size=500)
    return plan_batch(cohort=cohort, slug="foundations", actor=None)


def time_for_mails(count: int) -> float:
    """Seconds in which `count` mails can go out at the limit of 500 a minute, twice over and with five minutes to spare."""
    return 300 + 2 * count / 500 * 60


def patiently(work, seconds=120.0):
    """What this script itself reads must survive a database that is away for a moment."""
    from django.db import DatabaseError, connection

    end = time.monotonic() + seconds
    while True:
        try:
            return work()
        except DatabaseError:
            if time.monotonic() > end:
                raise
            connection.close()
            time.sleep(0.5)


def beat() -> None:
    """What the beat queues each minute, here more often."""
    from accounts.api import enqueue

    for name in (
        "certificates.sweep_batches",
        "certificates.sweep_credentials",
        "accounts.sweep_mail",
        "certificates.seal_log",
    ):
        enqueue(name)


def run_until_done(batch, workers, kills, services, limit):
    from certificates.batches.services import start_batch
    from certificates.models import Batch

    killed, spent = collections.Counter(), 0.0
    began = time.monotonic()
    next_kill, next_beat = time.monotonic() + 5, 0.0
    while time.monotonic() - began < limit:
        batch = patiently(lambda: Batch.objects.get(pk=batch.pk))
        if batch.state == "ready":
            patiently(lambda: start_batch(batch=batch, actor=None))
        if batch.state == "done" and sum(killed.values()) >= kills:
            break
        if time.monotonic() > next_beat:
            patiently(beat)
            next_beat = time.monotonic() + (5 if kills else 30)
        if batch.state == "issuing" and sum(killed.values()) < kills and time.monotonic() > next_kill:
            target = random.choice(["worker", "worker", "redis", "database"] if services else ["worker"])
            if target == "worker":
                place = random.randrange(len(workers))
                spent += cpu_of(workers[place].pid)
                workers[place].kill()
                workers[place].wait()
                workers[place] = start_worker()
            elif target == "redis":
                services.kill_redis()
            else:
                services.kill_database()
            killed[target] += 1
            next_kill = time.monotonic() + random.uniform(1, 6)
        for place, worker in enumerate(workers):
            if (
                worker.poll() is not None
            ):  # a worker that ended for lack of its broker; a supervisor would start it again
                workers[place] = start_worker()
        time.sleep(0.5)
    return batch, killed, spent + sum(cpu_of(worker.pid) for worker in workers)


def count(batch, expected: int, inbox: Inbox, settle: float) -> dict:
    from django.db.models import Count

    from accounts.models import OutgoingMail
    from certificates.credentials.audit import self_audit
    from certificates.models import Credential, CredentialEvent, LedgerEntry

    mails = OutgoingMail.objects.filter(template="certificates/issued")
    end = time.monotonic() + settle
    while mails.exclude(state="sent").exists() or mails.count() < expected:
        if time.monotonic() > end:
            break
        beat()
        time.sleep(3)
    rows = Credential.objects.all()
    report = self_audit()
    problems = list(report.problems)

    def same(what: str, found: int) -> None:
        if found != expected:
            problems.append(f"{what}: {found} instead of {expected}")

    same("issued credentials", rows.filter(state="issued").count())
    same("credentials of any state", rows.count())
    same("serials", rows.values("serial").distinct().count())
    same("enrolments with a credential", rows.values("enrolment").distinct().count())
    same("events", CredentialEvent.objects.filter(kind="issued").count())
    same("log entries", LedgerEntry.objects.filter(kind="issue").count())
    same("mails written", mails.count())
    same("people written to", mails.values("to").distinct().count())
    same("mails arrived", len(inbox.seen))
    twice = sum(number > 1 for number in inbox.seen.values())
    states = dict(batch.rows.values_list("state").annotate(n=Count("pk")).order_by())
    return {"rows": states, "mails delivered more than once by SMTP": twice, "problems": problems}


def main() -> None:
    show = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=show)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--own-services", action="store_true")
    parser.add_argument("--port", type=int, default=8470)
    parser.add_argument("--limit", type=float, default=3600, help="seconds after which it ends unfinished")
    parser.add_argument(
        "--settle", type=float, help="longest wait for mails at the end (default: by the count)"
    )
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    take_ground()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    os.environ.setdefault("SECRET_KEY", "a-key-for-the-batch-benchmark-alone-0123456789")
    os.environ.update(
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(arguments.port + 2),
        EMAIL_USE_TLS="0",
        SITE_URL="http://localhost:8000",
    )
    services = Services(arguments.port) if arguments.own_services else None
    import django

    django.setup()
    from aiosmtpd.controller import Controller
    from django.core.management import call_command

    from certificates.credentials.setup import ensure_ready

    logging.getLogger("mail.log").setLevel(logging.ERROR)
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=arguments.port + 2)
    controller.start()
    workers = []
    try:
        call_command("migrate", verbosity=0)
        ensure_ready()
        started = time.monotonic()
        batch = seed(arguments.count)
        print(
            f"seeded {arguments.count} in {time.monotonic() - started:.0f} s, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        workers = [start_worker() for _ in range(arguments.workers)]
        batch, killed, cpu = run_until_done(batch, workers, arguments.kills, services, arguments.limit)
        took = (batch.finished_at - batch.started_at).total_seconds() if batch.finished_at else None
        told = {
            "seed": arguments.seed,
            "database": os.environ.get("DATABASE_URL", "sqlite").split(":")[0],
            "count": arguments.count,
            "seconds from start to done": took,
            "CPU ms a certificate, workers, checks and mails included": round(
                cpu / arguments.count * 1000, 1
            ),
            "load": round(os.getloadavg()[0], 1),
            "killed": dict(killed),
            **count(batch, arguments.count, inbox, arguments.settle or time_for_mails(arguments.count)),
        }
    finally:
        for worker in workers:
            worker.kill()
        controller.stop()
        if services:
            services.stop()
    print(json.dumps(told, indent=1, ensure_ascii=False))
    sys.exit(1 if told["problems"] or took is None else 0)


if __name__ == "__main__":
    main()
