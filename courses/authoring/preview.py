"""A course as a learner of one track and one language will see it, from a version or from the files of a draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from courses.catalogue.kinds import get_kind
from courses.catalogue.selectors import CompiledVersion
from courses.content.engine.wording import local
from courses.lessons.pages import name_of
from courses.quizzes.selectors.attempts import media_of
from courses.recall.boxes import RecallBox, box_of

if TYPE_CHECKING:
    from courses.content.engine.assembly import Draft


@dataclass(frozen=True)
class Part:
    """An activity in the preview's outline. `spec` is worked out when somebody looks; `media` is where its pictures lie."""

    key: str
    kind: str
    title: str
    file: str
    languages: frozenset[str]
    spec: Callable[[], Mapping[str, Any]]
    media: str = ""


@dataclass(frozen=True)
class Shelf:
    """A module and its parts; `folder` is how tracks name it."""

    folder: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Source:
    title: str
    number: str
    languages: tuple[str, ...]
    tracks: Mapping[str, Mapping[str, Any]]
    shelves: tuple[Shelf, ...]
    asset_url: str = ""


@dataclass(frozen=True)
class Block:
    html: SafeString | None = None
    recall: RecallBox | None = None


@dataclass(frozen=True)
class Line:
    key: str
    kind: str
    title: str
    is_now: bool
    is_missing: bool


@dataclass(frozen=True)
class PreviewPage:
    title: str
    number: str
    tracks: list[tuple[str, str, bool]]
    languages: list[tuple[str, str, bool]]
    track: str
    language: str
    outline: list[tuple[str, list[Line]]]
    key: str
    heading: str
    is_translated: bool
    blocks: list[Block]
    previous: str
    following: str


def source_of_version(compiled: CompiledVersion) -> Source:
    head = compiled.version.spec.get("course") or {}
    languages = tuple(str(one) for one in head.get("languages") or ["en"])
    shelves = []
    for group in compiled.modules:
        parts = tuple(
            Part(
                a.key,
                a.kind,
                a.title,
                a.file,
                frozenset({languages[0], *a.spec.get("i18n", {})}),
                lambda a=a: a.spec,  # type: ignore[misc]
                media_of(a) if a.kind in ("quiz", "exam") else "",
            )
            for a in group.activities
        )
        title = group.module.title if group.module is not None else ""
        shelves.append(Shelf(_folder(parts), title, parts))
    return Source(
        compiled.version.title,
        compiled.version.number,
        languages,
        compiled.version.tracks,
        tuple(shelves),
        f"/courses/files/{compiled.version.public_id}/",
    )


def source_of_draft(draft: Draft, asset_url: str = "") -> Source:
    languages = tuple(draft.course.languages)

    def part(source: Any) -> Part:
        there = {code for code in languages[1:] if f"i18n/{code}/{source.file}" in draft.package.files}
        return Part(
            source.key,
            source.kind,
            source.title,
            source.file,
            frozenset({languages[0], *there}),
            lambda: get_kind(source.kind).build(source, draft.package),
        )

    shelves = [
        Shelf(module.folder, module.title, tuple(part(s) for s in draft.sources if s.module == module.key))
        for module in draft.modules
    ]
    loose = tuple(part(source) for source in draft.sources if not source.module)
    if loose:
        shelves.append(Shelf("", "", loose))
    return Source(
        draft.title,
        draft.course.version,
        languages,
        draft.spec.get("tracks") or {},
        tuple(shelves),
        asset_url,
    )


def _folder(parts: tuple[Part, ...]) -> str:
    found = [part.file.split("/")[1] for part in parts if part.file.startswith("modules/")]
    return found[0] if found else ""


def preview_page(source: Source, *, track: str = "", language: str = "", key: str = "") -> PreviewPage:
    """Whatever is asked for that is not there falls back: to the whole course, its language, its first lesson."""
    language = language if language in source.languages else source.languages[0]
    track = track if track in source.tracks else ""
    wanted = set(source.tracks[track].get("modules") or []) if track else None
    shelves = [one for one in source.shelves if wanted is None or not one.folder or one.folder in wanted]
    lessons = [part for shelf in shelves for part in shelf.parts if part.kind == "lesson"]
    now = next((part for part in lessons if part.key == key), lessons[0] if lessons else None)
    place = lessons.index(now) if now is not None else 0
    spec: Mapping[str, Any] = now.spec() if now is not None else {}
    shown = spec.get("i18n", {}).get(language) or spec
    return PreviewPage(
        title=source.title,
        number=source.number,
        tracks=[(k, local(one.get("title"), language), k == track) for k, one in source.tracks.items()],
        languages=[(code, name_of(code), code == language) for code in source.languages],
        track=track,
        language=str(shown.get("language", source.languages[0])),
        outline=[
            (shelf.title, [_line(part, now, language) for part in shelf.parts])
            for shelf in shelves
            if shelf.parts
        ],
        key=now.key if now is not None else "",
        heading=str(shown.get("title", "")),
        is_translated=now is None or language in now.languages,
        blocks=[_block(one, shown, source.asset_url) for one in shown.get("blocks", [])],
        previous=lessons[place - 1].key if place else "",
        following=lessons[place + 1].key if place + 1 < len(lessons) else "",
    )


def _line(part: Part, now: Part | None, language: str) -> Line:
    is_missing = part.kind == "lesson" and language not in part.languages
    return Line(part.key, part.kind, part.title, part is now, is_missing)


def _block(block: Mapping[str, str], spec: Mapping[str, Any], asset_url: str) -> Block:
    if "recall" in block:
        return Block(recall=box_of(spec["recall"][block["recall"]]))
    html = block["html"].replace("/courses/files/-/", asset_url) if asset_url else block["html"]
    return Block(html=mark_safe(html))  # noqa: S308 - cleaned by the renderer
