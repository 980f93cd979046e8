#!/usr/bin/env python3
"""`kill -9` of the stream process while it speaks, at random moments; then the log is read.

    python benchmarks/kill_streams.py --points 50 [--port 8977] [--seed 1]

Each point: a learner asks, a listener hears the reply over HTTP, the process is killed somewhere within it. Every second learner
comes back to a new process and hears the rest by `Last-Event-ID`; the others stay away, and the sweeper ends their turn. What must
hold: the learner's words are in the log once; the avatar's reply is there once, whole or marked as interrupted and then a beginning of
the whole one that holds all but the last second heard; the hash chain verifies. Exit code 1 when one point breaks a promise.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

from ground import take_ground

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
os.environ["LOG_REQUESTS"] = "0"
os.environ["LABS_SCRIPTED_WORDS_PER_SECOND"] = "8"
SAYS = b'data: {"t":'


class Server:
    """The ASGI process, started anew after each kill."""

    def __init__(self, port):
        self.port, self.process = port, None

    def up(self):
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--log-level", "error", "--lifespan", "off"], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        for _try in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=2).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the stream process does not start")

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


def hear(port, cookie, session, kill_after=None, server=None, last_id=""):
    """(text heard, id of the last frame, whether the end came). Kills the server after so many seconds of text."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/learn/labs/streams/{session}/", headers={"Cookie": f"sessionid={cookie}"}
    )
    if last_id:
        request.add_header("Last-Event-ID", last_id)
    heard, frame, first = "", last_id, None
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            for raw in answer:
                line = raw.rstrip(b"\n")
                if line.startswith(b"id: "):
                    frame = line[4:].decode()
                elif line.startswith(b"event: turn"):
                    return heard, frame, True
                elif line.startswith(b"event: restart"):
                    heard = ""
                elif line.startswith(SAYS):
                    heard += json.loads(line[6:])["t"]
                    first = first or time.monotonic()
                if kill_after is not None and first and time.monotonic() - first >= kill_after:
                    server.kill()
                    kill_after = None
    except (OSError, ValueError, EOFError):
        pass
    except Exception as error:  # http.client raises its own kinds when a chunk breaks off
        if "Incomplete" not in type(error).__name__:
            raise
    return heard, frame, False


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--port", type=int, default=8977)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    take_ground()
    chance = random.Random(arguments.seed)

    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from accounts.models import User
    from labs.models import LabTurn
    from labs.sessions import log
    from labs.sessions.engine import dialogue
    from labs.sessions.services import take_act
    from labs.sessions.turns import mark_stale_turns
    from labs.workplace.engine.events import first_broken
    from tests.factories.courses import enrol_directly
    from tests.factories.labs import make_lab_activity, start_lab

    activity, server = make_lab_activity(), Server(arguments.port)
    broken, whole, cut = [], 0, 0
    server.up()
    try:
        for point in range(arguments.points):
            person = User.objects.create(email=f"p{point}@example.org", name=f"P {point}")
            enrol_directly(person, activity.version)
            session = start_lab(person, activity=activity)
            client = Client()
            client.force_login(person)
            cookie = client.cookies["sessionid"].value
            asked = take_act(session=session, action={"act": "ask", "intent": "ask_q2"}, key=f"k-{point:08d}")
            owed = dialogue.pending(log.state_of(asked.session))
            wanted = dialogue.scripted_answer(log.state_of(asked.session), owed).text
            heard, frame, _ended = hear(
                arguments.port, cookie, session.public_id, chance.uniform(0, 3.5), server
            )
            if server.process.poll() is None:
                server.kill()  # the reply was over before the moment came
            server.up()
            if point % 2 == 0:
                rest, _frame, ended = "", frame, False
                for _try in range(20):
                    more, frame, ended = hear(arguments.port, cookie, session.public_id, last_id=frame)
                    rest += more
                    if ended:
                        break
                    time.sleep(0.5)
                heard += rest
            else:
                LabTurn.objects.filter(session=session, state="speaking").update(
                    leased_until=timezone.now() - timedelta(minutes=5)
                )
                mark_stale_turns()
            session.refresh_from_db()
            events = log.events_of(session)
            mine = [e for e in events if e.type == "msg.learner"]
            said = [e for e in events if e.type == "msg.avatar"][1:]
            text = said[0].private["text"] if said else ""
            is_cut = bool(said) and said[0].params.get("interrupted") == "yes"
            problems = [
                name
                for name, is_bad in {
                    "the learner's words are not there once": len(mine) != 1,
                    "the reply is not there once": len(said) != 1,
                    "a whole reply differs": not is_cut and bool(said) and text.split() != wanted.split(),
                    "a cut reply is no beginning": is_cut and not wanted.startswith(text.rstrip(" …")),
                    "a cut reply lost more than its last two seconds": is_cut
                    and len(heard.split()) - len(text.split()) > 17,
                    "the chain is broken": first_broken(events) is not None,
                    "the one who came back heard something else": point % 2 == 0
                    and not is_cut
                    and heard.split() != wanted.split(),
                }.items()
                if is_bad
            ]
            whole, cut = whole + (not is_cut), cut + is_cut
            if problems:
                broken.append((point, problems))
                print(
                    f"point {point}: {'; '.join(problems)}\n  heard {heard!r}\n  kept  {text!r}", flush=True
                )
    finally:
        if server.process.poll() is None:
            server.kill()
    print(f"{arguments.points} kills: {whole} replies whole, {cut} marked interrupted, {len(broken)} broken")
    raise SystemExit(bool(broken))


if __name__ == "__main__":
    main()
