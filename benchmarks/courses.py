#!/usr/bin/env python3
"""Course page, lesson page, catalogue, roster and gradebook over HTTP: CPU per request of the server's tree, p50, p95, errors.

    python benchmarks/courses.py                                        # SQLite, in a folder of its own
    DATABASE_URL=postgres://… python benchmarks/courses.py --postmaster PIDFILE

Needs an empty database. Publishes the flagship course, makes learners who have read different parts of it, and a
cohort of --learners people with twelve marks each. CPU is what counts on a shared machine; the client's own is not in it.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ground import take_ground, wait_for  # noqa: E402 - the folder is put on the path above
from quiz import Browser, measured  # noqa: E402 - the folder is put on the path above


def seed(people, learners):
    """Sessions and addresses: learners of the flagship course, and the instructor of a large cohort."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("import_course", str(ROOT / "content/courses/waico"), stdout=open(os.devnull, "w"))
    from accounts.api import Role
    from accounts.models import User
    from courses.models import Activity, Course
    from courses.progress.services import mark_done
    from tests.factories.accounts import MembershipFactory, PartnerFactory
    from tests.factories.courses import enrol_directly, make_cohort

    version = Course.objects.get(slug="waico").published
    lessons = list(Activity.objects.filter(version=version, kind="lesson").order_by("position"))
    session = Client()
    sessions, pages = [], []
    for number in range(people):
        user = User.objects.create(email=f"bench{number}@example.org", name=f"Bench {number}")
        enrolment = enrol_directly(user, version)
        for activity in lessons[: number % len(lessons) + 1]:
            mark_done(enrolment=enrolment, activity=activity)
        session = Client()
        session.force_login(user)
        sessions.append(session.cookies["sessionid"].value)
        pages.append(f"/learn/{enrolment.public_id}/")
    partner = PartnerFactory()
    owner = User.objects.create(email="owner@example.org", name="Bench owner")
    MembershipFactory(partner=partner, user=owner, role=Role.OWNER.value)
    cohort = make_cohort(partner, big_version(), seats=20_000)
    fill(cohort, learners)
    session = Client()
    session.force_login(owner)
    lesson = f"/learn/lessons/{lessons[2].public_id}/"
    return sessions, pages, lesson, session.cookies["sessionid"].value, f"/cohorts/{cohort.public_id}/"


def big_version():
    from tests.factories.courses import make_version

    steps = [("quiz", f"m{n}.quiz", f"m{n}", {}) for n in range(1, 9)]
    return make_version(
        steps=steps + [("lab", f"s{n}", f"m{n}", {"counts": "assessed"}) for n in range(1, 5)]
    )


def fill(cohort, learners):
    """Rows of a large cohort, written in bulk: what is measured is reading them."""
    from accounts.models import ClientOrganisation, User
    from courses.models import Enrolment, Standing
    from courses.progress.engine.cells import cells_of, written

    rng = random.Random(1)
    keys = [activity.key for activity in cohort.version.activities.order_by("position")]
    clients = [
        ClientOrganisation.objects.create(name=f"Client {n}", partner=cohort.partner) for n in range(40)
    ]
    names = [
        f"{rng.choice('ABCDEFGHIJKLMNOPRSTUVWZ')}{rng.randint(100, 999)} Learner {n}" for n in range(learners)
    ]
    users = User.objects.bulk_create(
        (User(email=f"l{n}@example.org", name=name, password="!") for n, name in enumerate(names)),
        batch_size=2000,
    )
    enrolments = Enrolment.objects.bulk_create(
        (
            Enrolment(user=user, version_id=cohort.version_id, cohort=cohort, client=rng.choice(clients))
            for user in users
        ),
        batch_size=2000,
    )

    def states():  # and cells, as the service writes them
        made = {}
        for key in keys:
            points = rng.randint(3, 10)
            made[key] = {
                "s": "passed" if points >= 7 else "failed",
                "p": str(points),
                "of": "10",
                "n": 1,
                "v": points * 10,
            }
        return {"states": made, "cells": written(cells_of(made))}

    now = datetime.now(UTC)
    Standing.objects.bulk_create(
        (
            Standing(
                enrolment=one, **states(), done=6, required=12, score=rng.randint(30, 100),
                last_seen_at=now - timedelta(days=rng.randint(0, 20)),
            )
            for one in enrolments
        ),
        batch_size=2000,
    )  # fmt: skip


