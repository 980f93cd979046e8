#!/usr/bin/env python3
"""From no process to the first page, with a database that stands: CPU of the server's tree, and wall time.

    python benchmarks/cold_start.py                                     # SQLite, in a folder of its own
    DATABASE_URL=postgres://… python benchmarks/cold_start.py

Starts granian with one page worker, asks for --path every 10 ms, and stops it at the first 200. The first run is not counted: it may
compile bytecode. `import_ms` is the CPU of one process that loads the application and all urls, without a server.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from ground import START_LIMIT, take_ground
from processtree import tree_cpu

ROOT = Path(__file__).resolve().parent.parent
LOAD = "import time, config.wsgi, config.urls; print(time.process_time() * 1000)"


def start(port, path):
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "1", "--no-ws", "--log-level", "warning", "config.wsgi:application"]
    began = time.perf_counter()
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < START_LIMIT:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as page:
                    page.read()
                    break
            except OSError:
                time.sleep(0.01)
        else:
            raise SystemExit(f"The page did not answer within {START_LIMIT} seconds.")
        wall = time.perf_counter() - began
        return tree_cpu({"server": server.pid})[0]["server"], wall
    finally:
        server.terminate()
        server.wait(30)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8173)
    parser.add_argument("--path", default="/")
    parser.add_argument("--repeats", type=int, default=7)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    take_ground()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.setdefault("SECRET_KEY", "a-key-for-the-cold-start-alone-0123456789")
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, check=True)
    start(args.port, args.path)
    runs = [start(args.port, args.path) for _ in range(args.repeats)]
    loads = [
        float(subprocess.check_output([sys.executable, "-c", LOAD], cwd=ROOT)) for _ in range(args.repeats)
    ]
    row = {
        "path": args.path,
        "cpu_s": round(statistics.median(cpu for cpu, _ in runs), 2),
        "cpu_s_least": round(min(cpu for cpu, _ in runs), 2),
        "wall_s": round(statistics.median(wall for _, wall in runs), 2),
        "import_ms": round(statistics.median(loads)),
    }
    print(json.dumps(row))


if __name__ == "__main__":
    main()
