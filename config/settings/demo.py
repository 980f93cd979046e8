"""One machine without TLS: what `manage.py demo` runs. Pages behave as in production; static files need no build."""

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_FROM_SOURCE = True
