"""Rules about a draft as a whole: references, facts, freshness, and files that nobody lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from courses.content.engine.assembly import Draft
from courses.content.engine.documents import Document
from courses.content.engine.errors import ContentError, Severity, warning

STALE = "stale"


def check_draft(draft: Draft, *, today: date) -> list[ContentError]:
    """All findings that concern more than one activity."""
    found: list[ContentError] = []
    found += _competencies(draft)
    found += _modules(draft)
    found += _credentials(draft)
    found += _freshness(draft, today)
    found += _unlisted(draft)
    found += _translations(draft)
    found += _assets(draft)
    return sorted(found)


def _known_competencies(draft: Draft) -> Mapping[str, Any]:
    known: Mapping[str, Any] = draft.package.competencies.get("competencies") or {}
    return known


def _competencies(draft: Draft) -> Iterable[ContentError]:
    known = _known_competencies(draft)
    frameworks = draft.package.competencies.get("frameworks") or {}
    document = draft.documents["competencies.yaml"]
    for key, entry in known.items():
        for framework in entry.get("crosswalk") or {}:
            if framework not in frameworks:
                line = document.line("competencies", key, "crosswalk", framework)
                yield ContentError(
                    document.file,
                    line,
                    "reference",
                    f"There is no framework “{framework}”.",
                    "List it above.",
                )
    for source in draft.sources:
        named = source.data.get("competency")
        for one in named if isinstance(named, list) else [named]:
            if isinstance(one, str) and one not in known:
                yield source.error(
                    "reference", f"There is no competency “{one}”.", "Mend the id.", "competency"
                )


def _modules(draft: Draft) -> Iterable[ContentError]:
    known = _known_competencies(draft)
    for module in draft.modules:
        document = module.document
        for key in ("competency", "supports"):
            named = module.spec.get(key)
            for one in named if isinstance(named, list) else [named]:
                if one is not None and one not in known:
                    yield ContentError(
                        document.file,
                        document.line(key),
                        "reference",
                        f"There is no competency “{one}”.",
                        "Mend it.",
                    )
        count = sum(source.kind == "lesson" and source.module == module.key for source in draft.sources)
        if not 4 <= count <= 6:
            yield _sized(
                draft,
                document,
                "lessons",
                "module-size",
                f"The module has {count} lessons.",
                "Plan four to six.",
            )
        yield from _prediction(document)


def _prediction(document: Document) -> Iterable[ContentError]:
    prediction = document.data.get("prediction")
    if not isinstance(prediction, Mapping):
        return
    if prediction.get("kind") == "choice" and len(prediction.get("options") or []) < 2:
        yield ContentError(
            document.file,
            document.line("prediction"),
            "prediction",
            "A choice needs two options.",
            "Add them.",
        )
    low, high = prediction.get("min"), prediction.get("max")
    if prediction.get("kind") == "number" and (low is None or high is None or low >= high):
        yield ContentError(
            document.file,
            document.line("prediction"),
            "prediction",
            "A number needs min below max.",
            "Add both.",
        )


def _sized(draft: Draft, document: Document, key: str, rule: str, problem: str, hint: str) -> ContentError:
    severity = Severity.WARNING if draft.is_preliminary else Severity.ERROR
    return ContentError(document.file, document.line(key), rule, problem, hint, severity)


def _credentials(draft: Draft) -> Iterable[ContentError]:
    modules = {module.key for module in draft.modules}
    quizzes = {name for s in draft.sources if s.kind == "quiz" for name in (s.key, s.module)}
    labs = {source.key for source in draft.sources if source.kind == "lab"}
    exams = {source.key for source in draft.sources if source.kind == "exam"}
    works = {source.key for source in draft.sources if source.kind == "worksample"}
    keys = {source.key for source in draft.sources}
    known = _known_competencies(draft)
    for name, spec in (draft.spec.get("credentials") or {}).items():
        document = draft.documents[f"credentials/{name}.yaml"]
        if spec.get("track") and spec["track"] not in draft.course.tracks:
            yield ContentError(
                document.file,
                document.line("track"),
                "reference",
                f"There is no track “{spec['track']}” in the course.",
                "Mend it.",
            )
        for number, line in enumerate(spec.get("requires") or []):
            at = document.line("requires", number)
            wanted = [(module, modules, "module") for module in line.get("lessons_read", [])]
            wanted += [(line["quiz"], quizzes, "quiz")] if "quiz" in line else []
            wanted += [(line["lab"], labs, "lab")] if "lab" in line else []
            wanted += [(lab, labs, "lab") for lab in line.get("labs", [])]
            wanted += [(line["exam"], exams, "exam")] if "exam" in line else []
            wanted += [(line["worksample"], works, "work sample")] if "worksample" in line else []
            wanted += [(line["activity"], keys, "activity")] if "activity" in line else []
            for value, shelf, kind in wanted:
                if value not in shelf:
                    yield ContentError(
                        document.file,
                        at,
                        "reference",
                        f"There is no {kind} “{value}” in the course.",
                        "Mend it.",
                    )
        for one in spec.get("competencies") or {}:
            if one not in known:
                at = document.line("competencies", one)
                yield ContentError(
                    document.file, at, "reference", f"There is no competency “{one}”.", "Mend it."
                )


def _freshness(draft: Draft, today: date) -> Iterable[ContentError]:
    months = draft.course.fresh_for
    shelves: list[tuple[str, str, int]] = [("evidence.yaml", "facts", months.facts_months)]
    if draft.course.law_sheet:
        shelves.append((f"law/{draft.course.law_sheet}.yaml", "lines", months.law_months))
    for file, part, limit in shelves:
        document = draft.documents.get(file)
        if document is None:
            continue
        for key, entry in (document.data.get(part) or {}).items():
            yield from _fresh(
                document, entry.get("checked_on"), limit, today, f"“{key}”", part, key, "checked_on"
            )
            if entry.get("mark") == "U":
                yield warning(
                    file,
                    document.line(part, key, "mark"),
                    "unconfirmed",
                    f"“{key}” is marked U; no learner may read it.",
                    "Confirm it or take it out.",
                )
    for source in draft.sources:
        if source.kind == "lesson":
            document = draft.documents[source.file]
            checked = source.data.get("checked_on")
            yield from _fresh(document, checked, months.facts_months, today, "The lesson", "checked_on")


def _fresh(
    document: Document, checked: Any, months: int, today: date, what: str, *path: str | int
) -> Iterable[ContentError]:
    if not isinstance(checked, date):
        return
    line = document.line(*path)
    if checked > today:
        yield ContentError(
            document.file,
            line,
            "date",
            f"{what} was checked on a day to come.",
            "Write the day it was checked.",
        )
    age = (today.year - checked.year) * 12 + today.month - checked.month - (today.day < checked.day)
    if age >= months:
        yield ContentError(
            document.file,
            line,
            STALE,
            f"{what} was last checked on {checked}; {months} months are the limit.",
            "Check it again and write the day.",
        )


def _unlisted(draft: Draft) -> Iterable[ContentError]:
    used = set(draft.documents)
    for path in sorted(draft.package.files):
        top, _slash, rest = path.partition("/")
        listed_kinds = ("modules", "credentials", "personas", "tracks", "law", "worksamples")
        if path.endswith((".md", ".yaml")) and top in listed_kinds and rest and path not in used:
            yield warning(
                path, 0, "unlisted", "No list of the course names this file.", "List it or remove it."
            )
        if top == "i18n" and path.endswith(".md") and not _is_translation(path, draft):
            yield warning(
                path, 0, "unlisted", "No lesson of the course has this translation.", "Mend the path."
            )
        if top == "labs" and path.endswith("/lab.yaml") and path not in used:
            yield warning(
                path, 0, "unlisted", "No list of the course names this lab.", "List it or remove it."
            )


def _is_translation(path: str, draft: Draft) -> bool:
    _top, language, *rest = path.split("/")
    return language in draft.course.languages[1:] and "/".join(rest) in draft.documents


def _translations(draft: Draft) -> Iterable[ContentError]:
    lessons = [source.file for source in draft.sources if source.kind == "lesson"]
    for number, language in enumerate(draft.course.languages[1:], start=1):
        missing = [file for file in lessons if f"i18n/{language}/{file}" not in draft.package.files]
        if missing:
            more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
            yield warning(
                "course.yaml",
                draft.documents["course.yaml"].line("languages", number),
                "translation",
                f"{len(missing)} of {len(lessons)} lessons are not there in “{language}”: "
                f"{', '.join(missing[:3])}{more}.",
                f"Translate them to i18n/{language}/; until then the learner reads the first language.",
            )


def _assets(draft: Draft) -> Iterable[ContentError]:
    credits_text = draft.package.files.get("CREDITS.md", b"").decode("utf-8", "replace")
    for path in draft.package.under("assets"):
        name = path.rsplit("/", 1)[-1]
        if not path.endswith(".svg") and name not in credits_text:
            yield warning(
                path, 0, "licence", "CREDITS.md does not name this asset.", "Say who made it, under what."
            )
