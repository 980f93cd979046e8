"""Reads a lab's folder out of a course package: every file validated, every finding at its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from pydantic import BaseModel, ValidationError

from courses.api import BrokenPackage, ContentError, Document, Package
from labs.scenarios.engine.lint import lint
from labs.scenarios.engine.specs import LabSpec, PersonaSpec, RepliesSpec, VariantSpec

Proof = Callable[[Mapping[str, Any]], list[tuple[str, str, str]]]


def read_lab(package: Package, lab_file: str) -> tuple[dict[str, Any] | None, list[ContentError]]:
    """The lab as one plain dict, or None with the findings that stand in the way."""
    folder = str(PurePosixPath(lab_file).parent)
    reader = _Reader(package)
    lab = reader.read(lab_file, LabSpec)
    replies = reader.read(f"{folder}/replies.yaml", RepliesSpec)
    if lab is None or replies is None:
        return None, reader.findings
    variants = {v: reader.read(f"{folder}/variants/{v}.yaml", VariantSpec) for v in lab["variants"]}
    names = dict.fromkeys([lab["persona"], *lab.get("personas", [])])
    personas = {p: reader.read(f"personas/{p}.yaml", PersonaSpec) for p in names}
    artefacts = reader.texts(f"{folder}/artefacts", ".md")
    tests = reader.texts(f"{folder}/tests", ".jsonl")
    if reader.findings:
        return None, reader.findings
    read = {
        "lab": lab,
        "replies": replies,
        "variants": variants,
        "personas": personas,
        "artefacts": artefacts,
        "tests": tests,
    }
    return read, reader.locate(folder, read)


def proof_findings(lab_file: str, read: Mapping[str, Any], proofs: tuple[Proof, ...]) -> list[ContentError]:
    """What the proofs of the rooms above say of a lab that lint let pass."""
    folder = str(PurePosixPath(lab_file).parent)
    found = []
    for proof in proofs:
        for file, problem, hint in proof(read):
            found.append(ContentError(f"{folder}/{file}", 0, "lab-proof", problem, hint))
    return found


class _Reader:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.findings: list[ContentError] = []
        self.documents: dict[str, Document] = {}

    def read(self, path: str, spec: type[BaseModel]) -> dict[str, Any] | None:
        """A validated file as plain JSON values."""
        try:
            document = self.package.yaml(path)
        except BrokenPackage as broken:
            self.findings += broken.findings
            return None
        self.documents[path] = document
        try:
            model = spec.model_validate(dict(document.data))
        except ValidationError as error:
            for item in error.errors(include_url=False, include_context=False, include_input=False):
                line = document.line(*[part for part in item["loc"] if isinstance(part, str | int)])
                place = ".".join(map(str, item["loc"])) or "file"
                problem = f"{place}: {item['msg']}."
                self.findings.append(ContentError(path, line, "lab-format", problem, "See content/schemas."))
            return None
        return model.model_dump(mode="json", by_alias=True, exclude_none=True)

    def texts(self, folder: str, suffix: str) -> dict[str, str]:
        """Text files of a folder, by their name."""
        found = {}
        for path in self.package.under(folder):
            if path.endswith(suffix):
                try:
                    found[PurePosixPath(path).name] = self.package.text(path)
                except BrokenPackage as broken:
                    self.findings += broken.findings
        return found

    def locate(self, folder: str, read: Mapping[str, Any]) -> list[ContentError]:
        """Lint findings with the line of their key."""
        found = []
        for item in lint(read):
            path = f"{folder}/{item.file}"
            document = self.documents.get(path)
            line = document.line(*item.path) if document is not None and item.path else 0
            found.append(ContentError(path, line, item.rule, item.problem, item.hint))
        return found
