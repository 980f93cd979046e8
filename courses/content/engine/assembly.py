"""From files to a draft: every file is read, checked against its schema, and joined into modules and activities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from courses.content.engine.documents import Document
from courses.content.engine.errors import BrokenPackage, ContentError
from courses.content.engine.package import ActivitySource, Package
from courses.content.engine.spec_types import Strict
from courses.content.engine.specs import (
    CompetenciesFile,
    CourseFile,
    CredentialFile,
    EvidenceFile,
    GlossaryFile,
    LawFile,
    ModuleFile,
    TrackFile,
)
from courses.content.engine.validation import validate
from courses.content.engine.wording import local

FORMAT_KINDS = {
    "readyroom.quiz/1": "quiz",
    "readyroom.exam/1": "exam",
    "readyroom.diagnostic/1": "diagnostic",
    "readyroom.worksample/1": "worksample",
}


@dataclass(frozen=True)
class ModuleSource:
    key: str
    folder: str
    title: str
    spec: Mapping[str, Any] = field(repr=False)
    document: Document = field(repr=False)


@dataclass(frozen=True)
class Draft:
    """A package that could be read as a whole. `spec` is the JSON kept with the version."""

    course: CourseFile
    package: Package = field(repr=False)
    modules: tuple[ModuleSource, ...]
    sources: tuple[ActivitySource, ...]
    spec: Mapping[str, Any] = field(repr=False)
    documents: Mapping[str, Document] = field(repr=False)

    @property
    def title(self) -> str:
        return local(self.course.title, self.course.languages[0])

    @property
    def is_preliminary(self) -> bool:
        """Versions 0.x are drafts: rules about size warn, and do not stop."""
        return self.course.version.startswith("0.")


def jsonable(value: Any) -> Any:
    """Parsed YAML as JSON: days become `2026-11-22`."""
    if isinstance(value, Mapping):
        return {str(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


class _Reader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.package = Package(files)
        self.findings: list[ContentError] = []
        self.documents: dict[str, Document] = {}

    def document(self, path: str, model: type[Strict] | None = None) -> Document | None:
        """The parsed file, checked; None (with findings) when it is missing or unreadable."""
        try:
            found = self.package.markdown(path) if path.endswith(".md") else self.package.yaml(path)
        except BrokenPackage as broken:
            self.findings += broken.findings
            return None
        self.documents[path] = found
        if model is not None:
            _typed, findings = validate(model, found)
            self.findings += findings
        return found

    def optional(self, path: str, model: type[Strict]) -> Mapping[str, Any]:
        """The data of a shared file that a course may leave out."""
        if path not in self.package.files:
            return {}
        found = self.document(path, model)
        return found.data if found is not None else {}

    def listed(self, course: Document, key: str, pattern: str, model: type[Strict] | None) -> dict[str, Any]:
        """The files that a list of course.yaml names, by id."""
        found: dict[str, Any] = {}
        for number, name in enumerate(_names(course.data.get(key))):
            path = pattern.format(name)
            if path not in self.package.files:
                self.miss(course.file, course.line(key, number), path)
                continue
            document = self.document(path, model)
            if document is not None:
                if document.data.get("id") != name:
                    self.findings.append(
                        ContentError(
                            path,
                            document.line("id"),
                            "id",
                            f"The id is not “{name}”.",
                            "Name it like its file.",
                        )
                    )
                found[name] = document.data
        return found

    def miss(self, file: str, line: int, path: str) -> None:
        self.findings.append(
            ContentError(
                file, line, "missing-file", f"“{path}” is not in the package.", "Add it or take it out."
            )
        )


def assemble(files: Mapping[str, bytes]) -> tuple[Draft | None, list[ContentError]]:
    """Read a whole package. The draft is None when something is too broken to go on."""
    reader = _Reader(files)
    course_document = reader.document("course.yaml")
    if course_document is None:
        return None, sorted(reader.findings)
    course, findings = validate(CourseFile, course_document)
    reader.findings += findings
    if course is None:
        return None, sorted(reader.findings)
    shared = _shared(reader, course, course_document)
    modules = tuple(_modules(reader, course_document))
    labs = _labs(reader, course_document)
    sources = tuple(_sources(reader, course, course_document, modules, labs))
    keys = frozenset(source.key for source in sources if source.kind == "lesson")
    package = Package(
        reader.package.files, lesson_keys=keys, course=course_document.data, **shared["package"]
    )
    if any(finding.is_error for finding in reader.findings):
        return None, sorted(set(reader.findings))
    spec = jsonable({"course": course_document.data} | shared["spec"])
    return Draft(course, package, modules, sources, spec, reader.documents), sorted(set(reader.findings))


def _shared(reader: _Reader, course: CourseFile, document: Document) -> dict[str, dict[str, Any]]:
    competencies = reader.document("competencies.yaml", CompetenciesFile)
    evidence = reader.optional("evidence.yaml", EvidenceFile)
    glossary = reader.optional("glossary.yaml", GlossaryFile)
    law: Mapping[str, Any] = {}
    if course.law_sheet:
        path = f"law/{course.law_sheet}.yaml"
        if path in reader.package.files:
            law = reader.optional(path, LawFile)
        else:
            reader.miss(document.file, document.line("law_sheet"), path)
    credentials = reader.listed(document, "credentials", "credentials/{}.yaml", CredentialFile)
    tracks = reader.listed(document, "tracks", "tracks/{}.yaml", TrackFile)
    personas = reader.listed(document, "personas", "personas/{}.yaml", None)
    names = competencies.data if competencies is not None else {}
    parts = {
        "competencies": names,
        "evidence": evidence,
        "glossary": glossary,
        "law": law,
        "personas": personas,
    }
    return {"package": parts, "spec": parts | {"credentials": credentials, "tracks": tracks}}


def _modules(reader: _Reader, course: Document) -> Iterable[ModuleSource]:
    seen: dict[str, str] = {}
    for number, folder in enumerate(_names(course.data.get("modules"))):
        path = f"modules/{folder}/module.yaml"
        if path not in reader.package.files:
            reader.miss(course.file, course.line("modules", number), path)
            continue
        document = reader.document(path, ModuleFile)
        if document is None:
            continue
        key = str(document.data.get("id", ""))
        if key in seen:
            reader.findings.append(_twice(path, document.line("id"), key, seen[key]))
            continue
        seen[key] = path
        yield ModuleSource(key, folder, local(document.data.get("title")), document.data, document)


def _labs(reader: _Reader, course: Document) -> dict[str, Document]:
    labs: dict[str, Document] = {}
    for number, folder in enumerate(_names(course.data.get("labs"))):
        path = f"labs/{folder}/lab.yaml"
        if path not in reader.package.files:
            reader.miss(course.file, course.line("labs", number), path)
            continue
        document = reader.document(path)
        if document is None:
            continue
        key = document.data.get("id")
        if not isinstance(key, str) or not key:
            reader.findings.append(ContentError(path, 1, "schema", "“id” is missing.", "Add “id: s1”."))
        elif key in labs:
            reader.findings.append(_twice(path, document.line("id"), key, labs[key].file))
        else:
            labs[key] = document
    return labs


def _sources(
    reader: _Reader,
    course: CourseFile,
    document: Document,
    modules: Iterable[ModuleSource],
    labs: Mapping[str, Document],
) -> Iterable[ActivitySource]:
    seen: dict[str, str] = {}
    made: list[ActivitySource] = []
    placed: set[str] = set()
    for module in modules:
        made += _lessons(reader, module)
        quiz = module.spec.get("quiz")
        if isinstance(quiz, str):
            made += _file(
                reader, module, f"modules/{module.folder}/{quiz}.yaml", module.document.line("quiz")
            )
        for number, lab in enumerate(module.spec.get("labs") or []):
            name = str(lab.get("id")) if isinstance(lab, Mapping) else ""
            if name not in labs:
                line = module.document.line("labs", number)
                reader.findings.append(
                    ContentError(
                        module.document.file,
                        line,
                        "reference",
                        f"There is no lab “{name}”.",
                        "List its folder under “labs:” in course.yaml.",
                    )
                )
                continue
            placed.add(name)
            made.append(_lab(labs[name], module.key, str(lab.get("counts", "assessed"))))
    made += [_lab(found, "", "assessed") for name, found in labs.items() if name not in placed]
    if course.exam:
        made += _file(reader, None, f"exam/{course.exam}.yaml", document.line("exam"))
    for number, name in enumerate(course.worksamples):
        made += _file(reader, None, f"worksamples/{name}.yaml", document.line("worksamples", number))
    for number, name in enumerate(course.diagnostic):
        made += _file(reader, None, f"diagnostic/{name}.yaml", document.line("diagnostic", number))
    for source in made:
        if source.key in seen:
            reader.findings.append(_twice(source.file, source.line("id"), source.key, seen[source.key]))
        seen.setdefault(source.key, source.file)
    return made


def _lessons(reader: _Reader, module: ModuleSource) -> list[ActivitySource]:
    made = []
    for number, name in enumerate(_names(module.spec.get("lessons"))):
        path = f"modules/{module.folder}/{name}.md"
        if path not in reader.package.files:
            reader.miss(module.document.file, module.document.line("lessons", number), path)
            continue
        found = reader.document(path)
        if found is not None:
            made.append(
                _source(
                    "lesson",
                    found,
                    module.key,
                    title=local(found.data.get("title")),
                    minutes=found.data.get("minutes"),
                    is_required=found.data.get("optional") is not True and not found.data.get("tracks"),
                )
            )
    return made


def _file(reader: _Reader, module: ModuleSource | None, path: str, line: int) -> list[ActivitySource]:
    """A quiz, exam, diagnostic or work sample: its `format` names the kind."""
    owner = module.document.file if module is not None else "course.yaml"
    if path not in reader.package.files:
        reader.miss(owner, line, path)
        return []
    found = reader.document(path)
    if found is None:
        return []
    kind = FORMAT_KINDS.get(str(found.data.get("format")))
    if kind is None:
        known = ", ".join(FORMAT_KINDS)
        reader.findings.append(
            ContentError(
                path, found.line("format"), "schema", "The format is not known.", f"Use one of: {known}."
            )
        )
        return []
    title = local(found.data.get("title")) or (
        f"Quiz: {module.title}" if module is not None else kind.title()
    )
    minutes = found.data.get("time_limit_minutes") or found.data.get("minutes") or _quiz_minutes(found.data)
    return [
        _source(
            kind,
            found,
            module.key if module else "",
            title=title,
            minutes=minutes,
            counts=str(found.data.get("counts", "best")),
            is_required=kind != "diagnostic" and not found.data.get("tracks"),
        )
    ]


def _quiz_minutes(data: Mapping[str, Any]) -> int:
    """Five minutes for four questions; a bank's blueprint says how many are drawn."""
    blueprint = data.get("blueprint")
    types = blueprint.get("types") if isinstance(blueprint, Mapping) else None
    drawn = [one for one in types.values() if isinstance(one, int)] if isinstance(types, Mapping) else []
    items = data.get("items")
    count = sum(drawn) or (len(items) if isinstance(items, list) else 0)
    return max(5, round(count * 1.25))


