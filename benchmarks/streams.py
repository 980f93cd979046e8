"""Live lab streams that one process holds, beside a bare Starlette app that sends the same events in the same run.

    DATABASE_URL=postgres://… SECRET_KEY=… STARLETTE_PYTHON=VENV/bin/python python benchmarks/streams.py [--part scripted]

Parts: `starlette`, `tokens` (Starlette again), `bare` (an ASGI app without a framework), `scripted`, `model` (a chat endpoint in another
process), `first` (what we add to the time to the first text), `starts` (labs started over HTTP). Each of the first five opens more and
more streams of twenty words a second: `tokens` sends each word by itself, as such apps are usually written, the others two words ten
times a second, as we do. The ratio to `starlette` compares the cost of the same events, that to `tokens` what a listener gets: how many
people can read at twenty words a second. A reply of ours lasts 90 seconds at most, so a climb must be over by then. It goes on until the 95th percentile of the gap between two flushes reaches 150 ms at the listener or
streams are missing. All run under uvicorn, one after the other. Starlette is no part of the project: give the interpreter of a
venv that has starlette, uvicorn, uvloop and httptools. Ratios count; absolute figures depend on the machine and its load.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import uvloop

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
from processtree import quantile, tree_cpu  # noqa: E402
from streamload import climb, first_words, is_held  # noqa: E402

PORT = int(os.environ.get("BENCH_PORT", "8147"))
SIDES = {"starlette": "starlette_app", "tokens": "token_app", "bare": "bare"}
PARTS = (*SIDES, "scripted", "model", "first", "starts")
NAME = "bench-streams"


class Server:
    """One server under test, and what its processes use."""

    def __init__(self, command, port, env=None):
        self.port = port
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | (env or {}), stdout=subprocess.DEVNULL
        )
        for _try in range(300):
            time.sleep(0.1)
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                time.sleep(0.5)
                return
            except OSError:
                continue
        raise SystemExit(f"{command} did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def cpu_seconds(self):
        return tree_cpu({NAME: self.process.pid})[0][NAME]

    def _status(self, key):
        pids = tree_cpu({NAME: self.process.pid})[1][NAME]
        lines = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
        return sum(int(line.split()[1]) for line in lines if line.startswith(key))

    def memory_kib(self):
        return self._status("VmRSS")

    def threads(self):
        return self._status("Threads")


def uvicorn(app, *options, python=sys.executable, port=PORT, env=None):
    command = [python, "-m", "uvicorn", app, "--host", "127.0.0.1", "--port", str(port), *options]
    quiet = ["--log-level", "critical", "--no-access-log", "--timeout-graceful-shutdown", "1"]
    return Server([*command, *quiet], port, env)


def beside(name, *options, **more):
    return uvicorn(f"streamside:{name}", "--app-dir", str(ROOT / "benchmarks"), *options, **more)


def ours(**env):
    return uvicorn("config.asgi:application", env={"PGAPPNAME": NAME, "LOG_REQUESTS": "0", **env})


def with_model():
    """Our server with the endpoint that `beside("endpoint", port=PORT + 1)` is."""
    return ours(
        OPENAI_BASE_URL=f"http://127.0.0.1:{PORT + 1}/v1", OPENAI_MODEL="bench", OPENAI_API_KEY="bench"
    )


def seed(streams, starts):
    """Learners with a reply owed that lasts for the longest time a turn may take: (stream path, cookie); and learners who have not begun: (start path, cookie)."""
    import copy

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
    for reply in package["replies"]["acts"]["ask_q2"]["replies"]:
        reply["say"] = [" ".join(["word"] * 20 * 90)]
    run = f"{time.time():.0f}"
    package["lab"]["version"] = f"bench-{run}"
    publish_scenario(package=package)
    spec = {"id": "s1", "digest": package_digest(package)}
    version = make_version(
        make_course(slug=f"bench-{run}"),
        number=run,
        digest=f"{int(run):064x}",
        steps=[("lab", "s1", "m3", {"counts": "assessed", "spec": spec})],
    )
    activity = version.activities.get(key="s1")
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")

    def learner(number):
        user = User.objects.create_user(f"bench-{run}-{number}@example.org", None, name="Bench")
        enrol_directly(user, version)
        web = store()
        web[SESSION_KEY], web[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
        web[HASH_SESSION_KEY] = user.get_session_auth_hash()
        web.create()
        return user, web.session_key

    ways = []
    for number in range(streams):
        user, cookie = learner(number)
        place = get_activity_for(user, activity.public_id, "lab")
        session = start_session(place=place, learner=user, mode=Mode.GUIDED, key=f"bench-{number:06d}")
        take_act(session=session, action={"act": "ask", "intent": "ask_q2"}, key=f"bench-{number:06d}")
        ways.append((reverse("labs:stream", args=[session.public_id]), cookie))
    start = reverse("labs:start", args=[activity.public_id])
    return ways, [(start, learner(streams + number)[1]) for number in range(starts)]


def connections_probe():
    """How many connections the server under test holds: counted by its application name. Only on PostgreSQL."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return None
    import psycopg

    own = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    query = "select count(*) from pg_stat_activity where datname=current_database() and application_name=%s"
    return lambda: own.execute(query, [NAME]).fetchone()[0]


