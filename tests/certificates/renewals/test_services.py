"""One mail for each step, to nobody who does not need it."""

from datetime import timedelta

import pytest

from accounts.models import OutgoingMail
from certificates.credentials.services import revoke_credential
from certificates.renewals.services import send_reminders
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db


def reminders() -> int:
    return OutgoingMail.objects.filter(template="certificates/ends_soon").count()


def test_each_step_is_one_mail_however_often_the_task_runs(cast):
    end = issued(cast.lena).valid_until
    for days, expected in ((95, 0), (80, 1), (79, 1), (59, 2), (20, 3), (3, 4), (2, 4)):
        send_reminders(end - timedelta(days=days))
        assert reminders() == expected


def test_after_a_silence_only_the_step_that_is_due_is_sent(cast):
    end = issued(cast.lena).valid_until
    send_reminders(end - timedelta(days=5))
    assert reminders() == 1


def test_what_was_revoked_or_is_over_is_not_reminded_of(cast):
    credential = issued(cast.lena)
    assert send_reminders(credential.valid_until + timedelta(days=1)) == 0
    revoke_credential(credential=credential, reason="error", actor=cast.sam)
    assert send_reminders(credential.valid_until - timedelta(days=5)) == 0
    assert reminders() == 0
