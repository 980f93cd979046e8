"""The rules of a lesson file, each with its place and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from courses.content.engine.arithmetic import ArithmeticFault, work_out
from courses.content.engine.blocks import Labels, Library, show_figure
from courses.content.engine.documents import Document
from courses.content.engine.errors import ContentError, Severity, warning
from courses.content.engine.markdown import Rendered, render
from courses.content.engine.package import ActivitySource, Package
from courses.content.engine.readability import LIX_LIMIT, reading_level
from courses.content.engine.specs import LessonFile
from courses.content.engine.validation import validate

SECTIONS = ("Why", "See", "Try", "Recall")
WORDS = (600, 1000)
# fmt: off
VERBS = frozenset({
    "act", "align", "allocate", "analyse", "answer", "apply", "appraise", "argue", "ask", "assess",
    "build", "calculate", "check", "choose", "cite", "classify", "compare", "compose", "compute",
    "conduct", "consent", "convince", "count", "critique", "decide", "decline", "delegate", "describe",
    "design", "detect", "disclose", "distinguish", "divide", "draft", "draw", "elicit", "escalate",
    "estimate", "evaluate", "explain", "facilitate", "fill", "find", "flag", "formulate", "give",
    "grade", "hand", "identify", "interpret", "justify", "label", "lead", "list", "locate", "log",
    "maintain", "map", "measure", "minimise", "name", "negotiate", "object", "open", "order",
    "organise", "plan", "predict", "prepare", "present", "preserve", "probe", "propose", "read",
    "rebuild", "recognise", "recompute", "reconstruct", "record", "redact", "redesign", "refuse",
    "rehearse", "relate", "report", "request", "review", "rewrite", "route", "run", "sample", "say",
    "score", "select", "separate", "set", "settle", "show", "sketch", "sort", "split", "spot",
    "stop", "structure", "summarise", "supervise", "support", "teach", "tell", "test", "trace", "turn",
    "verify", "weigh", "work", "write",
})
# fmt: on


def library_of(source: ActivitySource, package: Package, asset_url: str = "") -> Library:
    """What this lesson's text may refer to."""
    recall = source.data.get("recall")
    return Library(
        facts=package.evidence.get("facts") or {},
        law=package.law.get("lines") or {},
        glossary=package.glossary.get("terms") or {},
        files=package.files,
        recall=frozenset(str(one["id"]) for one in recall if isinstance(one, Mapping) and "id" in one)
        if isinstance(recall, list)
        else frozenset(),
        asset_url=asset_url,
    )


def render_lesson(
    source: ActivitySource, package: Package, *, labels: Labels | None = None, asset_url: str = ""
) -> Rendered:
    return render(source.body, library_of(source, package, asset_url), labels)


def check_lesson(source: ActivitySource, package: Package) -> list[ContentError]:
    """Everything that is wrong with one lesson."""
    document = Document(source.file, source.data, source.lines, source.body, source.body_line)
    lesson, findings = validate(LessonFile, document)
    if lesson is None:
        return findings
    rendered = render_lesson(source, package)
    findings += [
        ContentError(source.file, source.body_line + one.line - 1, one.rule, one.problem, one.hint)
        for one in rendered.problems
    ]
    findings += _shape(source, package, rendered)
    findings += _references(source, package, lesson, rendered)
    findings += _recall(source, lesson, rendered)
    findings += _sums(source, lesson)
    return findings


def _size(package: Package) -> Severity:
    is_draft = str(package.course.get("version", "")).startswith("0.")
    return Severity.WARNING if is_draft else Severity.ERROR


def _shape(source: ActivitySource, package: Package, rendered: Rendered) -> Iterable[ContentError]:
    at = source.body_line
    low, high = WORDS
    if not low <= rendered.words <= high:
        yield ContentError(
            source.file,
            at,
            "words",
            f"The lesson has {rendered.words} words.",
            f"Aim for {low} to {high}.",
            _size(package),
        )
    named = [text for _anchor, text in rendered.headings if text in SECTIONS]
    if named != list(SECTIONS):
        wanted = ", ".join(SECTIONS)
        yield ContentError(
            source.file, at, "sections", f"The headings are not {wanted}.", "Use these, in order."
        )
    if source.data.get("misconception") is None or "misconception" not in rendered.containers:
        yield ContentError(
            source.file,
            source.line("misconception"),
            "misconception",
            "A lesson names one misconception and corrects it in the text.",
            "Add “misconception:” above and a “:::misconception” block below.",
        )
    lix = reading_level(rendered.text)
    if lix > LIX_LIMIT:
        yield warning(
            source.file,
            at,
            "reading-level",
            f"The text reads above B2 (LIX {lix:.0f}).",
            "Shorten sentences.",
        )


