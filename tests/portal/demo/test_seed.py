from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.api import Partner, User, verify_audit
from certificates.api import Credential
from courses.api import Cohort, Enrolment, Mark, forget_compiled
from courses.models import Attendance, JoinRequest, Meeting, PackageDraft
from portal.demo import players, world
from portal.demo.seed import seed_world

pytestmark = pytest.mark.django_db(transaction=True)

KESTREL = replace(
    world.KESTREL,
    cohorts=(
        replace(world.KESTREL.cohorts[0], learners=world.KESTREL.cohorts[0].learners[5:6]),
        replace(world.KESTREL.cohorts[1], invited=world.KESTREL.cohorts[1].invited[:1], seats=1),
    ),
)
SMALL = world.World((KESTREL,), world.INDEPENDENT[:1], world.APPLICANTS[1:])


@pytest.fixture
def course(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    forget_compiled()
    players.path_to_foundations.cache_clear()
    call_command("import_course", str(settings.CONTENT_DIR / "courses" / "waico"), verbosity=0)


def test_the_demo_world_is_lived_through_by_the_services_and_a_second_run_adds_nothing(course):
    told: list[tuple[int, int]] = []
    seed_world(lambda _label, done, total: told.append((done, total)), people_of=SMALL)
    assert told[-1][0] <= told[-1][1]
    rows = (User.objects.count(), Enrolment.objects.count(), Mark.objects.count(), Credential.objects.count())
    credential = Credential.objects.get()
    assert credential.holder.name == "Alma Bergström"
    assert credential.valid_until < timezone.now() < credential.valid_until + timedelta(days=60)
    assert {cohort.name for cohort in Cohort.objects.all()} == {"Autumn cohort B", "Winter cohort A"}
    red_line = Mark.objects.get(
        enrolment__user__name="Priyanka Rao", activity__kind="lab", detail__mode="assessed"
    )
    assert (red_line.passed, red_line.detail["red_lines"] != []) == (False, True)
    refused = Partner.objects.get(slug="brightside-seminars")
    assert (refused.state, refused.checks.filter(outcome="failed").count()) == ("refused", 1)
    waiting = JoinRequest.objects.filter(cohort__name="Winter cohort A", state="waiting", why="full")
    assert [one.user.name for one in waiting] == ["Zuzana Marková", "Bram Willems"]
    assert not verify_audit().breaks
    practice = Meeting.objects.filter(cohort__name="Autumn cohort B", title="Practice hour")
    # Who was there is recorded an hour and a half after a start, a quarter of an hour after the end.
    past = practice.filter(starts_at__lt=timezone.now() - timedelta(minutes=90))
    assert [number for number, one in enumerate(past) if one.state == "cancelled"] == [2]
    assert Attendance.objects.count() == len(past) - 1
    assert Meeting.objects.get(title="Question hour", cohort__name="Autumn cohort B").ends_at > timezone.now()
    assert set(PackageDraft.objects.values_list("name", "state")) == {
        ("before-the-ferry-leaves.zip", "ready"),
        ("ferry-first-try.zip", "broken"),
    }

    seed_world(lambda *_: None, people_of=SMALL)
    assert rows == (
        User.objects.count(),
        Enrolment.objects.count(),
        Mark.objects.count(),
        Credential.objects.count(),
    )
