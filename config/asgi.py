"""Live streams are served from here by an ASGI process."""

import os

import django

from config.streams import StreamHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
# A stream that keeps its connection would hold one of PostgreSQL's hundred for minutes: take from a small pool instead.
os.environ.setdefault("DATABASE_POOL", "8")
django.setup(set_prefix=False)
application = StreamHandler(at_once=8)

from config.checks import refuse_unsafe_settings  # noqa: E402 - needs the settings to be loaded
from labs.api import warm_up  # noqa: E402 - needs the apps to be loaded

refuse_unsafe_settings()
warm_up()
