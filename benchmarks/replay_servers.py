#!/usr/bin/env python3
"""Different lab sessions played over HTTP through both web servers, then replayed from their logs: every event byte by byte.

    python benchmarks/replay_servers.py [--sessions 200] [--server granian --server uvicorn] [--port 8979]

Each session is a lab in a variant with a written conduct or a random learner's acts, sent as the forms send them; what the workplace
refuses is refused by the page too, and the learner goes on. Afterwards the stored log must verify as a chain, and playing it again
with the session's own seed must give the same events, hashes included. A file of new data is made for each server. Exit code 1
when a session differs, when a server answers with an error of its own, or when fewer logs differ from each other than there are sessions.
"""

import argparse
import http.client
import os
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

from ground import take_ground

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
os.environ |= {"LOG_REQUESTS": "0", "SECURE_SSL_REDIRECT": "0"}
TOKEN = "r" * 32
FIELD = {"escalate": {"reason": "text"}}


def command(server, port):
    if server == "granian":
        from config.processes import pages

        return pages("127.0.0.1", port, 1, 1).command
    quiet = ["--log-level", "error", "--lifespan", "off", "--no-access-log"]
    return [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), *quiet]


def wait_for(port):
    for _try in range(300):
        try:
            web = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            web.request("GET", "/health/")
            web.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not start")


class Learner:
    """One signed-in browser without a script."""

    def __init__(self, port, cookie):
        self.web = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {
            "Cookie": f"sessionid={cookie}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def post(self, path, fields):
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": TOKEN}, doseq=True)
        self.web.request("POST", path, body, self.headers)
        answer = self.web.getresponse()
        answer.read()
        return answer.status


def plans(wanted):
    """(lab, variant, name, acts) of so many sessions, each different; the labs take turns."""
    from labs.evaluation.engine.proof import random_lines
    from labs.sessions.engine.player import read_lines
    from labs.workplace.engine.render import render
    from tests.labs.shipped import packages, scenario, variants

    found = []
    for number in range(-1, 999):
        for lab, variant in variants(scored=False):
            made = scenario(lab, variant)
            names = made.office.schema.variables
            runs = [(f"random-{number}", random_lines(made, f"{lab}{number}", 5 + number % 7))]
            if number < 0:
                tests = sorted(packages()[lab]["tests"].items())
                runs = [(n, read_lines(text)) for n, text in tests if n.endswith(".jsonl")]
            for name, lines in runs:
                acts = [{k: render(v, names) for k, v in line.items() if k != "in"} for line in lines]
                found.append((made, name, acts))
                if len(found) == wanted:
                    return found
    return found


def play(learner, session, acts):
    """Send the acts and leave; returns the status of each answer."""
    from django.urls import reverse

    statuses = []
    for number, line in enumerate(acts):
        act = str(line["act"])
        if act == "finish":
            break
        names = FIELD.get(act, {})
        fields = {names.get(k, k): v for k, v in line.items() if k not in ("act", "id", "in")}
        fields = {k: v for k, v in fields.items() if not isinstance(v, dict)}
        path = reverse("labs:act", args=[session.public_id, act])
        statuses.append(learner.post(path, {**fields, "key": f"replay-{number:06d}", "anyway": "1"}))
    statuses.append(learner.post(reverse("labs:end", args=[session.public_id]), {}))
    return statuses


def run(server, wanted, port):
    from django.test import Client

    from accounts.models import User
    from labs.sessions import log
    from labs.sessions.engine.replay import replay
    from labs.sessions.models import Mode
    from labs.workplace.engine.events import first_broken
    from tests.factories.courses import enrol_directly
    from tests.factories.labs import make_lab_activity, start_lab

    process = subprocess.Popen(command(server, port), cwd=ROOT, stdout=subprocess.DEVNULL)
    odd, heads, events_count, taken, sent, activities = [], set(), 0, 0, 0, {}
    try:
        wait_for(port)
        for number, (made, name, acts) in enumerate(plans(wanted)):
            activity = activities.get(made.id) or activities.setdefault(made.id, make_lab_activity(made.id))
            person = User.objects.create(email=f"{server}{number}@example.org", name=f"P {number}")
            enrol_directly(person, activity.version)
            mode = Mode.ASSESSED if "assessed" in made.modes else Mode.GUIDED
            session = start_lab(person, mode=mode, activity=activity)
            client = Client()
            client.force_login(person)
            answers = play(Learner(port, client.cookies["sessionid"].value), session, acts)
            taken, sent = taken + answers.count(302), sent + len(answers)
            bad = sum(status >= 500 for status in answers)
            session.refresh_from_db()
            events = log.events_of(session)
            heads.add(events[-1].hash)
            events_count += len(events)
            again = replay(
                log.scenario_of(session), events, mode=session.mode, seed=session.seed, salt=session.salt
            )
            if bad or again is not None or first_broken(events) is not None:
                odd.append(f"{made.id} {made.variant} {name}: {bad} errors, differs at {again}")
                print(odd[-1], flush=True)
    finally:
        process.terminate()
        process.wait()
    print(
        f"{server}: {wanted} sessions, {len(heads)} different logs, {taken} of {sent} acts taken, {events_count} events, {len(odd)} not the same again",
        flush=True,
    )
    return odd or len(heads) < wanted


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=200)
    parser.add_argument("--server", action="append", choices=("granian", "uvicorn"))
    parser.add_argument("--port", type=int, default=8979)
    arguments = parser.parse_args()
    take_ground()

    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    failed = [
        run(name, arguments.sessions, arguments.port) for name in arguments.server or ("granian", "uvicorn")
    ]
    raise SystemExit(any(failed))


if __name__ == "__main__":
    main()