async def visits(browsers, paths, seconds, must_say):
    times, errors = [], 0
    until = time.perf_counter() + seconds

    async def one(browser, path):
        nonlocal errors
        while time.perf_counter() < until:
            status, body, place, took = await browser.ask("GET", path)
            times.append(took)
            if status != 200 or must_say not in body:
                errors += 1
                if errors == 1:
                    print(f"first error: {status} {place} {body[:200]!r}", file=sys.stderr, flush=True)

    await asyncio.gather(*(one(browser, path) for browser, path in zip(browsers, paths, strict=True)))
    return times, errors


def in_process(cohort_url):
    """The whole grid as data and as a file, in this process: CPU, wall and memory."""
    from uuid import UUID

    from courses.gradebook.engine.grid import GridWords, draw_rows
    from courses.cohorts.engine.sheets import csv_parts, xlsx_file
    from courses.gradebook.export import rows_of
    from courses.gradebook.selectors import all_rows, columns_of
    from courses.catalogue.selectors import compiled_version
    from courses.models import Cohort

    cohort = Cohort.objects.get(public_id=UUID(cohort_url.split("/")[2]))
    columns = columns_of(compiled_version(cohort.version_id))
    words = GridWords("no mark", "adjusted", "done")

    def grid():
        return len(draw_rows(all_rows(cohort), columns, words, link="?", now=("", "")))

    def workbook():
        with xlsx_file(rows_of(cohort), "Gradebook") as file:
            return file.seek(0, os.SEEK_END)

    acts = (
        ("CSV of all rows", lambda: sum(len(part) for part in csv_parts(rows_of(cohort)))),
        ("XLSX of all rows", workbook),
        ("grid of all rows", grid),
    )
    for name, act in acts:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        act()  # warm: the CPU is that of the second time, the memory that of both
        cpu, wall = time.process_time(), time.perf_counter()
        size = act()
        row = {
            "what": name,
            "cpu_ms": round((time.process_time() - cpu) * 1000, 1),
            "wall_ms": round((time.perf_counter() - wall) * 1000, 1),
            "bytes": size,
            "more_peak_mib": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1),
        }
        print(json.dumps(row), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8121)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--learners", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--log", default=os.devnull, help="where the server's log goes")
    parser.add_argument("--postmaster", help="PID file of PostgreSQL, to count its CPU too")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    take_ground()
    sessions, pages, lesson, owner, cohort = seed(args.clients, args.learners)
    in_process(cohort)
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
    command += ["--blocking-threads", "1", "--no-ws", "--log-level", "warning", "config.wsgi:application"]
    log = open(args.log, "wb")  # the request log stays on, as in production
    server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    pids = [server.pid]
    if args.postmaster:
        pids.append(int(Path(args.postmaster).read_text().split()[0]))
    try:
        wait_for(args.port)
        count = args.clients

        def learners():
            return [Browser(args.port, one) for one in sessions]

        def owners():
            return [Browser(args.port, owner) for _ in range(4)]

        plays = (
            ("learner course page", lambda s: visits(learners(), pages, s, "outline-list")),
            ("lesson page", lambda s: visits(learners(), [lesson] * count, s, "recall")),
            ("catalogue", lambda s: visits(learners(), ["/catalogue/"] * count, s, "rosette")),
            (
                "gradebook, first 50 of all rows",
                lambda s: visits(
                    owners(),
                    [f"{cohort}gradebook/"] * 4,
                    s,
                    "of 10000" if args.learners == 10_000 else "Rows",
                ),
            ),
            ("roster, first 25 of all rows", lambda s: visits(owners(), [cohort] * 4, s, "roster-h")),
        )
        for _name, play in plays:
            asyncio.run(play(1))
        for _ in range(args.repeats):
            for name, play in plays:
                measured(name, pids, lambda play=play: play(args.seconds))
    finally:
        server.terminate()
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()


if __name__ == "__main__":
    main()
