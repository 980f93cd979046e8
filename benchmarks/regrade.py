#!/usr/bin/env python3
"""A regrade of many attempts: time, memory, and what 20 random `kill -9` leave behind.

    python benchmarks/regrade.py [--attempts 10000] [--kills 20]      # SQLite
    DATABASE_URL=postgres://… python benchmarks/regrade.py            # an empty PostgreSQL database

Makes learners with one attempt of 20 answers each (rows in bulk, points from the engine), then changes a key twice:
once in one go, with CPU, wall time and the memory of the process after each quarter; once with a process that is killed
at random moments and started again. At the end every attempt was marked again exactly once, and nothing is double.
"""

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from ground import take_ground

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
QUESTIONS = 20


def ready():
    import django

    django.setup()


def seed(attempts):
    """Learners in bulk: half chose the key of the first question, half another option."""
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from accounts.models import User
    from courses.models import Answer, Attempt, Enrolment, Mark, Standing
    from courses.quizzes.compiled import quiz_of
    from courses.quizzes.engine.grade import grade_form, written
    from tests.courses.quizzes.bank import item
    from tests.factories.quizzes import make_quiz

    keys = [f"q{n:02d}" for n in range(QUESTIONS)]
    quiz = {
        "format": "readyroom.quiz/1",
        "id": "bench",
        "blueprint": {"competency": {"C3": [0, QUESTIONS, 0]}},
        "items": [item("single", key) for key in keys],
    }
    activity = make_quiz(quiz)
    items = quiz_of(activity).items
    now, luck = timezone.now() - timedelta(days=1), random.Random(6)
    done = 0
    while done < attempts:
        count = min(1000, attempts - done)
        people = User.objects.bulk_create(
            User(email=f"b{n}@example.org", name=f"B {n}") for n in range(done, done + count)
        )
        enrolments = Enrolment.objects.bulk_create(
            Enrolment(user=one, version=activity.version, source="open") for one in people
        )
        made, answers, marks = [], [], []
        for enrolment in enrolments:
            given = {key: luck.choice("1223") for key in keys}
            result = grade_form([items[key] for key in keys], given)
            earned, possible = written(result.earned), written(result.possible)
            rows = [[one.item.id, str(written(one.earned)), one.grade.state.value] for one in result.items]
            made.append(
                Attempt(
                    learner=enrolment.user, enrolment=enrolment, activity=activity, number=1, seed=1, items=keys,
                    started_at=now, submitted_at=now, closed_by="learner", points=earned, possible=possible,
                    passed=result.passes(0.7), results=rows,
                )
            )  # fmt: skip
            answers.append(given)
        made = Attempt.objects.bulk_create(made)
        Answer.objects.bulk_create(
            [
                Answer(attempt=attempt, number=n, value=json.dumps(value), version=1, saved_at=now)
                for attempt, given in zip(made, answers, strict=True)
                for n, value in enumerate(given.values(), 1)
            ],
            batch_size=4000,
        )
        for attempt in made:
            marks.append(
                Mark(
                    enrolment=attempt.enrolment, activity=activity, version=activity.version,
                    key=f"attempt:{attempt.public_id}", points=attempt.points, possible=attempt.possible,
                    passed=attempt.passed, outcome="graded", detail={"items": attempt.results},
                )
            )  # fmt: skip
        Mark.objects.bulk_create(marks)
        Standing.objects.bulk_create(Standing(enrolment=one) for one in enrolments)
        done += count
    return activity


def propose(activity, option):
    from accounts.models import User
    from courses.quizzes.services.regrades import apply_regrade, propose_regrade

    boss, _made = User.objects.get_or_create(
        email="boss@example.org", defaults={"name": "B", "is_staff": True}
    )
    regrade = propose_regrade(
        activity=activity, key="q00", action="key", values=[option], reason="The key was wrong.", actor=boss
    )
    return apply_regrade(regrade=regrade, keeps_passes=False, tells_learners=False, actor=boss)


def resident_mib():
    """What the process holds now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return round(pages * resource.getpagesize() / 2**20, 1)


def work(regrade_id, quarter):
    """The process that is measured, and killed."""
    ready()
    from courses.quizzes.services.regrades import run_regrade

    print("ready", flush=True)
    began, cpu = time.perf_counter(), time.process_time()
    regrade, memory = None, []
    while regrade is None or regrade.state == "running":
        regrade = run_regrade(regrade_id=regrade_id, steps=quarter)
        memory.append(resident_mib())
    print(
        json.dumps(
            {
                "wall_s": round(time.perf_counter() - began, 2),
                "cpu_s": round(time.process_time() - cpu, 2),
                "mib_after_each_quarter": memory,
                "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            }
        )
    )


def start(regrade, attempts):
    from courses.quizzes.services.regrades import STEP

    quarter = max(1, attempts // 4 // STEP)
    command = [sys.executable, __file__, "--work", str(regrade.pk), "--steps", str(quarter)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    process.stdout.readline()  # "ready": from here on it works
    return process


def look(activity, regrade):
    """What a regrade must have left: each attempt once, the ledger in line with the attempts, no double mark."""
    from django.db.models import Count, F

    from courses.models import Attempt, Mark

    regrade.refresh_from_db()
    attempts = Attempt.objects.filter(activity=activity)
    marks = Mark.objects.filter(activity=activity)
    standing = marks.filter(replaced_by=None)
    return {
        "state": regrade.state,
        "seen": regrade.seen,
        "changed": regrade.changed,
        "not_marked_again": attempts.exclude(revision=regrade.correction.number).count(),
        "marks_of_this_regrade": marks.filter(key__endswith=f":regrade:{regrade.pk}").count(),
        "double_keys": marks.values("enrolment", "key").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "more_than_one_standing": standing.values("enrolment")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .count(),
        "ledger_differs": standing.exclude(points=F("enrolment__attempts__points")).count(),
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--steps", type=int, default=50, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.steps)
        return
    take_ground()
    ready()
    began = time.perf_counter()
    activity = seed(options.attempts)
    print(f"{options.attempts} attempts made in {time.perf_counter() - began:.0f} s", flush=True)

    first = propose(activity, "1")
    process = start(first, options.attempts)
    print("in one go:", process.communicate()[0].strip(), json.dumps(look(activity, first)), flush=True)

    second, luck, killed = propose(activity, "3"), random.Random(20), 0
    seen = []
    process = start(second, options.attempts)
    while process.poll() is None:
        if killed < options.kills:
            time.sleep(luck.uniform(0.1, 4.0))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
                second.refresh_from_db()
                seen.append(second.seen)
                process = start(second, options.attempts)
        else:
            process.wait()
    found = look(activity, second)
    print(f"killed {killed} times, at", seen, json.dumps(found), flush=True)
    wrong = (
        found["not_marked_again"]
        + found["double_keys"]
        + found["more_than_one_standing"]
        + found["ledger_differs"]
    )
    sound = found["state"] == "done" and found["changed"] == found["marks_of_this_regrade"] and not wrong
    print("SOUND" if sound else "NOT SOUND")
    sys.exit(0 if sound else 1)


if __name__ == "__main__":
    main()
