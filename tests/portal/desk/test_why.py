import pytest

from accounts.api import AuditEntry, Role, add_member
from courses.api import get_cohort_for
from portal.desk.why import THINGS, answer_for, is_open
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_cohort
from tests.hostile import forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(cast):
    return make_cohort(cast.north, instructors=[cast.ines])


def test_an_owner_reads_who_sees_a_cohort_and_why_and_the_question_is_written_down(client, cast, cohort):
    other = UserFactory(name="Noor Haddad")
    add_member(partner=cast.north, user=other, role=Role.INSTRUCTOR, actor=cast.paula)
    client.force_login(cast.paula)
    answers = client.post("/desk/why/", {"cohort": cohort.pk, "email": ""}).context["answers"]
    assert [one.name for one in answers] == ["Ines Vogt", "Paula Berg", "Sam Okafor"]
    ines, paula, sam = answers
    assert ines.because[0].startswith("Instructor of North Training since")
    assert ines.because[1].startswith("On this cohort since")
    assert "Change marks" in ines.opens
    assert "Plan and open the cohort" not in ines.opens
    assert paula.because[-1] == "This role sees every cohort of the partner."
    assert sam.because[0] == "Works for the programme, which may look at every partner."
    assert AuditEntry.objects.filter(verb="access.explained", actor=cast.paula).count() == 1
    one = client.post("/desk/why/", {"cohort": cohort.pk, "email": other.email}).context["answers"]
    assert [(a.opens, a.because[-1]) for a in one] == [
        ((), "Is not on this cohort, and the role alone does not open it.")
    ]


def test_nobody_explains_the_cohort_of_another_partner(client, cast, cohort):
    client.force_login(cast.rui)
    assert cohort.name not in client.get("/desk/why/").content.decode()
    assert client.post("/desk/why/", {"cohort": cohort.pk}).status_code == 422


def test_the_explanation_is_what_the_door_does(cast, cohort):
    for user in (cast.lena, cast.omar, cast.ines, cast.paula, cast.rui, cast.sam):
        told = answer_for(user, cohort).opens
        for capability, label in THINGS.items():
            assert (str(label) in told) == is_open(user, cohort, capability)
        assert answer_for(user, cohort).because
    assert get_cohort_for(cast.ines, cohort.public_id) == cohort


def test_an_instructor_does_not_ask_about_colleagues(client, cast, cohort):
    client.force_login(cast.ines)
    assert client.get("/desk/why/").status_code == 404


def test_nothing_that_is_sent_breaks_the_page(client, cast, cohort):
    client.force_login(cast.paula)
    for sent in forms(("cohort", "email"), count=200):
        assert client.post("/desk/why/", sent).status_code in {200, 422}
