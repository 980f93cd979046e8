"""Work on one machine: helpful error pages, no compiled static files."""

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES

DEBUG = True
ALLOWED_HOSTS = ["*"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
