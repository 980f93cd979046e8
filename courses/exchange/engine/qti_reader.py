"""QTI 2.1 and 2.2 in: a package, or one item; the interactions that have a key."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from courses.exchange.engine.beside import stem_without_quotation
from courses.exchange.engine.items import MARK, Collector, number_of, read_rest
from courses.exchange.engine.report import Change, FileRefused, Imported
from courses.exchange.engine.safety import Node, archive_of, xml_of
from courses.exchange.engine.shapes import choices_of, score_of, short_of, truth_of

_BREAKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre"}
_PLAIN = {
    "p",
    "div",
    "br",
    "span",
    "img",
    "prompt",
    "itemBody",
    "simpleChoice",
    "inlineChoice",
    "simpleAssociableChoice",
    "hottext",
}
_INTERACTION = "Interaction"
STEM = "What is right?"


@dataclass
class _Item:
    """One assessmentItem: its declarations, its interactions, and its texts as plain ones."""

    root: Node
    path: str
    files: dict[str, bytes]
    media: dict[str, bytes]
    changes: list[Change] = field(default_factory=list)

    def declaration(self, node: Node) -> Node:
        name = node.attrs.get("responseIdentifier", "")
        found = [one for one in self.root.all("responseDeclaration") if one.attrs.get("identifier") == name]
        return found[0] if found else Node("", {}, 0)

    def correct(self, node: Node) -> list[str]:
        return [
            one.text.strip()
            for one in (self.declaration(node).one("correctResponse") or Node("", {}, 0)).all("value")
        ]

    def mapped(self, node: Node) -> dict[str, float]:
        mapping = self.declaration(node).one("mapping") or Node("", {}, 0)
        return {
            one.attrs.get("mapKey", ""): float(number_of(one.attrs.get("mappedValue", "0")) or 0)
            for one in mapping.all("mapEntry")
        }

    def text(self, node: Node, replace: Callable[[Node], str] | None = None) -> str:
        """The text of an element; `replace` says what stands for an interaction in it."""
        raw = self._flow(node, replace)
        return "\n".join(line for line in (" ".join(line.split()) for line in raw.split("\n"))).strip()

    def _flow(self, node: Node, replace: Callable[[Node], str] | None) -> str:
        out = []
        for part in node.parts:
            if isinstance(part, str):
                out.append(part.replace("\n", " "))
            elif part.tag.endswith(_INTERACTION):
                out.append(replace(part) if replace is not None else "")
            elif part.tag == "img":
                out.append(self._image(part))
            elif not part.tag.startswith("feedback"):
                if part.tag not in _PLAIN:
                    self.changes.append(Change("stem", f"Formatting was left out: {part.tag}."))
                out.append(("\n" if part.tag in _BREAKS else "") + self._flow(part, replace))
                out.append("\n" if part.tag in _BREAKS and part.tag != "br" else "")
        return "".join(out)

    def _image(self, node: Node) -> str:
        source = unquote(node.attrs.get("src", ""))
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), source))
        alt = node.attrs.get("alt", "").replace("]", ")").replace("|", "/")
        if path not in self.files:
            self.changes.append(Change("media", f"The picture “{source[:60]}” is not in the package."))
            return f"[image: {source}{' | ' + alt if alt else ''}]"
        name = path if path.startswith("media/") else f"media/{posixpath.basename(path)}"
        self.media[name] = self.files[path]
        self.changes.append(Change("media", "Pictures lie in media/ and are named in the text."))
        return f"[image: {name}{' | ' + alt if alt else ''}]"

    def stem(self, interaction: Node | None = None) -> str:
        """The text around the interaction and its prompt."""
        body = self.root.one("itemBody") or Node("", {}, 0)
        outer = self.text(Node("itemBody", {}, 0, [part for part in body.parts if not _is_answer(part)]))
        prompt = interaction.one("prompt") if interaction is not None else None
        inner = self.text(prompt) if prompt is not None else ""
        found = "\n".join(one for one in (outer, inner) if one)
        if not found:
            self.changes.append(Change("stem", f"The question came without a text; “{STEM}” stands for it."))
        return found or STEM


def _is_answer(part: Node | str) -> bool:
    return isinstance(part, Node) and part.attrs.get("class") == "answer"


def read_qti(data: bytes) -> Imported:
    """All items of a package, or the item of one file."""
    collector = Collector()
    if not data.startswith(b"PK"):
        root = xml_of(data)
        _read(_Item(root, "item.xml", {}, collector.made.media), {}, collector)
        return collector.made
    files = archive_of(data)
    manifest = next(
        (path for path in sorted(files, key=len) if posixpath.basename(path) == "imsmanifest.xml"), None
    )
    if manifest is None:
        raise FileRefused("There is no imsmanifest.xml in the package.")
    top = posixpath.dirname(manifest)
    found = 0
    for resource in xml_of(files[manifest], manifest).walk():
        if resource.tag != "resource" or not resource.attrs.get("type", "").startswith("imsqti_item_xmlv2p"):
            continue
        found += 1
        href = posixpath.normpath(posixpath.join(top, unquote(resource.attrs.get("href", ""))))
        if href not in files:
            collector.drop(
                resource.attrs.get("identifier", ""),
                f"Its file “{href[:80]}” is not in the package.",
                file=manifest,
                line=resource.line,
            )
            continue
        rest: dict[str, Any] = {}
        for node in resource.walk():
            if node.tag in ("string", "langstring") and node.text.strip().startswith(MARK):
                rest |= read_rest(node.text.strip())
        _read(_Item(xml_of(files[href], href), href, files, collector.made.media), rest, collector)
    if not found:
        raise FileRefused("The manifest names no QTI 2.1 or 2.2 item.", file=manifest)
    return collector.made


def _read(item: _Item, rest: dict[str, Any], collector: Collector) -> None:
    root = item.root
    name = root.attrs.get("identifier") or "item"
    if root.tag != "assessmentItem":
        raise FileRefused(
            f"This is no QTI item: it begins with <{root.tag}>.", file=item.path, line=root.line
        )
    body = root.one("itemBody")
    interactions = (
        [node for node in body.walk() if node.tag.endswith(_INTERACTION)] if body is not None else []
    )
    kinds = {node.tag for node in interactions}
    if not interactions:
        collector.drop(name, "It has no interaction: a text, not a question.", file=item.path, line=root.line)
        return
    if kinds <= {"inlineChoiceInteraction", "textEntryInteraction"} and (
        len(interactions) > 1 or "inlineChoiceInteraction" in kinds or rest.get("type") == "cloze"
    ):
        made: dict[str, Any] | str = _cloze(item, interactions, rest)
    elif len(interactions) > 1:
        made = "It has several interactions; here a question has one."
    else:
        reader = READERS.get(interactions[0].tag)
        made = (
            reader(item, interactions[0])
            if reader
            else f"The interaction “{interactions[0].tag}” has no place here."
        )
    if isinstance(made, str):
        collector.drop(name, made, file=item.path, line=interactions[0].line)
        return
    made["stem"] = stem_without_quotation(made["stem"], rest)
    if any(node.tag == "modalFeedback" for node in root.walk()):
        item.changes.append(Change("feedback", "Feedback after the answer was left out."))
    collector.take(made, item.changes, name=name, rest=rest, file=item.path, line=root.line)


def _options(item: _Item, node: Node, tag: str) -> list[tuple[str, str, str]]:
    return [
        (
            one.attrs.get("identifier", ""),
            item.text(one),
            item.text(one.one("feedbackInline") or Node("", {}, 0)),
        )
        for one in node.all(tag)
    ]


def _choice(item: _Item, node: Node) -> dict[str, Any] | str:
    options, correct, mapped = _options(item, node, "simpleChoice"), item.correct(node), item.mapped(node)
    stem = item.stem(node)
    if {key for key, _, _ in options} == {"true", "false"} and len(correct) == 1:
        whys = {key: why for key, _, why in options}
        return truth_of(correct[0] == "true", whys["true"], whys["false"]) | {"stem": stem}
    if node.attrs.get("maxChoices", "1") == "1" and len(correct) == 1:
        made = [
            {"t": text} | ({"key": True} if key in correct else {}) | ({"why": why} if why else {})
            for key, text, why in options
        ]
        return {"type": "single", "stem": stem, "options": made}
    if not correct and not mapped:
        return "It has no key."
    if mapped:
        top = sum(value for value in mapped.values() if value > 0) or 1
        read = [(100 * mapped.get(key, 0) / top, text, why) for key, text, why in options]
    else:
        read = [(100 / len(correct) if key in correct else 0, text, why) for key, text, why in options]
    found = choices_of(read, item.changes)
    if isinstance(found, dict):
        if found["type"] == "single":
            found |= {"type": "multiple", "score": score_of([weight for weight, _, _ in read])}
            item.changes[:] = [one for one in item.changes if one.field != "options"]
        found["stem"] = stem
        if not mapped:
            found["score"] = "exact"
    return found


def _hot_text(item: _Item, node: Node) -> dict[str, Any] | str:
    correct = item.correct(node)
    sentences = [
        {"t": item.text(one)} | ({"error": True} if one.attrs.get("identifier") in correct else {})
        for one in node.walk()
        if one.tag == "hottext"
    ]
    item.changes.append(Change("stem", "The text between the marked places was left out."))
    return {"type": "spot", "stem": item.stem(node), "who": "A text", "sentences": sentences}


def _entry(item: _Item, node: Node) -> dict[str, Any] | str:
    declared, correct = item.declaration(node), item.correct(node)
    stem = item.stem()
    if declared.attrs.get("baseType") in ("float", "integer"):
        key = number_of(correct[0]) if correct else None
        if key is None:
            return "It has no number as its key."
        return {"type": "numeric", "stem": stem, "key": key, "tolerance": _tolerance(item, key)}
    mapped = item.mapped(node)
    forms = [key for key, value in mapped.items() if value > 0 and value >= max(mapped.values())] or correct
    if len(forms) < len([value for value in mapped.values() if value > 0]):
        item.changes.append(Change("forms", "Answers that earned a part were left out."))
    made = short_of(forms, item.changes)
    return made | {"stem": stem} if isinstance(made, dict) else made


def _tolerance(item: _Item, key: float) -> float:
    for node in (item.root.one("responseProcessing") or Node("", {}, 0)).walk():
        if node.tag == "equal" and node.attrs.get("tolerance"):
            ends = [number_of(one) or 0 for one in node.attrs["tolerance"].split()]
            if node.attrs.get("toleranceMode") == "relative":
                return number_of(repr(abs(key) * max(ends) / 100)) or 0
            if len(set(ends)) > 1:
                item.changes.append(
                    Change("tolerance", "The tolerance differed below and above; the larger one stands.")
                )
            return max(ends)
    return 0


def _match(item: _Item, node: Node) -> dict[str, Any] | str:
    sets = node.all("simpleMatchSet")
    if len(sets) != 2:
        return "It does not have two sets to match."
    left, right = (
        {key: text for key, text, _ in _options(item, one, "simpleAssociableChoice")} for one in sets
    )
    pairs, used = [], set()
    for value in item.correct(node):
        one, _, other = value.partition(" ")
        if one not in left or other not in right:
            return f"The key names a pair that is not there: {value[:40]}."
        pairs.append({"left": left[one], "right": right[other]})
        used.add(other)
    if len(pairs) != len(left):
        return "Not every row has exactly one match."
    return {
        "type": "match",
        "stem": item.stem(node),
        "pairs": pairs,
        "extra": [text for key, text in right.items() if key not in used],
    }


def _order(item: _Item, node: Node) -> dict[str, Any] | str:
    texts = {key: text for key, text, _ in _options(item, node, "simpleChoice")}
    correct = item.correct(node)
    if sorted(correct) != sorted(texts):
        return "The key does not name every step once."
    return {
        "type": "order",
        "stem": item.stem(node),
        "steps": [{"t": texts[key]} for key in correct],
        "score": "exact",
    }


def _cloze(item: _Item, interactions: list[Node], rest: dict[str, Any]) -> dict[str, Any] | str:
    gaps: list[dict[str, Any]] = []
    offs = rest.pop("tolerances", {}) if isinstance(rest.get("tolerances"), dict) else {}
    for number, node in enumerate(interactions, 1):
        correct, mapped = item.correct(node), item.mapped(node)
        if node.tag == "inlineChoiceInteraction":
            gaps.append(
                {
                    "options": [
                        {"t": text} | ({"key": True} if key in correct else {})
                        for key, text, _ in _options(item, node, "inlineChoice")
                    ]
                }
            )
        elif item.declaration(node).attrs.get("baseType") in ("float", "integer"):
            key = number_of(correct[0]) if correct else None
            if key is None:
                return "A gap has no number as its key."
            gaps.append({"key": key, "tolerance": number_of(str(offs.get(str(number), 0))) or 0})
        else:
            gaps.append({"forms": list(mapped) or correct})
    numbers = iter(range(1, len(gaps) + 1))
    text = item.text(item.root.one("itemBody") or Node("", {}, 0), lambda _: f"{{{next(numbers)}}}")
    head, mark, body = text.partition("\n\n")
    if not mark or "{1}" in head:
        item.changes.append(Change("stem", "The question came without an instruction; one stands for it."))
        head, body = "Fill in the gaps.", text
    return {"type": "cloze", "stem": head, "text": body, "gaps": gaps}


READERS: dict[str, Callable[[_Item, Node], dict[str, Any] | str]] = {
    "choiceInteraction": _choice,
    "hottextInteraction": _hot_text,
    "textEntryInteraction": _entry,
    "matchInteraction": _match,
    "orderInteraction": _order,
}
