"""The embedded queue: a Celery transport whose messages are rows of Django's own database.

Used when no broker is configured (`CELERY_BROKER_URL=django://`), so that one machine needs no daemon.
It refuses fan-out (remote control, gossip and mingle stay off) and a message that killed its worker six times.
"""
