"""What WeasyPrint's PDF still needs to be PDF/A-3a and PDF/UA-1 at once, to carry a badge, and to be signed in one revision."""

from __future__ import annotations

from typing import Any

import pydyf

from certificates.rendering.art import add_nested_objects

MIME = "application/vc+ld+json"
# Room for the signature in hex: a P-256 CMS with three certificates needs about half of it.
RESERVED = 8192
RESERVED_WITH_STAMP = 40960  # and a time stamp with the certificates of its authority
_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>The part of ISO 14289 that is followed</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def claim_both_standards(metadata: Any) -> None:
    """WeasyPrint writes one standard's mark; the other's, with the schema that PDF/A asks for, is put beside it."""
    original = metadata.generate_rdf_metadata

    def both(variant: str, version: int, conformance: str) -> bytes:
        xml: bytes = original(variant, version, conformance)
        return xml.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = both


class _Signature(pydyf.Object):  # type: ignore[misc]  # pydyf is untyped
    """The signature dictionary with holes for the byte range and the CMS."""

    compressible = False

    def __init__(self, *, name: str, reason: str, when: str, room: int) -> None:
        super().__init__()
        self._room = room
        self._words = (pydyf.String(name).data, pydyf.String(reason).data, when.encode())

    @property
    def data(self) -> bytes:
        name, reason, when = self._words
        return (
            b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
            b"/Name %s/Reason %s/M(%s)"
            b"/Reference[<</Type/SigRef/TransformMethod/DocMDP"
            b"/TransformParams<</Type/TransformParams/V/1.2/P 2>>>>]"
            b"/ByteRange[0 ********** ********** **********]/Contents<%s>>>"
            % (name, reason, when, b"0" * self._room)
        )


def _first(pdf: Any, key: str, value: str) -> Any:
    return next(item for item in pdf.objects if isinstance(item, dict) and item.get(key) == value)


def _add_signature_field(pdf: Any, *, alt: str, signature: _Signature) -> None:
    """An invisible signature field, inside the tag tree so that a screen reader can name it."""
    page = _first(pdf, "Type", "/Page")
    look = pydyf.Stream(
        [], pydyf.Dictionary({"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, 1, 1])})
    )
    pdf.add_object(look)
    pdf.add_object(signature)
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String("Issuer"),
            "TU": pydyf.String(alt),
            "Contents": pydyf.String(alt),
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "F": 132,
            "P": page.reference,
            "V": signature.reference,
            "AP": pydyf.Dictionary({"N": look.reference}),
        }
    )
    pdf.add_object(widget)
    page.setdefault("Annots", pydyf.Array()).append(widget.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([widget.reference]), "SigFlags": 3})
    pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": signature.reference})
    root, document = _first(pdf, "Type", "/StructTreeRoot"), _first(pdf, "S", "/Document")
    numbers = next(item for item in pdf.objects if isinstance(item, dict) and "Nums" in item)["Nums"]
    key = max(numbers[0::2]) + 1
    element = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/Form",
            "P": document.reference,
            "Pg": page.reference,
            "Alt": pydyf.String(alt),
            "K": pydyf.Array(
                [pydyf.Dictionary({"Type": "/OBJR", "Obj": widget.reference, "Pg": page.reference})]
            ),
        }
    )
    pdf.add_object(element)
    document["K"].append(element.reference)
    numbers.extend([key, element.reference])
    widget["StructParent"] = key
    root["ParentTreeNextKey"] = key + 1


def _tidy_attachments(pdf: Any) -> None:
    """Each file is listed once, and its kind is said rightly."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/EmbeddedFile":
            item.extra["Subtype"] = "/" + MIME.replace("/", "#2f").replace("+", "#2b")


def _speak_name(pdf: Any, *, name: str, lang: str) -> None:
    """The holder's name is drawn as a block quote (used nowhere else); it becomes a paragraph that says its own text and language."""
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/BlockQuote":
            item["S"] = "/P"
            item["ActualText"] = pydyf.String(name)
            if lang:
                item["Lang"] = pydyf.String(lang)


class _OnceStream(pydyf.Stream):  # type: ignore[misc]  # pydyf is untyped
    """A stream that is compressed once: the writer asks for its bytes twice (for the file and for its identifier)."""

    @property
    def data(self) -> bytes:
        kept: bytes | None = self.__dict__.get("_kept")
        if kept is None:
            kept = self.__dict__["_kept"] = super().data
        return kept


class _OnceDictionary(pydyf.Dictionary):  # type: ignore[misc]  # pydyf is untyped
    """A dictionary that is spelled once, for the same reason. Nothing changes in it after `finish`."""

    @property
    def data(self) -> bytes:
        kept: bytes | None = self.__dict__.get("_kept")
        if kept is None:
            kept = self.__dict__["_kept"] = super().data
        return kept


def _spell_once(pdf: Any) -> None:
    for item in pdf.objects:
        kind = type(item)
        if kind is pydyf.Dictionary and item is not pdf.pages and item is not pdf.catalog:
            item.__class__ = _OnceDictionary
        elif kind is pydyf.Stream or kind.__mro__[1] is pydyf.Stream:
            item.__class__ = _OnceStream


def finish(
    pdf: Any, *, name: str, lang: str, alt: str, issuer: str, reason: str, when: str, room: int = RESERVED
) -> None:
    """Everything that must stand in the file before its bytes are written; `when` is a PDF date."""
    add_nested_objects(pdf)
    _tidy_attachments(pdf)
    _speak_name(pdf, name=name, lang=lang)
    _add_signature_field(pdf, alt=alt, signature=_Signature(name=issuer, reason=reason, when=when, room=room))
    _spell_once(pdf)