def _references(
    source: ActivitySource, package: Package, lesson: LessonFile, rendered: Rendered
) -> Iterable[ContentError]:
    shelves: list[tuple[str, Mapping[str, Any], Iterable[str]]] = [
        ("evidence", package.evidence.get("facts") or {}, lesson.evidence),
        ("law", package.law.get("lines") or {}, lesson.law),
        ("glossary", package.glossary.get("terms") or {}, lesson.glossary),
    ]
    for name, shelf, keys in shelves:
        for number, key in enumerate(keys):
            entry = shelf.get(key)
            if entry is None:
                yield source.error(
                    "reference", f"There is no “{key}” in {name}.", "Mend the key.", name, number
                )
            elif entry.get("mark") == "U":
                yield source.error(
                    "unconfirmed",
                    f"“{key}” is marked U; no learner may read it.",
                    "Use another fact.",
                    name,
                    number,
                )
            elif name != "glossary" and key not in rendered.facts:
                yield warning(
                    source.file,
                    source.line(name, number),
                    "unused",
                    f"The text does not use “{key}”.",
                    "Cite it.",
                )
    listed = {*lesson.evidence, *lesson.law}
    for key in rendered.facts:
        if key not in listed:
            name = "law" if key in (package.law.get("lines") or {}) else "evidence"
            yield source.error("reference", f"The text uses “{key}”.", f"List it under “{name}:”.", name)
    for number, figure in enumerate(lesson.figures):
        if figure.file not in package.files:
            yield source.error(
                "missing-file", f"“{figure.file}” is not in the package.", "Add it.", "figures", number
            )
        elif figure.file not in rendered.figures:
            yield source.error(
                "figure", f"The text does not show “{figure.file}”.", "Show it.", "figures", number
            )
    for number, outcome in enumerate(lesson.outcomes):
        if outcome.verb not in VERBS:
            yield source.error(
                "verb",
                f"“{outcome.verb}” is not something one can see a learner do.",
                "Use a verb such as detect, explain, check, write.",
                "outcomes",
                number,
                "verb",
            )


def _recall(source: ActivitySource, lesson: LessonFile, rendered: Rendered) -> Iterable[ContentError]:
    if len(lesson.recall) < 2:
        yield source.error("recall", "A lesson asks at least two retrieval questions.", "Add some.", "recall")
    seen: set[str] = set()
    for number, question in enumerate(lesson.recall):
        if question.id in seen:
            yield source.error(
                "duplicate-id", f"The id “{question.id}” stands twice.", "Rename.", "recall", number
            )
        seen.add(question.id)
        if question.id not in rendered.recall:
            yield source.error(
                "recall",
                f"The text does not show “{question.id}”.",
                f"Add {{{{recall:{question.id}}}}}.",
                "recall",
                number,
            )
        yield from _keys(source, question, number)


def _keys(source: ActivitySource, question: Any, number: int) -> Iterable[ContentError]:
    if question.type in ("single", "multiple"):
        right = sum(option.key for option in question.options)
        texts = [option.t for option in question.options]
        if question.type == "single" and right != 1:
            yield source.error(
                "key", f"{right} options are marked right.", "Mark exactly one.", "recall", number
            )
        if question.type == "multiple" and not 1 <= right < len(texts):
            yield source.error("key", f"{right} options are marked right.", "Mark some.", "recall", number)
        if len(set(texts)) != len(texts):
            yield source.error(
                "duplicate-option", "Two options say the same.", "Change one.", "recall", number
            )
        if any(re.match(r"(all|none) of the above", text, re.IGNORECASE) for text in texts):
            yield source.error(
                "options", "“All of the above” is no option here.", "Write it out.", "recall", number
            )
    if question.type == "truefalse" and {option.value for option in question.options} != {True, False}:
        yield source.error("key", "One option must be true and one false.", "Set “value:”.", "recall", number)
    if question.type == "numeric" and question.formula:
        try:
            value = work_out(question.formula)
        except ArithmeticFault as fault:
            yield source.error("formula", str(fault), "Write plain arithmetic.", "recall", number, "formula")
            return
        if abs(value - question.answer) > question.tolerance + 1e-9:
            yield source.error(
                "formula",
                f"The formula gives {value:g}, not {question.answer:g}.",
                "Mend one.",
                "recall",
                number,
                "answer",
            )


def _sums(source: ActivitySource, lesson: LessonFile) -> Iterable[ContentError]:
    for number, one in enumerate(lesson.sums):
        try:
            value = work_out(one.expr)
        except ArithmeticFault as fault:
            yield source.error("sum", str(fault), "Write plain arithmetic.", "sums", number)
            continue
        if abs(value - one.equals) > 1e-9:
            yield source.error(
                "sum", f"{one.expr} is {value:g}, not {one.equals:g}.", "Mend the sum.", "sums", number
            )
        elif show_figure(one.equals) not in source.body and f"{one.equals:g}" not in source.body:
            yield source.error(
                "sum",
                f"The text does not show {show_figure(one.equals)}.",
                "Show the result.",
                "sums",
                number,
            )
