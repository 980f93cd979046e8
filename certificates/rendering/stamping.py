"""A time stamp for a signed PDF (PAdES B-T): a stranger's word on when the signature existed, put into the room that was left for it.

Nothing that was signed changes: the stamp is an unsigned part of the signature, and the signature's own bytes are outside its range.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import Any, Protocol

from asn1crypto import cms

from certificates.rendering.seal import SealError

_CONTENTS = re.compile(rb"/ByteRange\[0 \d+ \d+ \d+ *\] */Contents<([0-9a-fA-F]+)>")
STAMP = "signature_time_stamp_token"


class Stamper(Protocol):
    """What pyHanko's time stampers offer."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any: ...


def with_timestamp(pdf: bytes, stamper: Stamper) -> bytes:
    """The same file with a stamp on its signature. Raises SealError when there is no room, or a stamp already."""
    found = next(_CONTENTS.finditer(pdf), None)  # our files have one signature
    if found is None:
        raise SealError("The PDF has no signature.")
    info = cms.ContentInfo.load(bytes.fromhex(found[1].decode()))
    signer = info["content"]["signer_infos"][0]
    if signer["unsigned_attrs"]:
        raise SealError("The signature has a time stamp already.")
    digest = hashlib.sha256(signer["signature"].native).digest()
    token = asyncio.run(stamper.async_timestamp(digest, "sha256"))
    signer["unsigned_attrs"] = cms.CMSAttributes([cms.CMSAttribute({"type": STAMP, "values": [token]})])
    made: bytes = info.dump(force=True).hex().encode()
    room = found.end(1) - found.start(1)
    if len(made) > room:
        raise SealError("There is no room for a time stamp: the file was made before one was asked for.")
    return pdf[: found.start(1)] + made.ljust(room, b"0") + pdf[found.end(1) :]
