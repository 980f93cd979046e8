"""A batch is planned, looked over, issued in pieces, stopped and taken up again; nobody is counted twice."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from certificates.batches import services
from certificates.batches.models import Batch, BatchRow
from certificates.batches.selectors import batch_page
from certificates.models import Credential, SigningKey
from certificates.signing.services import all_signers
from tests.factories.accounts import UserFactory
from tests.factories.certificates import earn, stand_keys, version_with_credential
from tests.factories.courses import make_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(cast):
    stand_keys()
    made = make_cohort(cast.north, version_with_credential())
    for name in ("Ana Nowak", "Łukasz Müller", "Zoë Iyer"):
        earn(UserFactory(name=name), made.version, cohort=made)
    return made


def run(batch: Batch) -> Batch:
    while services.check_batch(batch.pk):
        pass
    services.start_batch(batch=batch, actor=None)
    while services.issue_batch(batch.pk):
        pass
    batch.refresh_from_db()
    return batch


def states(batch: Batch) -> list[str]:
    return list(batch.rows.values_list("state", flat=True))


def test_everybody_who_earned_it_gets_one_and_one_mail(cohort, cast):
    batch = run(services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam))
    assert (batch.state, states(batch)) == ("done", ["issued"] * 3)
    assert Credential.objects.filter(state="issued").count() == 3
    assert Credential.objects.values("serial").distinct().count() == 3
    assert OutgoingMail.objects.filter(template="certificates/issued").count() == 3


def test_what_cannot_be_issued_is_set_aside_with_its_reason_and_the_rest_goes_on(cohort, cast):
    earn(UserFactory(name="Bo Lindahl"), cohort.version, cohort=cohort, without="s1")
    earn(UserFactory(name="No \U000f0000 Font"), cohort.version, cohort=cohort)
    earn(UserFactory(name=""), cohort.version, cohort=cohort)
    batch = run(services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam))
    page = batch_page(batch)
    assert (page.total, page.issued, page.aside) == (6, 3, 3)
    reasons = [row.reason for row in page.problems]
    assert ["Missing" in reasons[0], "U+F0000" in reasons[1], "name" in reasons[2]] == [True, True, True]


def test_a_row_whose_making_breaks_is_set_aside_and_the_others_are_made(cohort, cast):
    batch = services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam)
    while services.check_batch(batch.pk):
        pass
    poison = batch.rows.first()
    poison.enrolment.user.name = "\U000f0000"
    poison.enrolment.user.save()
    services.start_batch(batch=batch, actor=cast.sam)
    while services.issue_batch(batch.pk):
        pass
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == ("done", ["aside", "issued", "issued"])


def test_a_worker_that_was_lost_leaves_rows_that_another_takes_up(cohort, cast):
    batch = services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam)
    services.check_batch(batch.pk)
    services.start_batch(batch=batch, actor=cast.sam)
    batch.rows.update(state=BatchRow.State.CLAIMED, claimed_at=timezone.now())
    assert services.issue_batch(batch.pk) is False
    assert batch_page(batch).issued == 0
    long_ago = timezone.now() - services.PATIENCE - timedelta(seconds=1)
    batch.rows.update(claimed_at=long_ago)
    assert services.sweep_batches() == 1
    while services.issue_batch(batch.pk):
        pass
    batch.refresh_from_db()
    assert (batch.state, Credential.objects.count()) == ("done", 3)


def test_a_row_that_was_made_but_not_noted_is_noted_and_not_made_again(cohort, cast):
    batch = services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam)
    run(batch)
    Batch.objects.filter(pk=batch.pk).update(state="issuing")
    batch.rows.update(state="ready", credential=None)
    while services.issue_batch(batch.pk):
        pass
    assert (states(batch), Credential.objects.count()) == (["issued"] * 3, 3)


def test_a_pause_stops_the_taking_and_a_cancel_drops_the_rest(cohort, cast):
    batch = services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam)
    services.check_batch(batch.pk)
    services.start_batch(batch=batch, actor=cast.sam)
    services.pause_batch(batch=batch, actor=cast.sam)
    assert services.issue_batch(batch.pk) is False
    services.start_batch(batch=batch, actor=cast.sam)
    services.cancel_batch(batch=batch, actor=cast.sam)
    assert services.issue_batch(batch.pk) is False
    assert (states(batch), Credential.objects.count()) == (["cancelled"] * 3, 0)
    with pytest.raises(ValidationError):
        services.start_batch(batch=batch, actor=cast.sam)
    with pytest.raises(ValidationError):
        services.cancel_batch(batch=batch, actor=cast.sam)


def test_one_open_batch_per_cohort_and_none_for_nobody(cohort, cast):
    batch = services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam)
    with pytest.raises(ValidationError):
        services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam)
    run(batch)
    with pytest.raises(ValidationError):
        services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam)
    with pytest.raises(ValidationError):
        services.plan_batch(cohort=cohort, slug="other", actor=cast.sam)
    assert Batch.objects.count() == 1


def test_the_page_counts_in_a_fixed_number_of_queries(cohort, cast, client, django_assert_num_queries):
    batch = run(services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam))
    client.force_login(cast.sam)
    url = reverse("certificates:batch", args=[batch.public_id])
    with django_assert_num_queries(4):
        assert client.get(url).status_code == 200


def test_the_files_and_the_report_come_as_zip_and_csv(cohort, cast, client):
    batch = run(services.plan_batch(cohort=cohort, slug="foundations", actor=cast.sam))
    client.force_login(cast.sam)
    files = b"".join(client.get(reverse("certificates:batch-files", args=[batch.public_id])))
    with zipfile.ZipFile(io.BytesIO(files)) as archive:
        assert sorted(archive.namelist()) == sorted(f"{row.serial}.pdf" for row in Credential.objects.all())
        assert archive.testzip() is None
    report = b"".join(client.get(reverse("certificates:batch-report", args=[batch.public_id]))).decode()
    assert report.count("issued") == 3
    assert report.splitlines()[0] == "name,address,state,number,reason"


def test_the_command_issues_for_a_cohort_and_says_what_it_set_aside(cohort):
    earn(UserFactory(name="Bo Lindahl"), cohort.version, cohort=cohort, without="s1")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("certificates", "issue-batch", "--cohort", str(cohort.public_id), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["rows"], told["issued"], len(told["set aside"])) == (4, 3, 1)


@pytest.mark.parametrize("wrong", ["", "x", "00000000-0000-4000-8000-000000000000", "\x00"])
def test_a_cohort_that_is_not_there_is_an_error_and_not_a_crash(wrong):
    with pytest.raises(ValidationError):
        services.cohort_by(wrong)


@pytest.mark.parametrize(
    "data", [{}, {"cohort": "x", "achievement": "y"}, {"cohort": "\x00", "achievement": "\x00"}]
)
def test_a_form_that_makes_no_sense_is_answered(cast, client, data):
    client.force_login(cast.sam)
    assert client.post(reverse("certificates:batches"), data).status_code == 422
    assert Batch.objects.count() == 0


def test_all_keys_come_in_one_query(django_assert_num_queries):
    stand_keys()
    with django_assert_num_queries(1):
        assert set(all_signers()) == set(SigningKey.Kind.values)
