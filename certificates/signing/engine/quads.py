"""JSON-LD documents to canonical N-Quads (RDFC-1.0), with undefined terms refused instead of dropped.

Expanding a document costs milliseconds, and credentials of one kind differ only in a few values. So the shape of a document
(all but those values) is expanded once, and the values are put into its quads before the blank nodes are labelled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyoxigraph

# Values under these keys differ from one document to the next and never change the shape of the graph.
VARYING = frozenset(
    [
        "id",
        "validFrom",
        "validUntil",
        "created",
        "awardedDate",
        "licenseNumber",
        "activityStartDate",
        "activityEndDate",
        "value",
        "identityHash",
        "resultDescription",
        "statusListIndex",
        "statusListCredential",
        "encodedList",
        "verificationMethod",
    ]
)
_TOKEN = re.compile(r'<urn:rr:v:(\d+)>|"urn:rr:v:(\d+)"')
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
Contexts = Mapping[str, Mapping[str, Any]]


class NotLinkedData(ValueError):
    """The document cannot be signed whole: a context that is not pinned, a term no context defines, a broken IRI."""


class PinnedContexts:
    """A fixed set of JSON-LD contexts by address; hashable, so that shapes can be remembered for it."""

    def __init__(self, documents: Contexts) -> None:
        self._documents = dict(documents)

    def load(self, url: str, _options: object = None) -> dict[str, Any]:
        if url not in self._documents:
            raise NotLinkedData(f"The context {url[:200]} is not pinned.")
        return {
            "contextUrl": None,
            "documentUrl": url,
            "document": self._documents[url],
            "contentType": "application/ld+json",
        }


def _varying(node: Any, key: str, values: list[str]) -> Any:
    if isinstance(node, dict):
        return {
            name: item if name == "@context" else _varying(item, name, values) for name, item in node.items()
        }
    if isinstance(node, list):
        return [_varying(item, key, values) for item in node]
    if isinstance(node, str) and key in VARYING:
        values.append(node)
        return f"urn:rr:v:{len(values) - 1}"
    return node


@lru_cache(maxsize=128)
def _shape_quads(shape: str, contexts: PinnedContexts) -> str:
    from pyld import jsonld  # a tenth of a second: only processes that sign or check pay it

    dropped: list[str] = []
    options = {"documentLoader": contexts.load}
    document = json.loads(shape)
    try:
        jsonld.expand(document, options, on_property_dropped=lambda name: dropped.append(str(name)))
        quads = jsonld.to_rdf(document, {**options, "format": "application/n-quads"})
    except NotLinkedData:
        raise
    except (jsonld.JsonLdError, RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, NotLinkedData):
            raise cause from error
        raise NotLinkedData(f"The document is not valid JSON-LD: {str(error)[:200]}") from error
    if dropped:
        raise NotLinkedData(f"No context defines {', '.join(sorted(set(dropped)))}.")
    return str(quads)


def _literal(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _filled(quads: str, values: list[str]) -> str:
    def put(found: re.Match[str]) -> str:
        if found[1] is not None:
            value = values[int(found[1])]
            if not _IRI.fullmatch(value):
                raise NotLinkedData(f"{value[:80]!r} is not an absolute address.")
            return f"<{value}>"
        return _literal(values[int(found[2])])

    return _TOKEN.sub(put, quads)


def canonical_quads(document: Mapping[str, Any], contexts: PinnedContexts) -> str:
    """The canonical N-Quads of `document`. Raises NotLinkedData when any part of it would be left out."""
    import pyoxigraph

    values: list[str] = []
    try:
        shape = json.dumps(_varying(document, "", values), sort_keys=True)
    except (RecursionError, ValueError, TypeError) as error:
        raise NotLinkedData("The document is nested too deeply or is not JSON.") from error
    quads = _filled(_shape_quads(shape, contexts), values)
    try:
        dataset = pyoxigraph.Dataset(pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS))
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    except (SyntaxError, ValueError) as error:
        raise NotLinkedData(f"The document cannot be canonicalised: {str(error)[:200]}") from error
    return "".join(sorted(_lines(dataset)))


def _lines(dataset: pyoxigraph.Dataset) -> Iterator[str]:
    for quad in dataset:
        yield f"{quad} .\n"