def _lab(document: Document, module: str, counts: str) -> ActivitySource:
    title = local(document.data.get("title"))
    return _source(
        "lab",
        document,
        module,
        title=title,
        minutes=document.data.get("time_limit_min"),
        counts=counts,
        is_required=counts != "never" and bool(module),
    )


def _source(
    kind: str,
    document: Document,
    module: str,
    *,
    title: str,
    minutes: Any,
    counts: str = "",
    is_required: bool = True,
) -> ActivitySource:
    competency = document.data.get("competency")
    first = competency[0] if isinstance(competency, list) and competency else competency
    return ActivitySource(
        kind=kind,
        key=str(document.data.get("id", "")),
        file=document.file,
        module=module,
        title=title[:200],
        data=document.data,
        lines=document.lines,
        body=document.body,
        body_line=document.body_line,
        minutes=minutes if isinstance(minutes, int) and 0 < minutes < 1000 else 15,
        is_required=is_required,
        counts=counts if counts != "best" else "",
        competency=first if isinstance(first, str) else "",
        level=str(document.data.get("level") or ""),
    )


def _names(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _twice(file: str, line: int, key: str, other: str) -> ContentError:
    return ContentError(
        file, line, "duplicate-id", f"The id “{key}” is used in {other} too.", "Give it its own."
    )
