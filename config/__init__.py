"""The roof: settings, urls, servers, queue and health. It wires everything and is imported by nobody.

The Celery app is imported here so that every process that loads Django can queue tasks.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
