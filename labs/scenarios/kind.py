"""The kind "lab": how a lab becomes part of a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from courses.api import Activity, ActivitySource, BaseKind, ContentError, Package, package_files
from labs.scenarios.services import package_digest, publish_scenario

if TYPE_CHECKING:
    from labs.scenarios.reading import Proof


class LabKind(BaseKind):
    """Checks and publishes labs. Proofs come from rooms above: they play the golden acts and score them."""

    name = "lab"

    def __init__(self, *proofs: Proof) -> None:
        self.proofs = proofs

    def check(self, source: ActivitySource, package: Package) -> list[ContentError]:
        # Reading and proving labs is for authors: no page loads it.
        from labs.scenarios.reading import proof_findings, read_lab

        read, findings = read_lab(package, source.file)
        if read is None or any(f.is_error for f in findings):
            return findings
        return [*findings, *proof_findings(source.file, read, self.proofs)]

    def build(self, source: ActivitySource, package: Package) -> dict[str, Any]:
        from labs.scenarios.reading import read_lab

        read, _ = read_lab(package, source.file)
        if read is None:
            raise ValueError(f"{source.file} was not checked")
        lab = read["lab"]
        return {
            "id": lab["id"],
            "title": lab["title"],
            "digest": package_digest(read),
            "competency": lab["competency"],
            "minutes": lab["time_limit_min"],
            "role": lab["brief"]["role"],
            "file": source.file,
            # A sensitive lab stays off until a clinician's review is recorded in its file.
            "is_off": bool(lab.get("sensitive")) and not lab["sensitive"].get("clinical_review"),
        }

    def publish(self, activity: Activity, spec: dict[str, Any]) -> None:
        from labs.scenarios.reading import read_lab

        read, _ = read_lab(Package(package_files(activity.version)), spec["file"])
        if read is None:
            raise ValueError(f"{spec['file']} was not checked")
        publish_scenario(package=read)

    def schemas(self) -> dict[str, Any]:
        """The formats of labs, published beside the course's own."""
        from labs.scenarios.engine.schemas import FORMATS, format_schema

        return {name: format_schema(name) for name in FORMATS}

    def open_url(self, activity: Activity) -> str:
        return reverse("labs:lab", args=[activity.public_id])

    def time_limit(self, spec: dict[str, Any]) -> int:
        return int(spec["minutes"])

    def search_text(self, spec: dict[str, Any]) -> str:
        return f"{spec['title']} {spec['role']}"
