"""The Celery app. Truth lives in rows; the broker only wakes a worker up."""

from __future__ import annotations

import os

from celery import Celery

from config.queue import register_transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

register_transport()
app = Celery("ready_room")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