def post_starts(ways, port, at_once):
    """Start each lab over HTTP; (seconds, statuses)."""
    import http.client
    from concurrent.futures import ThreadPoolExecutor

    token = "b" * 32

    def one(numbered):
        number, (path, cookie) = numbered
        body = f"mode=guided&key=start-{number:06d}&csrfmiddlewaretoken={token}"
        headers = {
            "Cookie": f"sessionid={cookie}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        web = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        web.request("POST", path, body, headers)
        status = web.getresponse().status
        web.close()
        return status

    began = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        statuses = list(pool.map(one, enumerate(ways)))
    return time.monotonic() - began, statuses


def run_starts(ways):
    from config.processes import pages

    command = pages("127.0.0.1", PORT, 2, 1).command
    with Server(command, PORT, {"LOG_REQUESTS": "0"}) as server:
        post_starts(ways[:4], PORT, 2)
        cpu = server.cpu_seconds()
        took, statuses = post_starts(ways[4:], PORT, 8)
        cpu = server.cpu_seconds() - cpu
    return {
        "starts": len(statuses),
        "not_started": sum(status != 302 for status in statuses),
        "cpu_ms_per_start": round(1000 * cpu / len(statuses), 1),
        "seconds": round(took, 1),
        "per_minute": round(60 * len(statuses) / took),
    }


def run_first(ways):
    """Milliseconds to the first text. The endpoint answers at once, so what is above its own figure is ours."""
    found = {}
    few = ways[:30]
    with beside("endpoint", port=PORT + 1), with_model() as server:
        found["model"] = uvloop.run(first_words(few, server.port))
    time.sleep(7)  # leases of the turns run out
    with ours() as server:
        found["scripted"] = uvloop.run(first_words(few, server.port))
    return {
        name: {"p50_ms": round(quantile(ms, 0.5), 1), "p95_ms": round(quantile(ms, 0.95), 1)}
        for name, ms in found.items()
    }


def run_climb(name, args, ways, probe):
    many = [("/", "")] * args.most
    how = {"rate": args.rate, "seconds": args.seconds}
    levels = range(args.first, args.most + 1, args.step)
    how["events_a_second"] = 20 if name == "tokens" else 10
    if name in SIDES:
        options, python = ([], sys.executable) if name == "bare" else (["--factory"], args.starlette)
        with beside(SIDES[name], *options, python=python) as server:
            rows = uvloop.run(climb(many, PORT, levels=levels, server=server, **(how | {"rate": 200})))
    elif name == "scripted":
        with ours() as server:
            rows = uvloop.run(climb(ways, PORT, levels=levels, server=server, probe=probe, **how))
    else:
        with beside("endpoint", port=PORT + 1), with_model() as server:
            rows = uvloop.run(climb(ways, PORT, levels=levels, server=server, probe=probe, **how))
    held = [row for row in rows if is_held(row, how["events_a_second"])]
    return {"held": held[-1]["streams"] if held else 0, "rows": rows, "found_the_end": len(held) < len(rows)}


def has_starlette(python):
    wanted = "import starlette, uvicorn, uvloop, httptools"
    return subprocess.run([python, "-c", wanted], capture_output=True, check=False).returncode == 0


def summary(result):
    """What the goals are about."""
    found = {}
    for beside_ in SIDES:
        for name in ("scripted", "model"):
            if result.get(beside_, {}).get("held") and name in result:
                found[f"{name}_to_{beside_}"] = round(result[name]["held"] / result[beside_]["held"], 2)
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--part", action="append", choices=PARTS, help="may be given more than once; all without it"
    )
    parser.add_argument("--first", type=int, default=200, help="streams at the first level")
    parser.add_argument("--step", type=int, default=200, help="streams more at each level")
    parser.add_argument("--most", type=int, default=2000)
    parser.add_argument(
        "--streams", type=int, default=1000, help="learners with a reply owed: the most for ours"
    )
    parser.add_argument("--starts", type=int, default=104)
    parser.add_argument("--seconds", type=float, default=3, help="how long each level is looked at")
    parser.add_argument("--rate", type=float, default=50, help="streams opened a second")
    parser.add_argument(
        "--starlette", default=os.environ.get("STARLETTE_PYTHON", sys.executable), metavar="PYTHON"
    )
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    parts = args.part or list(PARTS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    os.environ["SECURE_SSL_REDIRECT"] = "0"
    os.environ.setdefault("DATABASE_POOL", "0")  # without a pool each connection that is held can be counted
    os.environ["LABS_SCRIPTED_WORDS_PER_SECOND"] = "20"
    result = {
        "python": f"{platform.python_version()} {platform.python_build()[0]}",
        "load_before": os.getloadavg(),
    }
    if {"starlette", "tokens"} & set(parts) and not has_starlette(args.starlette):
        print(
            "No starlette here: make a venv with starlette, uvicorn, uvloop and httptools, and name its python by --starlette."
        )
        print("The bare ASGI app stays to compare with; it is the harder mark.")
        parts = [part for part in parts if part not in {"starlette", "tokens"}]
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    needs_ours = bool({"scripted", "model", "first"} & set(parts))
    print("making learners …", flush=True)
    ways, starts = seed(args.streams if needs_ours else 0, args.starts if "starts" in parts else 0)
    probe = connections_probe()
    for part in parts:
        print(part, flush=True)
        if part == "starts":
            result[part] = run_starts(starts)
        elif part == "first":
            result[part] = run_first(ways)
        else:
            result[part] = run_climb(part, args, ways, probe)
    result |= {"ratio_held": summary(result), "load_after": os.getloadavg()}
    print(
        json.dumps(
            {
                name: {k: v for k, v in one.items() if k != "rows"} if isinstance(one, dict) else one
                for name, one in result.items()
            },
            indent=1,
        )
    )
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
