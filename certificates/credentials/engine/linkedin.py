"""The address that opens LinkedIn's form for a certification, filled in as far as LinkedIn still does that."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode


def linkedin_url(
    *,
    name: str,
    organisation: str,
    issued_at: dt.datetime,
    valid_until: dt.datetime | None,
    url: str,
    serial: str,
) -> str:
    fields = {
        "startTask": "CERTIFICATION_NAME",
        "name": name,
        "organizationName": organisation,
        "issueYear": issued_at.year,
        "issueMonth": issued_at.month,
        "certUrl": url,
        "certId": serial,
    }
    if valid_until:
        fields |= {"expirationYear": valid_until.year, "expirationMonth": valid_until.month}
    return "https://www.linkedin.com/profile/add?" + urlencode(fields)
