"""Who may open the pages of certificates: the public ones anybody, a holder theirs, the programme all."""

from __future__ import annotations

from dataclasses import dataclass

from certificates.batches.services import plan_batch
from certificates.credentials.models import NameRequest, ShareLink
from certificates.designs.services import start_draft
from certificates.models import Batch, CpdEntry, Credential, CredentialRequest, DesignVersion
from certificates.requests.services import ask
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.certificates import earn, hours_for, issued
from tests.factories.courses import make_cohort


@dataclass(frozen=True)
class World:
    cast: Cast
    credential: Credential
    link: ShareLink
    wish: NameRequest
    batch: Batch
    asked: CredentialRequest
    draft: DesignVersion
    hours: CpdEntry

    @property
    def id(self) -> str:
        return self.credential.public_id


def make_world(cast: Cast) -> World:
    credential = issued(cast.lena)
    link = ShareLink.objects.create(credential=credential, label="A reader")
    wish = NameRequest.objects.create(credential=credential, wanted="Lena A. Brandt")
    cohort = make_cohort(cast.north, credential.enrolment.version)
    earn(cast.omar, credential.enrolment.version, cohort=cohort)
    batch = plan_batch(cohort=cohort, slug="foundations", actor=cast.sam)
    asked = ask(
        cohort=make_cohort(cast.north, credential.enrolment.version),
        slug="foundations",
        note="",
        actor=cast.paula,
    )
    draft = start_draft(partner=cast.north, slug="plain", paper="a4", actor=cast.paula)
    hours = hours_for(cast.lena)
    return World(cast, credential, link, wish, batch, asked, draft, hours)


ALL = "200"
PROGRAMME = "302 404 404 404 404 404 200"
PROGRAMME_ACT = "302 404 404 404 404 404 302"
HOLDER = "302 200 404 404 404 404 404"
HOLDER_ACT = "302 302 404 404 404 404 404"
REVOKE = {"reason": "error", "confirm": "on"}


def mine(world: World) -> list[object]:
    return [world.id]


def batch(world: World) -> list[object]:
    return [world.batch.public_id]


def asked(world: World) -> list[object]:
    return [world.asked.public_id]


def draft(world: World) -> list[object]:
    return [world.draft.pk]


DESIGNER_LIST = "302 404 404 404 200 200 200"
DESIGNER = "302 404 404 404 200 404 200"
DESIGNER_ACT = "302 404 404 404 302 404 302"
ASKER = "302 404 404 404 200 404 200"
DESK_ACT = "302 404 404 404 404 404 302"
ROWS = [
    row("certificates:requests", None, "302 404 404 404 200 200 200"),
    row("certificates:request", asked, ASKER),
    row("certificates:request-check", asked, DESK_ACT, method="post"),
    row("certificates:request-agree", asked, DESK_ACT, method="post"),
    row("certificates:request-uncheck", asked, DESK_ACT, method="post"),
    row("certificates:request-policy", asked, DESK_ACT, method="post"),
    row("certificates:request-return", asked, DESK_ACT, method="post", data={"answer": "Two labs are open."}),
    row("certificates:designs", None, PROGRAMME),
    row("certificates:design", lambda w: ["engraved", "a4"], PROGRAMME),
    row("certificates:design-specimen", lambda w: ["plain", "a4"], PROGRAMME, query="?name=Lena"),
    row("certificates:renewal", mine, HOLDER),
    row("certificates:renew", mine, HOLDER_ACT, method="post"),
    row("certificates:renewal-law", mine, HOLDER),
    row("certificates:hours-evidence", lambda w: [w.hours.public_id], "302 200 404 404 404 404 200"),
    row("certificates:hours-take-back", lambda w: [w.id, w.hours.public_id], HOLDER_ACT, method="post"),
    row("certificates:hours", None, PROGRAMME),
    row(
        "certificates:hours-decide",
        lambda w: [w.hours.public_id],
        PROGRAMME_ACT,
        method="post",
        data={"accept": "yes"},
    ),
    row("certificates:partner-designs", None, DESIGNER_LIST),
    row("certificates:designer", draft, DESIGNER),
    row("certificates:designer-preview", draft, DESIGNER, query="?name=Lena"),
    row("certificates:designer-ask", draft, DESIGNER_ACT, method="post"),
    row("certificates:designer-publish", draft, DESK_ACT, method="post"),
    row("certificates:designer-return", draft, DESK_ACT, method="post", data={"note": "Too light."}),
    row("certificates:designer-retire", draft, DESIGNER_ACT, method="post"),
    row("certificates:batches", None, PROGRAMME),
    row("certificates:batch", batch, PROGRAMME),
    row("certificates:batch-start", batch, PROGRAMME_ACT, method="post"),
    row("certificates:batch-pause", batch, PROGRAMME_ACT, method="post"),
    row("certificates:batch-cancel", batch, PROGRAMME_ACT, method="post"),
    row("certificates:batch-report", batch, PROGRAMME),
    row("certificates:batch-files", batch, PROGRAMME),
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
