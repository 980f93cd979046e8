"""A page process loads what pages need. What authors, workers and streams need is imported where it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_FOR_PAGES = {
    "boto3": "S3 alone",
    "celery": "config.queue.apps sends a task by name and loads it then",
    "fontTools": "certificates are drawn in a worker",
    "httpx2": "streams speak to models, pages do not",
    "jsonschema": "author files",
    "openai": "labs.providers.registry loads it in the process that speaks",
    "openpyxl": "imports and exports",
    "pikepdf": "certificates are made in a worker",
    "pydantic": "author files",
    "pyhanko": "certificates are signed in a worker",
    "pyld": "badges are signed in a worker",
    "requests": "nothing here asks the network",
    "weasyprint": "certificates are drawn in a worker",
}
LOOK = (
    "import sys, config.wsgi; from django.urls import get_resolver;"
    "[list(getattr(one, 'url_patterns', [])) for one in get_resolver().url_patterns];"
    "print(' '.join(sorted({name.split('.')[0] for name in sys.modules})))"
)


def test_the_start_of_a_page_process_loads_nothing_that_pages_do_not_need(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "DATA_DIR": str(tmp_path),
            "SECRET_KEY": "only-for-this-look-at-the-modules",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) & set(NOT_FOR_PAGES) == set()
