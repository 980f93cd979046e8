"""Gathers the models of the rooms, so that Django finds them."""

from labs.scenarios.models import PersonaVersion, ScenarioVersion

__all__ = ["PersonaVersion", "ScenarioVersion"]
