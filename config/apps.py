"""The roof as a Django app: it brings the operator's commands and the start-up checks, and no tables."""

from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "config"
    label = "roof"

    def ready(self) -> None:
        """Make the start-up checks known."""
        import config.checks  # noqa: F401
