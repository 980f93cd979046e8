"""Live lab streams that one process holds, beside a bare ASGI app that sends the same events.

    DATABASE_URL=postgres://… python benchmarks/streams.py --streams 200 --seconds 20

Both servers run under uvicorn in this script's children, one after the other, with the same client: gap between flushes,
CPU of the server process, database connections held (PostgreSQL), threads and memory. The bare app has no framework at
all, so the ratio is a strict one. Ratios count, absolute figures depend on the machine: the Python build is printed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PORT = int(os.environ.get("BENCH_PORT", "8147"))
TICKS = os.sysconf("SC_CLK_TCK")
WORDS_PER_SECOND = 20


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def status(pid: int, key: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1])
    return 0


async def bare(scope, receive, send):
    """No framework: the same frames at the same pace."""
    if scope["type"] != "http":
        return
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}
    )
    sent = 0
    for _ in range(int(float(os.environ["BENCH_SECONDS"]) * 10) + 100):
        await asyncio.sleep(0.1)
        sent += 10
        body = f'id: 7.{sent}\nevent: text\ndata: {{"t":"word word "}}\n\n'.encode()
        await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def seed(streams: int, seconds: float) -> list[tuple[str, str]]:
    """Learners, each with a reply owed that lasts longer than the run: (stream path, session cookie)."""
    import copy

    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.urls import reverse
    from django.utils.module_loading import import_string

    from accounts.api import User
    from courses.api import get_activity_for
    from labs.scenarios.services import package_digest, publish_scenario
    from labs.sessions.models import Mode
    from labs.sessions.services import start_session, take_act
    from tests.factories.courses import enrol_directly, make_course, make_version
    from tests.factories.labs import s1_package

    package = copy.deepcopy(s1_package())
    words = " ".join(["word"] * min(3500, int((seconds + 40) * WORDS_PER_SECOND)))
    for reply in package["replies"]["acts"]["ask_q2"]["replies"]:
        reply["say"] = [words]
    package["lab"]["version"] = f"bench-{time.time():.0f}"
    publish_scenario(package=package)
    spec = {"id": "s1", "digest": package_digest(package)}
    run = f"{time.time():.0f}"
    version = make_version(
        make_course(slug=f"bench-{run}"),
        number=run,
        digest=f"{int(run):064x}",
        steps=[("lab", "s1", "m3", {"counts": "assessed", "spec": spec})],
    )
    activity = version.activities.get(key="s1")
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    found = []
    for number in range(streams):
        user = User.objects.create_user(f"bench-{run}-{number}@example.org", None, name="Bench")
        enrol_directly(user, version)
        place = get_activity_for(user, activity.public_id, "lab")
        session = start_session(place=place, learner=user, mode=Mode.GUIDED, key=f"bench-{number:06d}")
        take_act(session=session, action={"act": "ask", "intent": "ask_q2"}, key=f"bench-{number:06d}")
        web = store()
        web[SESSION_KEY], web[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
        web[HASH_SESSION_KEY] = user.get_session_auth_hash()
        web.create()
        found.append((reverse("labs:stream", args=[session.public_id]), web.session_key))
    return found


def start(app: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(PORT)]
    child = subprocess.Popen(
        [*command, "--log-level", "error", "--no-access-log", "--timeout-graceful-shutdown", "3"],
        cwd=ROOT,
        env=os.environ | env,
    )
    for _ in range(200):
        time.sleep(0.1)
        try:
            import socket

            with socket.create_connection(("127.0.0.1", PORT), 0.2):
                return child
        except OSError:
            continue
    raise SystemExit("the server did not start")


async def one_stream(path: str, cookie: str, until: float, gaps: list[float], counts: dict[str, int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT, limit=1 << 20)
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={cookie}\r\nAccept: text/event-stream\r\n\r\n"
    writer.write(head.encode())
    line = await reader.readline()
    if b" 200 " not in line:
        counts["refused"] = counts.get("refused", 0) + 1
        writer.close()
        return
    last = 0.0
    try:
        while time.monotonic() < until:
            try:
                part = await asyncio.wait_for(reader.read(65536), max(0.01, until - time.monotonic()))
            except TimeoutError:
                break
            if not part:
                counts["ended"] = counts.get("ended", 0) + 1
                break
            now = time.monotonic()
            events = part.count(b"event: text")
            if events and not last:
                counts["started"] = counts.get("started", 0) + 1
            if events:
                counts["events"] = counts.get("events", 0) + events
                if last and counts.get("measuring"):
                    gaps.append(now - last)
                last = now
    finally:
        writer.close()


async def load(urls: list[tuple[str, str]], seconds: float, pid: int, rate: float, probe) -> dict:
    gaps: list[float] = []
    counts: dict[str, int] = {}
    ramp = len(urls) / rate
    until = time.monotonic() + ramp + seconds + 20
    tasks = []
    for path, cookie in urls:
        tasks.append(asyncio.create_task(one_stream(path, cookie, until, gaps, counts)))
        await asyncio.sleep(1 / rate)
    began = time.monotonic()
    while counts.get("started", 0) + counts.get("refused", 0) < len(urls) and time.monotonic() < began + 20:
        await asyncio.sleep(0.1)
    opening = time.monotonic() - began
    counts["measuring"] = 1
    before, events, began = cpu_seconds(pid), counts.get("events", 0), time.monotonic()
    held = []
    while time.monotonic() < began + seconds:
        await asyncio.sleep(0.37)
        if probe:
            held.append(probe())
    used, seen, took = cpu_seconds(pid) - before, counts.get("events", 0) - events, time.monotonic() - began
    threads, rss = status(pid, "Threads"), status(pid, "VmRSS") // 1024
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    gaps.sort()
    return {
        "streams": len(urls),
        "refused": counts.get("refused", 0),
        "last_opened_after_s": round(opening, 1),
        "ended_early": counts.get("ended", 0),
        "events_per_s": round(seen / took),
        "expected_per_s": len(urls) * 10,
        "gap_p50_ms": round(1000 * gaps[len(gaps) // 2]) if gaps else None,
        "gap_p95_ms": round(1000 * gaps[len(gaps) * 95 // 100]) if gaps else None,
        "cpu_us_per_event": round(1e6 * used / max(1, seen)),
        "cpu_share": round(used / took, 2),
        "threads": threads,
        "rss_mb": rss,
        "db_connections": {"samples": len(held), "zero": held.count(0), "max": max(held)} if held else None,
    }


def connections_of(database: str, application: str):
    """How many connections the server under test holds: counted by its application name."""
    import psycopg

    own = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    query = "select count(*) from pg_stat_activity where datname=%s and application_name=%s"
    return lambda: own.execute(query, [database, application]).fetchone()[0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rate", type=float, default=40, help="streams opened a second")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ["SECURE_SSL_REDIRECT"] = "0"
    os.environ.setdefault("DATABASE_POOL", "0")  # without a pool each connection that is held can be counted
    os.environ["LABS_SCRIPTED_WORDS_PER_SECOND"] = str(WORDS_PER_SECOND)
    result = {"python": f"{sys.executable} {platform.python_version()} {platform.python_build()[0]}"}
    urls = seed(args.streams, args.seconds + args.streams / args.rate)
    probe = None
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        from django.db import connection

        probe = connections_of(connection.settings_dict["NAME"], "bench-streams")
        result["database"] = "postgresql"
    settings = {"BENCH_SECONDS": str(args.seconds + args.streams / args.rate + 10)}
    for name, app in (("bare", "benchmarks.streams:bare"), ("labs", "config.asgi:application")):
        child = start(
            app,
            settings | {"PYTHONPATH": str(ROOT), "PGAPPNAME": "bench-streams", "DJANGO_LOG_LEVEL": "WARNING"},
        )
        try:
            result[name] = asyncio.run(
                load(urls, args.seconds, child.pid, args.rate, probe if name == "labs" else None)
            )
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(timeout=30)
    result["ratio_cpu"] = round(result["bare"]["cpu_us_per_event"] / result["labs"]["cpu_us_per_event"], 2)
    print(json.dumps(result, indent=1))
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
