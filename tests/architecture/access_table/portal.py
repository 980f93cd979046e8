"""Who may open the pages of portal."""

from __future__ import annotations

from accounts.models import ClientContact, ClientOrganisation
from courses.models import Enrolment
from tests.architecture.access_table import row
from tests.cast import Cast
from tests.factories.courses import enrol_directly, make_cohort


def make_world(cast: Cast) -> Enrolment:
    cohort = make_cohort(cast.north, instructors=[cast.ines])
    client = ClientOrganisation.objects.create(partner=cast.north, name="Harbour Health")
    ClientContact.objects.create(client=client, user=cast.omar)
    return enrol_directly(cast.lena, cohort.version, cohort=cohort, client=client)


def client(enrolment: Enrolment) -> list[object]:
    assert enrolment.client is not None
    return [enrolment.client.public_id]


def learner(enrolment: Enrolment) -> list[object]:
    assert enrolment.cohort is not None
    return [enrolment.cohort.public_id, enrolment.public_id]


ROWS = [
    row("portal:home", None, "200"),
    row("portal:help", None, "200"),
    row("portal:accessibility", None, "200"),
    row("portal:privacy", None, "200"),
    row("portal:dashboard", None, "302 200 200 200 200 200 200"),
    row("portal:desk", None, "302 404 404 200 200 200 404"),
    row("portal:clients", None, "302 404 302 404 404 404 404"),
    row("portal:client", client, "302 404 200 404 200 404 200"),
    row("portal:timeline", learner, "302 404 404 200 200 404 200"),
    row("portal:why", None, "302 404 404 404 200 200 200"),
    row("portal:why", None, "302 404 404 404 422 422 422", method="post"),
    row("portal:programme", None, "302 404 404 404 404 404 200"),
    row("portal:tours", None, "404"),
    row("portal:tour", lambda _world: ["admin"], "404"),
]
