"""Drawings: an SVG is read, checked against a short list of what drawings need, and written out again."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, tostring  # parsing itself is done by defusedxml

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
MAX_ELEMENTS = 4_000
# fmt: off
ELEMENTS = frozenset({
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "text", "tspan", "pattern", "marker", "clipPath", "linearGradient", "radialGradient", "stop", "mask",
    "use", "symbol",
})
ATTRIBUTES = frozenset({
    "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "r", "rx", "ry", "cx", "cy",
    "fx", "fy", "d", "points", "transform", "id", "role", "fill", "stroke", "opacity", "fill-opacity",
    "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "fill-rule", "clip-rule", "clip-path", "mask", "font-family",
    "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor", "dominant-baseline", "offset",
    "stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "patternUnits", "patternTransform",
    "patternContentUnits", "preserveAspectRatio", "markerWidth", "markerHeight", "refX", "refY", "orient",
    "markerUnits", "marker-start", "marker-end", "marker-mid", "aria-labelledby", "aria-hidden", "href",
    "vector-effect", "paint-order", "spreadMethod", "color", "rotate", "textLength", "lengthAdjust",
})
# fmt: on
_REF = re.compile(r"url\(\s*#([A-Za-z][\w.-]*)\s*\)\Z")
_ID = re.compile(r"[A-Za-z][\w.-]{0,60}\Z")


class FigureError(Exception):
    """The drawing holds something that a page must not; the first value says what, the second how to mend it."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(problem)
        self.problem, self.hint = problem, hint


def inline_svg(raw: bytes, prefix: str, fallback_title: str = "") -> tuple[str, str]:
    """The drawing as inline markup and its text alternative. Ids get `prefix`, so two figures never meet."""
    root = _parse(raw)
    seen = list(root.iter())
    if len(seen) > MAX_ELEMENTS:
        raise FigureError(f"The drawing has over {MAX_ELEMENTS} elements.", "Simplify it.")
    for element in seen:
        _clean(element, prefix)
    title = _label(root, "title", prefix) or _added_title(root, fallback_title, prefix)
    desc = _label(root, "desc", prefix)
    root.set("role", "img")
    names = [f"{prefix}-title"] if title else []
    names += [f"{prefix}-desc"] if desc else []
    root.set("aria-labelledby", " ".join(names))
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    if "viewBox" not in root.attrib:
        raise FigureError("The drawing has no viewBox.", 'Add viewBox="0 0 width height".')
    text = tostring(root, encoding="unicode")
    return re.sub(r"\s*xmlns(:\w+)?=\"[^\"]*\"", "", text), desc or title


def _parse(raw: bytes) -> Element:
    try:
        root = SafeTree.fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise FigureError("This is not a readable SVG drawing.", "Save it again as plain SVG.") from error
    if root.tag != f"{SVG}svg":
        raise FigureError("The file does not start with <svg>.", "Save it as plain SVG.")
    found: Element = root
    return found


def _clean(element: Element, prefix: str) -> None:
    name = str(element.tag).removeprefix(SVG)
    if name == "style":
        raise FigureError(
            "The drawing uses <style>.", 'Use presentation attributes such as fill="currentColor".'
        )
    if name not in ELEMENTS:
        raise FigureError(f"The drawing uses <{name[:40]}>.", "Leave it out.")
    element.tag = name
    for key, value in list(element.attrib.items()):
        short = key.removeprefix(XLINK)
        del element.attrib[key]
        if key.startswith("{http://www.w3.org/XML/1998"):
            continue
        if short not in ATTRIBUTES:
            raise FigureError(f"The drawing uses the attribute “{short[:40]}”.", "Leave it out.")
        element.set(short, _value(short, value, prefix))


def _value(key: str, value: str, prefix: str) -> str:
    if key == "id":
        if not _ID.match(value):
            raise FigureError(f"The id “{value[:40]}” is oddly spelled.", "Use letters, digits and hyphens.")
        return f"{prefix}-{value}"
    if key == "href":
        if not value.startswith("#") or not _ID.match(value[1:]):
            raise FigureError("The drawing refers to something outside itself.", "Put it into the drawing.")
        return f"#{prefix}-{value[1:]}"
    found = _REF.match(value.strip())
    if found is not None:
        return f"url(#{prefix}-{found[1]})"
    if "url(" in value.lower() or "javascript:" in value.lower():
        raise FigureError("The drawing refers to something outside itself.", "Put it into the drawing.")
    return value


def _label(root: Element, name: str, prefix: str) -> str:
    found = root.find(name)
    if found is None or not "".join(found.itertext()).strip():
        return ""
    found.set("id", f"{prefix}-{name}")
    return " ".join("".join(found.itertext()).split())


def _added_title(root: Element, title: str, prefix: str) -> str:
    if title:
        made = Element("title", {"id": f"{prefix}-title"})
        made.text = title
        root.insert(0, made)
    return title
