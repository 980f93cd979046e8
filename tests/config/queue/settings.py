"""The demo's settings on the broker and queue of a test."""

import os

from config.settings.demo import *  # noqa: F403

CELERY_TASK_DEFAULT_QUEUE = os.environ["TEST_QUEUE"]
