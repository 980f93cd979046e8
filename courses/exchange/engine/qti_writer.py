"""QTI 2.1 out: a package with a manifest, one file for each question, and the media they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from courses.content.engine.pictures import PICTURE
from courses.content.engine.reader import write_zip
from courses.exchange.engine.beside import (
    base_type,
    keep_beside,
    keep_labels,
    keep_short,
    keep_whys,
    penalty_of,
    quoted_stem,
)
from courses.exchange.engine.items import LABELS, rest_line
from courses.exchange.engine.markup import images_in
from courses.exchange.engine.report import Change, Exported, Report

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
_TEMPLATE = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
LOST = {
    "formula": "The author's formula is not shown by others.",
    "units": "Others do not convert units.",
    "near": "Known mistakes and their reasons are not shown by others.",
    "feedback": "The closing words for right and wrong are not shown by others.",
    "accept": "Patterns are not known to others; the sample answers stand for them.",
    "reject": "Patterns that reject are not known to others.",
    "max_words": "Others do not count words.",
    "points": "Others count one point for each question.",
    "tags": "Others see the tags only in the manifest.",
} | dict.fromkeys(LABELS, "Others see this label only in the manifest.")


def write_qti(items: Sequence[Mapping[str, Any]], media: Mapping[str, bytes] | None = None) -> Exported:
    """The questions as a QTI 2.1 package, with the report of what others will not see."""
    report, files, resources = Report(), dict[str, bytes](), []
    held = media or {}
    for item in items:
        lost: list[Change] = []
        rest: dict[str, Any] = {"id": item["id"]}
        own = base_type(item, lost, rest)
        path = f"items/{item['id']}.xml"
        stem = quoted_stem(own, lost, rest)
        declaration, body, processing = _BODIES[own["type"]](own, stem, lost, rest)
        keep_beside(own, LOST, lost, rest)
        names = [name for name in dict.fromkeys(images_in(body)) if name in held]
        if len(names) < len(set(images_in(body))):
            lost.append(Change("media", "A picture is not there; its name stands in the text."))
        files |= {name: held[name] for name in names}
        files[path] = _item(item["id"], declaration, _pictured(body, names), processing).encode()
        resources.append(_resource(item["id"], path, names, rest))
        report.taken(item["id"], lost, file=path)
    files["imsmanifest.xml"] = _manifest(resources).encode()
    return Exported(write_zip(files), report)


def _pictured(body: str, names: Sequence[str]) -> str:
    """The body (text is escaped already) with its pictures as elements."""
    return PICTURE.sub(
        lambda found: (
            f'<img src="../{found[1]}" alt={quoteattr(found[2] or "")}/>' if found[1] in names else found[0]
        ),
        body,
    )


def _text(text: str) -> str:
    return escape(str(text)).replace("\n", "<br/>")


def _item(name: str, declaration: str, body: str, processing: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem xmlns="{QTI}" identifier={quoteattr(name)} '
        f'title={quoteattr(name)} adaptive="false" timeDependent="false">\n{declaration}\n'
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>\n'
        f"<itemBody>{body}</itemBody>\n{processing}\n</assessmentItem>\n"
    )


def _resource(name: str, path: str, media: Sequence[str], rest: Mapping[str, Any]) -> str:
    keyword = f"<lom:keyword><lom:string>{escape(rest_line(rest))}</lom:string></lom:keyword>"
    files = "".join(f"<file href={quoteattr(one)}/>" for one in [path, *media])
    return (
        f'<resource identifier={quoteattr("r-" + name)} type="imsqti_item_xmlv2p1" href={quoteattr(path)}>'
        f"<metadata><lom:lom><lom:general>{keyword}</lom:general></lom:lom></metadata>{files}</resource>"
    )


def _manifest(resources: Sequence[str]) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{CP}" xmlns:lom="{LOM}" identifier="ready-room">'
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>"
        "<organizations/>\n<resources>\n" + "\n".join(resources) + "\n</resources></manifest>\n"
    )


def _declared(
    cardinality: str,
    base: str,
    correct: Sequence[str],
    mapping: Mapping[str, float] | None = None,
    name: str = "RESPONSE",
    extra: str = "",
) -> str:
    values = "".join(f"<value>{escape(one)}</value>" for one in correct)
    entries = "".join(
        f"<mapEntry mapKey={quoteattr(key)} mappedValue={quoteattr(f'{value:.7g}')}{extra}/>"
        for key, value in (mapping or {}).items()
    )
    mapped = f'<mapping lowerBound="0" upperBound="1" defaultValue="0">{entries}</mapping>' if entries else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{mapped}</responseDeclaration>"
    )


def _by(template: str) -> str:
    return f'<responseProcessing template="{_TEMPLATE}{template}"/>'


def _choices(stem: str, options: Sequence[tuple[str, str]], most: int) -> str:
    rows = "".join(f'<simpleChoice identifier="{key}">{_text(text)}</simpleChoice>' for key, text in options)
    return f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}"><prompt>{_text(stem)}</prompt>{rows}</choiceInteraction>'


Parts = tuple[str, str, str]


def _single(item: Mapping[str, Any], stem: str, lost: list[Change], rest: dict[str, Any]) -> Parts:
    keep_whys(item["options"], ("why", "accepted"), lost, rest)
    options = [(f"c{number}", one["t"]) for number, one in enumerate(item["options"], 1)]
    key = next(f"c{number}" for number, one in enumerate(item["options"], 1) if one.get("key"))
    return _declared("single", "identifier", [key]), _choices(stem, options, 1), _by("match_correct")


def _multiple(item: Mapping[str, Any], stem: str, lost: list[Change], rest: dict[str, Any]) -> Parts:
    keep_whys(item["options"], ("why",), lost, rest)
    off = penalty_of(item, lost, rest)
    keyed = {f"c{number}": bool(one.get("key")) for number, one in enumerate(item["options"], 1)}
    each = 1 / sum(keyed.values())
    mapping = {key: each if is_key else each * off for key, is_key in keyed.items()}
    options = [(f"c{number}", one["t"]) for number, one in enumerate(item["options"], 1)]
    right = [key for key, is_key in keyed.items() if is_key]
    return (
        _declared("multiple", "identifier", right, mapping),
        _choices(stem, options, 0),
        _by("map_response"),
    )


def _truth(item: Mapping[str, Any], stem: str, lost: list[Change], rest: dict[str, Any]) -> Parts:
    keep_labels(item, lost, rest)
    whys = {one["value"]: one["why"] for one in item["options"]}
    keep_whys([{"why": whys[True]}, {"why": whys[False]}], ("why",), lost, rest)
    body = _choices(stem, [("true", "True"), ("false", "False")], 1)
    return _declared("single", "identifier", [str(item["key"]).lower()]), body, _by("match_correct")


def _number(item: Mapping[str, Any], stem: str, _lost: list[Change], rest: dict[str, Any]) -> Parts:
    if item.get("unit"):
        rest["unit"] = item["unit"]
    off = item.get("tolerance", 0)
    processing = (
        "<responseProcessing><responseCondition><responseIf>"
        f'<equal toleranceMode="absolute" tolerance="{off!r} {off!r}"><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition></responseProcessing>"
    )
    unit = f" {escape(item['unit'])}" if item.get("unit") else ""
    body = f'<p>{_text(stem)}</p><p class="answer"><textEntryInteraction responseIdentifier="RESPONSE"/>{unit}</p>'
    return _declared("single", "float", [repr(item["key"])]), body, processing


def _words(item: Mapping[str, Any], stem: str, lost: list[Change], rest: dict[str, Any]) -> Parts:
    forms = list(
        dict.fromkeys([*item.get("forms", ()), *(item["sample_answers"] if item.get("accept") else ())])
    )
    keep_short(item, lost, rest)
    body = f'<p>{_text(stem)}</p><p class="answer"><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    declared = _declared(
        "single", "string", forms[:1], dict.fromkeys(forms, 1.0), extra=' caseSensitive="false"'
    )
    return declared, body, _by("map_response")


def _match(item: Mapping[str, Any], stem: str, lost: list[Change], rest: dict[str, Any]) -> Parts:
    keep_whys(item["pairs"], ("why",), lost, rest)
    if item.get("score", "proportional") != "proportional":
        rest["score"] = item["score"]
        lost.append(Change("score", "Others give each pair its part."))
    rights = list(dict.fromkeys([pair["right"] for pair in item["pairs"]] + list(item.get("extra", ()))))
    left = "".join(
        f'<simpleAssociableChoice identifier="l{n}" matchMax="1">{_text(pair["left"])}</simpleAssociableChoice>'
        for n, pair in enumerate(item["pairs"], 1)
    )
    right = "".join(
        f'<simpleAssociableChoice identifier="r{n}" matchMax="{len(item["pairs"])}">{_text(text)}</simpleAssociableChoice>'
        for n, text in enumerate(rights, 1)
    )
    pairs = [f"l{n} r{rights.index(pair['right']) + 1}" for n, pair in enumerate(item["pairs"], 1)]
    body = (
        f'<matchInteraction responseIdentifier="RESPONSE" shuffle="true" maxAssociations="{len(pairs)}"><prompt>{_text(stem)}</prompt>'
        f"<simpleMatchSet>{left}</simpleMatchSet><simpleMatchSet>{right}</simpleMatchSet></matchInteraction>"
    )
    declared = _declared("multiple", "directedPair", pairs, dict.fromkeys(pairs, 1 / len(pairs)))
    return declared, body, _by("map_response")


def _order(item: Mapping[str, Any], stem: str, lost: list[Change], rest: dict[str, Any]) -> Parts:
    keep_whys(item["steps"], ("why",), lost, rest)
    if item.get("score", "proportional") != "exact":
        rest["score"] = "proportional"
        lost.append(Change("score", "Others give points for the whole order alone."))
    rows = "".join(
        f'<simpleChoice identifier="c{n}">{_text(step["t"])}</simpleChoice>'
        for n, step in enumerate(item["steps"], 1)
    )
    body = f'<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>{_text(stem)}</prompt>{rows}</orderInteraction>'
    right = [f"c{n}" for n in range(1, len(item["steps"]) + 1)]
    return _declared("ordered", "identifier", right), body, _by("match_correct")


def _cloze(item: Mapping[str, Any], stem: str, lost: list[Change], rest: dict[str, Any]) -> Parts:
    keep_whys(item["gaps"], ("why", "label"), lost, rest)
    rest["type"] = "cloze"
    rest["gap_whys"] = [[option["why"] for option in gap.get("options", ())] for gap in item["gaps"]]
    if any(rest["gap_whys"]) and "whys" not in rest:
        lost.append(Change("why", "The reasons of the choices in a gap are not shown by others."))
    if item.get("score", "proportional") != "proportional":
        rest["score"] = item["score"]
        lost.append(Change("score", "Others give each gap its part."))
    text, declared = _text(item["text"]), []
    for number, gap in enumerate(item["gaps"], 1):
        name = f"RESPONSE{number}"
        if gap.get("options"):
            rows = "".join(
                f'<inlineChoice identifier="c{n}">{_text(one["t"])}</inlineChoice>'
                for n, one in enumerate(gap["options"], 1)
            )
            shown = f'<inlineChoiceInteraction responseIdentifier="{name}" shuffle="true">{rows}</inlineChoiceInteraction>'
            key = next(f"c{n}" for n, one in enumerate(gap["options"], 1) if one.get("key"))
            declared.append(_declared("single", "identifier", [key], {key: 1 / len(item["gaps"])}, name))
        else:
            shown = f'<textEntryInteraction responseIdentifier="{name}"/>'
            if gap.get("forms"):
                share = dict.fromkeys(gap["forms"], 1 / len(item["gaps"]))
                declared.append(
                    _declared("single", "string", gap["forms"][:1], share, name, ' caseSensitive="false"')
                )
            else:
                rest.setdefault("tolerances", {})[str(number)] = gap.get("tolerance", 0)
                declared.append(_declared("single", "float", [repr(gap["key"])], name=name))
        text = text.replace(f"{{{number}}}", shown, 1)
    if "tolerances" in rest:
        lost.append(Change("gaps", "The tolerance of a number in a gap is not known to others."))
    return "\n".join(declared), f"<p>{_text(stem)}</p><p>{text}</p>", ""


_BODIES = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truth,
    "numeric": _number,
    "short": _words,
    "match": _match,
    "order": _order,
    "cloze": _cloze,
}
