"""The published JSON Schemas of the lab formats, for editors and for whoever writes a lab elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from labs.scenarios.engine.specs import LabSpec, PersonaSpec, RepliesSpec, VariantSpec

FORMATS: Mapping[str, type[BaseModel]] = {
    "lab": LabSpec,
    "persona": PersonaSpec,
    "replies": RepliesSpec,
    "variant": VariantSpec,
}


def format_schema(name: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of one format."""
    spec = FORMATS[name]
    schema = spec.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
