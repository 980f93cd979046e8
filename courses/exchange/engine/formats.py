"""The formats by name: how each is read and written, and what its file is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from courses.exchange.engine.aiken import read_aiken, write_aiken
from courses.exchange.engine.gift_reader import read_gift
from courses.exchange.engine.gift_writer import write_gift
from courses.exchange.engine.moodle_reader import read_moodle
from courses.exchange.engine.moodle_writer import write_moodle
from courses.exchange.engine.qti_reader import read_qti
from courses.exchange.engine.qti_writer import write_qti
from courses.exchange.engine.report import Exported, FileRefused, Imported, refused

Reader = Callable[[bytes], Imported]
Writer = Callable[[Sequence[Mapping[str, Any]], Mapping[str, bytes] | None], Exported]


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    title: str
    suffix: str
    mime: str
    read: Reader
    write: Writer


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("gift", "GIFT", ".gift.txt", "text/plain", read_gift, write_gift),
        Format("moodle", "Moodle XML", ".xml", "application/xml", read_moodle, write_moodle),
        Format("aiken", "Aiken", ".txt", "text/plain", read_aiken, write_aiken),
        Format("qti", "QTI 2.1 package", ".zip", "application/zip", read_qti, write_qti),
    )
}


def read_questions(name: str, data: bytes) -> Imported:
    """The questions of a file; one that is refused as a whole gives an empty import with its error."""
    try:
        return FORMATS[name].read(data)
    except FileRefused as problem:
        return Imported(report=refused(problem))


def write_questions(
    name: str, items: Sequence[Mapping[str, Any]], media: Mapping[str, bytes] | None = None
) -> Exported:
    chosen = FORMATS[name]
    return replace(chosen.write(items, media), suffix=chosen.suffix, mime=chosen.mime, title=chosen.title)
