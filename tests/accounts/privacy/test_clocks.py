"""What is kept no longer than said: each clock on its day, not before, and the table shows all of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.audit.models import AuditPersonal
from accounts.audit.services import record_audit, seal_audit, verify_audit
from accounts.mail.services import send_mail
from accounts.models import AuditEntry, Evidence, Invitation, Partner
from accounts.partners.engine.capabilities import Role
from accounts.partners.services import invite_to_role
from accounts.privacy.clocks import clock_lines, clocks, run_clocks
from accounts.privacy.registry import personal_data_parts
from courses.models import AccreditationEvidence, DiagnosticSitting
from tests.cast import Cast
from tests.factories.courses import accredit, enrol_directly, make_version

pytestmark = pytest.mark.django_db


def after(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_every_clock_belongs_to_a_part_of_the_data_map_and_every_part_has_a_line() -> None:
    parts = {part.name for part in personal_data_parts()}
    assert {clock.part for clock in clocks()} <= parts
    assert {line.part for line in clock_lines()} == {str(part.label) for part in personal_data_parts()}


def test_the_privacy_page_shows_the_table_to_everybody(client, settings) -> None:
    settings.MAIL_TEXT_DAYS = 33
    page = client.get("/privacy/").content.decode()
    assert ("33 days after they were written" in page, "all of it" in page) == (True, True)
    settings.MAIL_TEXT_DAYS = 0
    assert "not forgotten on this site" in client.get("/privacy/").content.decode()


def test_what_a_mail_said_is_forgotten_and_that_it_went_stays(cast: Cast) -> None:
    context = {"partner": cast.north, "reason": "Because."}
    mail = send_mail(
        key="x", template="accounts/partner-state", to="a@example.org", context=context, user=cast.paula
    )
    with after(179):
        assert run_clocks() == {}
    with after(181):
        assert run_clocks() == {"mail": 1}
        assert run_clocks() == {}
    mail.refresh_from_db()
    assert (mail.to, mail.body_text, mail.body_html, bool(mail.subject)) == ("a@example.org", "", "", True)


def test_the_audit_log_forgets_names_and_its_chain_stays_whole(cast: Cast) -> None:
    record_audit(actor=cast.sam, verb="x.done", target=cast.north, personal={"reason": "Because"})
    seal_audit()
    with after(1826):
        assert run_clocks()["audit"] == 1
        assert AuditPersonal.objects.count() == 0
        seal_audit()
        assert verify_audit().is_whole
        assert AuditEntry.objects.filter(verb="retention.forgotten").count() == 1


def test_sign_ins_and_unanswered_invitations_go(cast: Cast) -> None:
    UserSession.objects.create(user=cast.lena, ip="192.0.2.1", session_key="k", user_agent="Browser")
    invite_to_role(
        partner=cast.north, email="new@example.org", name="New", role=Role.REVIEWER, actor=cast.paula
    )
    with after(300):
        done = run_clocks()
        assert (done["sign-ins"], done["invitations"]) == (1, 1)
    assert UserSession.objects.count() == 0
    row = Invitation.objects.get()
    assert (row.name, row.email.endswith("@erased.invalid")) == ("", True)


def test_documents_go_when_the_case_is_over_and_never_before(client, cast: Cast) -> None:
    paper = Evidence(partner=cast.north, code="reference", title="Reference", sha256="0" * 64)
    paper.file.save("document.pdf", ContentFile(b"%PDF-"))
    case = accredit(
        cast.north, make_version(), cast.ines, state="granted", starts_on="2026-01-01", ends_on="2026-02-01"
    )
    own = AccreditationEvidence(accreditation=case, code="trained", title="Own", sha256="0" * 64)
    own.file.save("document.pdf", ContentFile(b"%PDF-"))
    paths = [(one.file.storage, one.file.name) for one in (paper, own)]
    with after(400):
        assert run_clocks() == {}
        Partner.objects.filter(pk=cast.north.pk).update(state="ended", state_since=timezone.now())
        type(case).objects.filter(pk=case.pk).update(state="ended")
    with after(900):
        assert run_clocks() == {"evidence": 1, "papers": 1}
    assert [storage.exists(name) for storage, name in paths] == [False, False]
    client.force_login(cast.paula)
    assert client.get(f"/partners/north/agreement/evidence/{paper.public_id}/").status_code == 404
    assert "no longer kept" in client.get("/partners/north/agreement/").content.decode()


def test_a_readiness_check_is_forgotten_whole(cast: Cast) -> None:
    version = make_version(steps=[("diagnostic", "a", "m1", {})])
    enrolment = enrol_directly(cast.lena, version)
    now = timezone.now()
    DiagnosticSitting.objects.create(
        learner=cast.lena,
        enrolment=enrolment,
        activity=version.activities.get(),
        number=1,
        started_at=now,
        finished_at=now,
    )
    with after(731):
        assert run_clocks() == {"readiness-checks": 1}
    assert DiagnosticSitting.objects.count() == 0
