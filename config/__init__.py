"""The roof: settings, urls, servers, queue and health. It wires everything and is imported by nobody.

Apps reach what it offers through Django alone: settings, and the app config of `config.queue`.
It imports nothing here, so that a page process starts without Celery.
"""
