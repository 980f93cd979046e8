#!/usr/bin/env python3
"""How long `manage.py demo` takes from an empty data folder to its first page, once the environment is made.

    python benchmarks/first_page.py                 # SQLite, three runs
    DATABASE_URL=postgres://…/empty python benchmarks/first_page.py --repeats 1

Each run starts in a new folder, asks for the tour every 20 ms, then for the home page, and ends everything. Told: seconds
until the first 200, whether that page held the progress bar, CPU seconds of the process tree by then, and seconds until
the database is made and all pages are open.
"""

import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from ground import facts
from processtree import tree_cpu

ROOT = Path(__file__).resolve().parent.parent


def first_page(port, seconds):
    """One start from nothing; the folder is removed afterwards."""
    folder = tempfile.mkdtemp(prefix="first-page-")
    log = (Path(folder) / "demo.log").open("wb")
    began = time.perf_counter()
    demo = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--data", f"{folder}/data", "--port", str(port)],
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )
    try:
        page = _wait(f"http://127.0.0.1:{port}/tour/", began + seconds, demo)
        wall = time.perf_counter() - began
        cpu = tree_cpu({"demo": demo.pid})[0]["demo"]
        _wait(f"http://127.0.0.1:{port}/", began + seconds, demo)
        opened = time.perf_counter() - began
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(60)
        log.close()
    if page is None:
        raise SystemExit(Path(folder, "demo.log").read_text())
    shutil.rmtree(folder)
    return {
        "first_page_s": round(wall, 2),
        "cpu_s": round(cpu, 2),
        "progress_bar": "<progress" in page,
        "all_pages_s": round(opened, 2),
    }


def _wait(url, until, demo):
    while time.perf_counter() < until and demo.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.geturl() == url:  # not led to another page
                    return answer.read().decode()
        except OSError:
            pass
        time.sleep(0.02)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8171)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=90, help="give up after so long")
    args = parser.parse_args()
    for _ in range(args.repeats):
        row = first_page(args.port, args.seconds)
        print(json.dumps(row | facts()), flush=True)


if __name__ == "__main__":
    main()
