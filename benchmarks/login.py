#!/usr/bin/env python3
"""Signing in with a password: CPU of a login, p50 and p95 with one and with ten clients at once.

    python benchmarks/login.py                                         # SQLite, in a folder of its own
    DATABASE_URL=postgres://… python benchmarks/login.py --postmaster PIDFILE

Needs an empty database. The cost of a login is the password's hash, on purpose: whoever steals the table pays it for every
guess. It is measured alone too, with its parameters, so that what is left for everything else can be read off. Each login
comes from an address of its own, since one address may only try so often.
"""

import argparse
import asyncio
import itertools
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from ground import take_ground, wait_for  # noqa: E402 - the folder is put on the path above
from quiz import Browser, measured  # noqa: E402

PASSWORD = "a long walk by the river 7"  # noqa: S105 - of people who exist for a minute
_addresses = itertools.count(1)


def seed(people):
    """People whose address is confirmed, with a password; and what one hash costs."""
    import django

    django.setup()
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import check_password, get_hasher, make_password
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from accounts.models import User

    kept = make_password(PASSWORD)
    for number in range(people):
        user = User.objects.create(email=f"bench{number}@example.org", name=f"Bench {number}", password=kept)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    began, times = time.process_time(), 10
    if not all(check_password(PASSWORD, kept) for _ in range(times)):
        raise SystemExit("The password is not accepted.")
    cost = (time.process_time() - began) / times
    held = get_hasher().decode(kept)
    facts = {name: held[name] for name in ("variety", "memory_cost", "time_cost", "parallelism")}
    print(json.dumps({"hash": facts, "hash_cpu_ms": round(cost * 1000, 1)}), flush=True)


async def logins(port, clients, seconds):
    """Each client opens the page and signs in, as a new visitor every time; only the second is timed."""
    times, errors = [], 0
    until = time.perf_counter() + seconds

    async def one(number):
        nonlocal errors
        while time.perf_counter() < until:
            place = next(_addresses)
            came_from = f"X-Forwarded-For: 10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}\r\n"
            browser = Browser(port, "")
            _, page, *_ = await browser.ask("GET", "/accounts/login/", more=came_from)
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            data = {
                "login": f"bench{number}@example.org",
                "password": PASSWORD,
                "csrfmiddlewaretoken": token[1] if token else "",
            }
            status, _, goal, took = await browser.ask("POST", "/accounts/login/", data, more=came_from)
            times.append(took)
            errors += status != 302 or goal != "/learn/"
            browser.writer.close()

    await asyncio.gather(*(one(number) for number in range(clients)))
    return times, errors


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8133)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--log", default=os.devnull, help="where the server's log goes")
    parser.add_argument("--postmaster", help="PID file of PostgreSQL, to count its CPU too")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    os.environ["TRUSTED_PROXY_COUNT"] = "1"
    take_ground()
    seed(10)
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
    log = open(args.log, "wb")
    server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    pids = [server.pid]
    if args.postmaster:
        pids.append(int(Path(args.postmaster).read_text().split()[0]))
    try:
        wait_for(args.port)
        asyncio.run(logins(args.port, 4, 1))
        for _ in range(args.repeats):
            for count in (1, 10):
                measured(
                    f"login page and login, {count} clients",
                    pids,
                    lambda count=count: logins(args.port, count, args.seconds),
                )
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


if __name__ == "__main__":
    main()
