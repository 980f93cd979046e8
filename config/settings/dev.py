"""Work on one machine: helpful error pages, no compiled static files."""

from config.logs import logging_config
from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES

DEBUG = True
LOGGING = logging_config(level="INFO", as_json=False)
LOG_REQUESTS = False  # runserver writes its own line
ALLOWED_HOSTS = ["*"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
