"""The files in deploy/ agree with the code that they start. No container engine is needed to see that."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from config.dispatcher import STREAM_PREFIX

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"


def known_settings() -> set[str]:
    page = (ROOT / "docs/operating/settings.md").read_text(encoding="utf-8")
    names = set(re.findall(r"^\| `(\w+)` \|", page, re.M))
    return names | {f"{name}_FILE" for name in names}


def test_compose_sets_only_what_the_settings_page_knows():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert set(services["app"]["environment"]) - known_settings() == set()


def test_every_service_of_compose_that_is_waited_for_is_there():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert {name for service in services.values() for name in service.get("depends_on", [])} <= set(services)


def test_the_image_copies_only_what_is_in_the_project_and_names_the_entry_point():
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert (ROOT / "requirements.txt").exists()
    assert "--require-hashes" in text
    assert "USER ready-room" in text
    assert "manage.py up --behind-proxy" in text


def test_the_proxies_send_the_stream_prefix_to_the_stream_process_unbuffered():
    for name in ("nginx.conf", "container.conf"):
        text = (DEPLOY / "proxy" / name).read_text(encoding="utf-8")
        block = re.search(r"location " + re.escape(STREAM_PREFIX.decode()) + r" \{(.*?)\}", text, re.S)
        assert block is not None
        assert "ready_room_streams" in block[1]
        assert "proxy_buffering off" in block[1]


def test_the_two_proxy_files_differ_in_addresses_alone():
    plain, container = (
        (DEPLOY / "proxy" / name).read_text(encoding="utf-8").splitlines()[1:]
        for name in ("nginx.conf", "container.conf")
    )
    assert [line.replace("127.0.0.1:", "app:") for line in plain] == container
