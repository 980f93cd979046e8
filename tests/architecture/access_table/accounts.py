"""Who may open the pages of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.invitations.models import Invitation
from accounts.invitations.services import invite
from accounts.invitations.tokens import make_token
from accounts.mail.models import OutgoingMail
from accounts.models import ClientContact, ClientOrganisation, DataExport, Evidence, Membership, Notification
from accounts.notifications.tokens import make_stop_token
from accounts.partners.models import INVITATION_KIND
from accounts.privacy.models import ExportState
from tests.architecture.access_table import row
from tests.cast import Cast


@dataclass(frozen=True)
class World:
    cast: Cast
    invitation: Invitation
    mail: OutgoingMail
    export: DataExport
    ines_in_north: Membership
    evidence: Evidence
    client: ClientOrganisation
    contact: ClientContact
    line: Notification

    @property
    def token(self) -> str:
        return make_token(self.invitation.public_id, self.invitation.edition)


def make_world(cast: Cast) -> World:
    invitation = invite(
        kind=INVITATION_KIND,
        target_key=str(cast.north.public_id),
        email=cast.lena.email,
        partner=cast.north,
        data={"role": "reviewer"},
        invited_by=cast.paula,
    )
    export = DataExport.objects.create(
        user=cast.lena, state=ExportState.READY, expires_at=timezone.now() + timedelta(days=1)
    )
    export.file.save("export.zip", ContentFile(b"PK"))
    client = ClientOrganisation.objects.create(partner=cast.north, name="Harbour Health")
    evidence = Evidence(partner=cast.north, code="reference", title="Call", sha256="0" * 64)
    evidence.file.save("document.pdf", ContentFile(b"%PDF-"))
    return World(
        cast=cast,
        invitation=invitation,
        mail=OutgoingMail.objects.get(),
        export=export,
        ines_in_north=Membership.objects.get(partner=cast.north, user=cast.ines),
        evidence=evidence,
        client=client,
        contact=ClientContact.objects.create(client=client, user=cast.omar),
        line=Notification.objects.get(),
    )


def line(world: World) -> list[object]:
    return [world.line.public_id]


def stop(world: World) -> list[str]:
    return [make_stop_token(person=world.cast.lena.public_id, kind="courses.nudge")]


def north(world: World) -> list[str]:
    return [world.cast.north.slug]


def ines(world: World) -> list[object]:
    return [world.cast.north.slug, world.ines_in_north.public_id]


def invited(world: World) -> list[object]:
    return [world.cast.north.slug, world.invitation.public_id]


def token(world: World) -> list[str]:
    return [world.token]


def evidence(world: World) -> list[object]:
    return [world.cast.north.slug, world.evidence.public_id]


def client(world: World) -> list[object]:
    return [world.cast.north.slug, world.client.public_id]


def mail(world: World) -> list[object]:
    return [world.mail.public_id]


SIGNED_IN = "302 200 200 200 200 200 200"
POSTED = "302 302 302 302 302 302 302"
STAFF = "302 404 404 404 404 404 200"
STAFF_POST = "302 404 404 404 404 404 302"

#      visitor lena omar ines paula rui sam
ROWS = [
    row("accounts:profile", None, SIGNED_IN),
    row("accounts:profile", None, "302 422 422 422 422 422 422", method="post"),
    row("accounts:two-factors", None, SIGNED_IN),
    row("accounts:privacy", None, SIGNED_IN),
    row("accounts:notifications", None, SIGNED_IN),
    row("accounts:notification-choices", None, SIGNED_IN),
    row("accounts:notification-choices", None, "302 422 422 422 422 422 422", method="post"),
    row("accounts:notifications-read", None, POSTED, method="post"),
    row("accounts:notification", line, "302 302 404 404 404 404 404"),
    row("accounts:notification-read", line, "302 302 404 404 404 404 404", method="post"),
    row("accounts:notification-stop", stop, "200"),
    row("accounts:notification-stop", stop, "302", method="post"),
    row("accounts:privacy-export", None, POSTED, method="post"),
    row("accounts:privacy-download", lambda w: [w.export.public_id], "302 200 404 404 404 404 404"),
    row("accounts:privacy-erase", None, POSTED),  # first asks again who it is
    row("accounts:privacy-erase-cancel", None, POSTED, method="post"),
    row("accounts:invitation", token, "200"),
    row("accounts:invitation", lambda _w: ["made.up.token"], "404"),
    row("accounts:invitation-accept", token, "302 302 422 422 422 422 422", method="post"),
    row("accounts:invitation-decline", token, "200"),
    row("accounts:invitation-decline", token, "200", method="post"),
    row("accounts:partner", north, "302 404 404 200 200 404 200"),
    row("accounts:partner-edit", north, "302 404 404 403 200 404 200"),
    row("accounts:partner-clients", north, "302 404 404 403 422 404 422", method="post"),
    row("accounts:partner-client", client, "302 404 404 403 200 404 200"),
    row("accounts:partner-client", client, "302 404 404 403 422 404 422", method="post"),
    row(
        "accounts:partner-client-contact",
        lambda w: [*client(w), w.contact.public_id],
        "302 404 404 403 302 404 302",
        method="post",
    ),
    row("accounts:partner-people", north, "302 404 404 403 200 404 200"),
    row("accounts:partner-people", north, "302 404 404 403 422 404 422", method="post"),
    row("accounts:partner-role", ines, "302 404 404 403 422 404 422", method="post"),
    row("accounts:partner-remove", ines, "302 404 404 403 302 404 302", method="post"),
    row("accounts:partner-sheet", north, "302 404 404 403 422 404 422", method="post"),
    row("accounts:partner-factors", north, "302 404 404 403 422 404 422", method="post"),
    row("accounts:partner-withdraw", invited, "302 404 404 403 302 404 302", method="post"),
    row("accounts:programme-partners", None, STAFF),
    row("accounts:programme-partners", None, STAFF, query="?q=North&state=active&page=1"),
    row("accounts:programme-partner-new", None, STAFF),
    row("accounts:programme-partner", north, STAFF),
    row("accounts:terms", None, "200"),
    row("accounts:consents", None, "302 200 200 200 200 200 200"),
    row("accounts:consents", None, "302", method="post", data={"topic": "research", "give": "1"}),
    row("accounts:partner-review", north, STAFF),
    row("accounts:partner-decide", north, "302 404 404 404 404 404 422", method="post"),
    row("accounts:partner-check", north, "302 404 404 404 404 404 422", method="post"),
    row("accounts:partner-agreement", north, "302 404 404 403 200 404 200"),
    row("accounts:partner-appeal", north, "302 404 404 403 422 404 422", method="post", data={"text": "x"}),
    row("accounts:partner-appeal-answer", north, "302 404 404 404 404 404 422", method="post"),
    row("accounts:partner-sign", north, "302 404 404 403 422 404 403", method="post"),
    row("accounts:partner-evidence", north, "302 404 404 403 422 404 422", method="post"),
    row("accounts:partner-document", evidence, "302 404 404 403 200 404 200"),
    row("accounts:audit", None, STAFF),
    row("accounts:audit", None, STAFF, query="?q=Lena&partner=north"),
    row("accounts:audit-check", None, STAFF_POST, method="post"),
    row("accounts:outbox", None, "200"),
    row("accounts:outbox-mail", mail, "200"),
    row("accounts:outbox-html", mail, "200"),
]
