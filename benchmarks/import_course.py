#!/usr/bin/env python3
"""Checking, importing and exporting a course: CPU and wall seconds, and the peak memory of a process that does only that.

    python benchmarks/import_course.py                                     # SQLite, in a folder of its own
    DATABASE_URL=postgres://… python benchmarks/import_course.py --repeats 3

Needs an empty database. Each figure comes from a process of its own; the bare start of Django is measured beside it.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ground import take_ground

ROOT = Path(__file__).resolve().parent.parent
COURSE = ROOT / "content" / "courses" / "waico"
CHILD = """
import json, resource, sys, time
start = time.perf_counter()
import django
django.setup()
from django.core.management import call_command
if sys.argv[1:]:
    try:
        call_command(*sys.argv[1:], stdout=open("/dev/null", "w"))
    except SystemExit as end:
        if end.code:
            raise
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"cpu_s": round(used.ru_utime + used.ru_stime, 1), "wall_s": round(time.perf_counter() - start, 1), "peak_mib": round(used.ru_maxrss / 1024)}))
"""


def measured(name, *command):
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.base"),
    }
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    print(json.dumps({"what": name} | json.loads(done.stdout.splitlines()[-1])), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=1)
    args = parser.parse_args()
    take_ground()
    measured("migrate", "migrate", "--verbosity", "0")
    for number in range(args.repeats):
        measured("bare start")
        measured("check_course", "check_course", str(COURSE))
        measured("import_course", "import_course", str(COURSE)) if not number else None
        measured("import_course, the same again", "import_course", str(COURSE))
        with tempfile.TemporaryDirectory() as folder:
            measured("export_course", "export_course", "waico", "--out", f"{folder}/waico.zip")


if __name__ == "__main__":
    main()
