"""Who may open the pages of certificates: the public ones anybody, a holder theirs, the programme all."""

from __future__ import annotations

from dataclasses import dataclass

from certificates.badges.services import assign_places
from certificates.credentials.models import NameRequest, ShareLink
from certificates.models import Credential
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.certificates import issued


@dataclass(frozen=True)
class World:
    cast: Cast
    credential: Credential
    link: ShareLink
    wish: NameRequest

    @property
    def id(self) -> str:
        return self.credential.public_id


def make_world(cast: Cast) -> World:
    credential = issued(cast.lena)
    assign_places([credential.pk])
    link = ShareLink.objects.create(credential=credential, label="A reader")
    wish = NameRequest.objects.create(credential=credential, wanted="Lena A. Brandt")
    return World(cast, credential, link, wish)


ALL = "200"
PROGRAMME = "302 404 404 404 404 404 200"
PROGRAMME_ACT = "302 404 404 404 404 404 302"
HOLDER = "302 200 404 404 404 404 404"
HOLDER_ACT = "302 302 404 404 404 404 404"
REVOKE = {"reason": "error", "confirm": "on"}


def mine(world: World) -> list[object]:
    return [world.id]


ROWS = [
    row("certificates:public", mine, ALL),
    row("certificates:badge-json", mine, ALL),
    row("certificates:badge-token", mine, ALL),
    row("certificates:report", mine, ALL),
    row("certificates:report-thanks", None, ALL),
    row("certificates:shared", lambda w: [w.link.token], ALL),
    row("certificates:verify", None, ALL),
    row("certificates:verify-file", None, "422", method="post"),
    row("certificates:verify-digest", lambda w: [w.credential.pdf_digest], ALL),
    row("certificates:did", None, ALL),
    row("certificates:jwks", None, ALL),
    row("certificates:log", None, ALL),
    row("certificates:root-certificate", None, ALL),
    row("certificates:partner-did", lambda w: [w.cast.north.slug], ALL),
    row("certificates:status-list", lambda w: ["revocation", 1], ALL),
    row("certificates:achievement", lambda w: ["foundations", "1.0.0"], ALL),
    row("certificates:credentials", None, "302 200 200 200 200 200 200"),
    row("certificates:credential-pdf", mine, HOLDER),
    row("certificates:credential-json", mine, HOLDER),
    row("certificates:credential-token", mine, HOLDER),
    row("certificates:name-shown", mine, HOLDER_ACT, method="post", data={"name_shown": "initials"}),
    row(
        "certificates:share", mine, HOLDER_ACT, method="post", data={"label": "Reader", "name_shown": "full"}
    ),
    row(
        "certificates:ask-name",
        mine,
        "302 422 404 404 404 404 404",
        method="post",
        data={"wanted": "Lena B."},
    ),
    row("certificates:withdraw-link", lambda w: [w.link.pk], HOLDER_ACT, method="post"),
    row("certificates:programme-credentials", None, PROGRAMME),
    row("certificates:programme-issue", None, PROGRAMME),
    row("certificates:programme-issue-now", None, PROGRAMME_ACT, method="post"),
    row(
        "certificates:programme-name",
        lambda w: [w.wish.pk],
        PROGRAMME_ACT,
        method="post",
        data={"accept": "yes"},
    ),
    row("certificates:programme-credential", mine, PROGRAMME),
    row("certificates:programme-revoke", mine, PROGRAMME_ACT, method="post", data=REVOKE),
    row("certificates:programme-suspend", mine, PROGRAMME_ACT, method="post"),
    row("certificates:programme-lift", mine, "302 404 404 404 404 404 422", method="post"),
    row("certificates:programme-retry", mine, PROGRAMME_ACT, method="post"),
    row(
        "certificates:programme-reissue", mine, PROGRAMME_ACT, method="post", data={"name": "Lena A. Brandt"}
    ),
]
