"""From application to agreement, renewal, suspension and end: over the pages, as people do it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.agreements.engine.lifecycle import Action, Outcome
from accounts.agreements.models import Agreement, CheckCode, Evidence
from accounts.agreements.services import move_partner, record_check, sign_agreement, sweep_agreements
from accounts.audit.models import AuditEntry
from accounts.audit.services import verify_audit
from accounts.mail.models import OutgoingMail
from accounts.models import Partner
from accounts.partners.models import PartnerState
from tests.cast import Cast

PDF = b"%PDF-1.7 a document"


@pytest.fixture
def north(cast: Cast) -> Partner:
    """Partner North, as an applicant."""
    Partner.objects.filter(pk=cast.north.pk).update(state=PartnerState.APPLIED)
    cast.north.refresh_from_db()
    return cast.north


def state(partner: Partner) -> str:
    partner.refresh_from_db()
    return partner.state


def decide(client: Client, action: str, reason: str = "As agreed.", **more: str) -> int:
    form = {"action": action, "reason": reason, **more}
    return int(client.post("/programme/partners/north/decide/", form).status_code)


def pass_everything(client: Client) -> None:
    for code in CheckCode:
        form = {"code": code.value, "outcome": "passed", "note": ""}
        assert client.post("/programme/partners/north/check/", form).status_code == 302


SIGNATURE = {"signatory_name": "Paula Berg", "signatory_title": "Managing director", "agrees": "on"}


def test_a_partner_goes_from_application_to_agreement(cast: Cast, north: Partner) -> None:
    sam, paula = Client(), Client()
    sam.force_login(cast.sam)
    paula.force_login(cast.paula)
    upload = SimpleUploadedFile("dpa.pdf", PDF)
    form = {"code": "data-protection", "title": "Data processing agreement", "file": upload}
    assert paula.post("/partners/north/agreement/evidence/", form).status_code == 302
    assert decide(sam, "take") == 302
    assert decide(sam, "approve") == 422  # lines wait
    pass_everything(sam)
    assert decide(sam, "approve") == 302
    assert state(north) == PartnerState.APPROVED
    mail = OutgoingMail.objects.get(to=cast.paula.email)
    for body in (mail.body_text, mail.body_html):
        assert "reads the terms and signs the agreement" in body
    assert paula.post("/partners/north/agreement/sign/", {**SIGNATURE, "agrees": ""}).status_code == 422
    assert paula.post("/partners/north/agreement/sign/", SIGNATURE).status_code == 302
    assert state(north) == PartnerState.ACTIVE
    agreement = Agreement.objects.get()
    assert (agreement.edition, agreement.signatory_name, len(agreement.terms_digest)) == (1, "Paula Berg", 64)
    assert (agreement.ends_on - agreement.starts_on).days == 729
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [cast.paula.email]
    assert "agreement.accepted" in AuditEntry.objects.values_list("verb", flat=True)
    assert verify_audit().is_whole
    assert sam.get("/programme/partners/north/review/").status_code == 200
    assert paula.get("/partners/north/agreement/").status_code == 200


def test_every_decision_needs_a_reason_and_taking_the_review_none(cast: Cast, north: Partner) -> None:
    sam = Client()
    sam.force_login(cast.sam)
    assert decide(sam, "take", reason="") == 302
    assert OutgoingMail.objects.count() == 0
    for action in ("return", "refuse"):
        assert decide(sam, action, reason=" ") == 422
        with pytest.raises(ValidationError):
            move_partner(partner=north, action=Action(action), reason="", actor=cast.sam)
    assert state(north) == PartnerState.IN_REVIEW


def test_a_move_that_the_state_does_not_have_is_refused(cast: Cast, north: Partner) -> None:
    for action in (Action.APPROVE, Action.SUSPEND, Action.LIFT, Action.SIGN):
        with pytest.raises(ValidationError, match="not open"):
            move_partner(partner=north, action=action, reason="So.", actor=cast.sam)


def test_a_failed_line_blocks_until_it_is_accepted_with_a_reason(cast: Cast, north: Partner) -> None:
    move_partner(partner=north, action=Action.TAKE, reason="Mine.", actor=cast.sam)
    record_check(
        partner=north,
        code=CheckCode.REFERENCE,
        outcome=Outcome.FAILED,
        note="Nobody answered.",
        actor=cast.sam,
    )
    with pytest.raises(ValidationError, match="A line failed"):
        move_partner(partner=north, action=Action.APPROVE, reason="Fine.", actor=cast.sam)
    with pytest.raises(ValidationError):
        record_check(
            partner=north, code=CheckCode.REFERENCE, outcome=Outcome.ACCEPTED, note="", actor=cast.sam
        )
    record_check(
        partner=north,
        code=CheckCode.REFERENCE,
        outcome=Outcome.ACCEPTED,
        note="Known for years.",
        actor=cast.sam,
    )


def test_approval_waits_also_for_lines_that_nobody_has_opened(cast: Cast, north: Partner) -> None:
    move_partner(partner=north, action=Action.TAKE, reason="Mine.", actor=cast.sam)
    with pytest.raises(ValidationError, match="A line of the review waits"):
        move_partner(partner=north, action=Action.APPROVE, reason="Fine.", actor=cast.sam)


def test_suspending_needs_the_name_typed_and_tells_the_owner_why(cast: Cast) -> None:
    sam = Client()
    sam.force_login(cast.sam)
    assert decide(sam, "suspend", "No reports.", confirm="north training") == 422
    assert state(cast.north) == PartnerState.ACTIVE
    assert decide(sam, "suspend", "No reports.", confirm="North Training") == 302
    assert state(cast.north) == PartnerState.SUSPENDED
    assert "No reports." in OutgoingMail.objects.get(to=cast.paula.email).body_text


def test_a_decision_sent_back_does_not_call_its_reason_optional(cast: Cast) -> None:
    sam = Client()
    sam.force_login(cast.sam)
    asked = sam.get("/programme/partners/north/review/").context["form"]
    again = sam.post("/programme/partners/north/decide/", {"action": "suspend", "reason": "No reports."})
    assert again.status_code == 422
    assert [form.fields["reason"].required for form in (asked, again.context["form"])] == [True, True]


def test_the_programme_cannot_sign_for_a_partner(cast: Cast, north: Partner) -> None:
    Partner.objects.filter(pk=north.pk).update(state=PartnerState.APPROVED)
    sam = Client()
    sam.force_login(cast.sam)
    assert sam.post("/partners/north/agreement/sign/", SIGNATURE).status_code == 403
    assert Agreement.objects.count() == 0


def signed(cast: Cast) -> Agreement:
    Partner.objects.filter(pk=cast.north.pk).update(state=PartnerState.APPROVED)
    return sign_agreement(
        partner=cast.north, signatory_name="Paula Berg", signatory_title="Director", actor=cast.paula
    )


def test_owners_are_reminded_once_at_each_of_four_days_and_then_it_ends(cast: Cast) -> None:
    agreement = signed(cast)
    end = timezone.make_aware(timezone.datetime.combine(agreement.ends_on, timezone.datetime.min.time()))
    for left in range(95, -2, -1):
        with time_machine.travel(end - timedelta(days=left) + timedelta(hours=9)):
            sweep_agreements()
            sweep_agreements()
    subjects = (
        OutgoingMail.objects.filter(to=cast.paula.email).order_by("id").values_list("subject", flat=True)
    )
    assert list(subjects) == [
        *(f"North Training: the agreement ends in {days} days or sooner" for days in (90, 60, 30, 7)),
        "North Training: the agreement is over",
    ]
    assert state(cast.north) == PartnerState.ENDED


def test_a_renewal_follows_without_a_gap(cast: Cast) -> None:
    first = signed(cast)
    with pytest.raises(ValidationError, match="nothing to sign"):
        signed_again(cast)
    with time_machine.travel(timezone.now() + timedelta(days=700)):
        second = signed_again(cast)
        assert sweep_agreements() == {"reminded": 0, "ended": 0}
    assert (second.edition, second.starts_on) == (2, first.ends_on + timedelta(days=1))


def signed_again(cast: Cast) -> Agreement:
    return sign_agreement(
        partner=cast.north, signatory_name="Paula Berg", signatory_title="Director", actor=cast.paula
    )


@pytest.mark.parametrize("body", [b"", b"not a pdf", b"%PDF-" + b"x" * (5 * 1024 * 1024)])
def test_a_document_that_is_no_small_pdf_is_refused(cast: Cast, north: Partner, body: bytes) -> None:
    paula = Client()
    paula.force_login(cast.paula)
    form = {"code": "reference", "title": "Call", "file": SimpleUploadedFile("a.pdf", body)}
    assert paula.post("/partners/north/agreement/evidence/", form).status_code == 422
    assert Evidence.objects.count() == 0


def test_the_same_document_is_kept_once_and_downloads_as_a_file(cast: Cast, north: Partner) -> None:
    paula = Client()
    paula.force_login(cast.paula)
    for _ in range(2):
        form = {"code": "reference", "title": "Call", "file": SimpleUploadedFile("../x.html", PDF)}
        assert paula.post("/partners/north/agreement/evidence/", form).status_code == 302
    evidence = Evidence.objects.get()
    response = paula.get(f"/partners/north/agreement/evidence/{evidence.public_id}/")
    assert response["Content-Disposition"] == 'attachment; filename="reference.pdf"'
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]


def test_documents_of_another_partner_are_out_of_reach(cast: Cast) -> None:
    evidence = Evidence(partner=cast.south, code="reference", title="Call", sha256="0" * 64)
    evidence.file.save("x.pdf", SimpleUploadedFile("x.pdf", PDF))
    paula = Client()
    paula.force_login(cast.paula)
    assert paula.get(f"/partners/north/agreement/evidence/{evidence.public_id}/").status_code == 404
    assert paula.get(f"/partners/south/agreement/evidence/{evidence.public_id}/").status_code == 404


def test_the_next_document_is_for_the_first_line_that_has_none(cast: Cast, north: Partner) -> None:
    def chosen() -> str:
        page = client.get("/partners/north/agreement/").content.decode()
        return (
            page.split(" selected", 1)[0].rsplit('value="', 1)[1].rstrip('"') if " selected" in page else ""
        )

    client = Client()
    client.force_login(cast.paula)
    codes = [code.value for code in CheckCode]
    for number, code in enumerate(codes):
        assert chosen() == code
        file = SimpleUploadedFile("x.pdf", b"%PDF-1.7 " + str(number).encode())
        client.post("/partners/north/agreement/evidence/", {"code": code, "title": code, "file": file})
    assert chosen() == ""
    assert "Each line has a document." in client.get("/partners/north/agreement/").content.decode()


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (PartnerState.APPLIED, "Next: hand in a document"),
        (PartnerState.IN_REVIEW, "The programme checks your documents."),
        (PartnerState.APPROVED, "reads the terms and signs"),
        (PartnerState.REFUSED, "The programme refused the application."),
    ],
)
def test_an_owner_reads_on_the_first_page_what_comes_next(
    cast: Cast, north: Partner, now: PartnerState, says: str
) -> None:
    Partner.objects.filter(pk=north.pk).update(state=now)
    client = Client()
    client.force_login(cast.paula)
    assert says in client.get("/partners/north/").content.decode()
    client.force_login(cast.ines)
    assert says not in client.get("/partners/north/").content.decode()
