"""A learner and those who teach the cohort talk; nobody else listens, unless one of them reports it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Notification, OutgoingMail, User
from courses.api import messages_waiting
from courses.messages.access import get_own_talk_for
from courses.messages.engine.rules import BURST
from courses.messages.privacy import erase, export
from courses.messages.talking import send_message
from courses.models import Cohort, CohortInstructor, Enrolment, Message, Report, Thread
from tests.cast import Cast
from tests.courses.messages.conftest import Room
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.courses import enrol_directly


def say(client: Client, person: User, path: str, text: str = "Hello.", once: object = None) -> int:
    client.force_login(person)
    return client.post(path, {"text": text, "once": str(once or uuid4())}).status_code


def read(client: Client, person: User, path: str) -> str:
    client.force_login(person)
    return client.get(path).content.decode()


def test_a_learner_writes_and_an_instructor_answers(client: Client, room: Room, cast: Cast) -> None:
    assert say(client, cast.lena, room.own(), "What did I miss?") == 302
    assert Notification.objects.get(user=cast.ines).url == room.team()
    assert "What did I miss?" in read(client, cast.ines, room.team())
    assert say(client, cast.ines, room.team(), "Look at https://example.org/note") == 302
    body = read(client, cast.lena, room.own())
    assert '<a href="https://example.org/note" rel="nofollow">' in body
    assert Thread.objects.get().waiting_since is None


def test_the_same_form_sent_twice_says_its_words_once(client: Client, room: Room, cast: Cast) -> None:
    once = uuid4()
    assert [say(client, cast.lena, room.own(), once=once) for _ in range(2)] == [302, 302]
    assert (Message.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_another_persons_form_number_changes_nothing(client: Client, room: Room, cast: Cast) -> None:
    once = uuid4()
    say(client, cast.lena, room.own(), once=once)
    assert say(client, cast.omar, room.own(room.omar), "Mine", once=once) == 422
    assert list(Message.objects.values_list("text", flat=True)) == ["Hello."]


def test_markup_of_ones_own_is_shown_as_text(client: Client, room: Room, cast: Cast) -> None:
    say(client, cast.lena, room.own(), "<script>alert(1)</script> <b>x</b>")
    body = read(client, cast.ines, room.team())
    assert "&lt;script&gt;" in body
    assert "<b>x</b>" not in body


def test_three_messages_in_a_row_ring_once_until_they_are_read(
    client: Client, room: Room, cast: Cast
) -> None:
    for _ in range(3):
        say(client, cast.lena, room.own())
    assert (OutgoingMail.objects.count(), Thread.objects.get().team_unread) == (1, 3)
    read(client, cast.ines, room.team())
    assert (Thread.objects.get().team_unread, User.objects.get(pk=cast.ines.pk).unread) == (0, 0)
    say(client, cast.lena, room.own())
    assert OutgoingMail.objects.count() == 2


def test_whoever_writes_a_lot_in_a_short_time_is_asked_to_wait_and_keeps_the_words(
    client: Client, room: Room, cast: Cast
) -> None:
    for _ in range(BURST):
        assert say(client, cast.lena, room.own()) == 302
    client.force_login(cast.lena)
    answer = client.post(room.own(), {"text": "One more thing", "once": str(uuid4())})
    assert (answer.status_code, "One more thing" in answer.content.decode()) == (422, True)
    assert Message.objects.count() == BURST


@pytest.mark.parametrize("who", ["omar", "paula", "rui", "sam"])
def test_a_conversation_does_not_exist_for_anybody_else(
    client: Client, room: Room, cast: Cast, who: str
) -> None:
    say(client, cast.lena, room.own())
    client.force_login(getattr(cast, who))
    for path in (room.own(), room.team(), room.own() + "report/", room.team() + "report/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"text": "x", "once": str(uuid4())}).status_code == 404


def test_two_instructors_share_the_conversation(client: Client, room: Room, cast: Cast) -> None:
    second = UserFactory(name="Nora Second")
    MembershipFactory(partner=cast.north, user=second, role="instructor")
    CohortInstructor.objects.create(cohort=room.cohort, user=second)
    say(client, cast.lena, room.own(), "For both")
    assert "For both" in read(client, second, room.team())
    assert Notification.objects.filter(kind="courses.message-from-learner").count() == 2


def test_an_instructor_who_left_the_cohort_reads_nothing_more(client: Client, room: Room, cast: Cast) -> None:
    say(client, cast.lena, room.own())
    CohortInstructor.objects.all().delete()
    client.force_login(cast.ines)
    assert client.get(room.team()).status_code == 404
    assert "Nobody teaches this cohort yet" in read(client, cast.lena, room.own())


@pytest.mark.parametrize("how", ["closed", "over", "ended"])
def test_once_it_is_over_the_conversation_can_be_read_and_not_written(
    client: Client, room: Room, cast: Cast, how: str
) -> None:
    say(client, cast.lena, room.own(), "Before")
    if how == "closed":
        Cohort.objects.update(state="closed")
    elif how == "over":
        Cohort.objects.update(
            opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
        )
    else:
        Enrolment.objects.filter(pk=room.lena.pk).update(ended_at=timezone.now())
    assert [say(client, cast.lena, room.own()), say(client, cast.ines, room.team())] == [422, 422]
    assert "Before" in read(client, cast.lena, room.own())
    assert Message.objects.count() == 1


def test_a_paused_conversation_waits_until_it_goes_on(client: Client, room: Room, cast: Cast) -> None:
    say(client, cast.lena, room.own())
    client.force_login(cast.ines)
    client.post(room.team() + "act/", {"act": "pause"})
    assert say(client, cast.lena, room.own()) == 422
    client.force_login(cast.ines)
    client.post(room.team() + "act/", {"act": "resume"})
    assert say(client, cast.lena, room.own()) == 302


def test_the_desk_shows_who_waits_for_an_answer_until_they_have_one(
    client: Client, room: Room, cast: Cast
) -> None:
    say(client, cast.lena, room.own())
    assert list(messages_waiting(cast.ines)) == [room.lena.public_id]
    assert list(messages_waiting(cast.rui)) == []
    client.force_login(cast.ines)
    page = client.get("/desk/?rule=message").context["page"]
    assert [(one.name, one.message_url) for one in page.shown] == [("Lena Brandt", room.team())]
    client.post(room.team() + "act/", {"act": "settle"})
    assert list(messages_waiting(cast.ines)) == []


def test_only_what_was_reported_can_be_read_by_staff(client: Client, room: Room, cast: Cast) -> None:
    say(client, cast.lena, room.own(), "Rude words")
    client.force_login(cast.ines)
    for _ in range(2):
        assert client.post(room.team() + "report/", {"reason": "Read this, please."}).status_code == 302
    report = Report.objects.get()
    assert Notification.objects.filter(user=cast.sam, kind="courses.message-reported").count() == 1
    body = read(client, cast.sam, f"/programme/reports/{report.public_id}/")
    assert ("Rude words" in body, "Read this, please." in body) == (True, True)
    client.post(f"/programme/reports/{report.public_id}/", {"reason": "Talked to both."})
    report.refresh_from_db()
    assert (report.outcome, report.settled_by) == ("Talked to both.", cast.sam)
    assert client.post(f"/programme/reports/{report.public_id}/", {"reason": "Again"}).status_code == 422


def test_words_are_found_in_ones_own_conversations_alone(client: Client, room: Room, cast: Cast) -> None:
    say(client, cast.lena, room.own(), "the yellow ferry")
    say(client, cast.omar, room.own(room.omar), "the blue ferry")
    assert "the yellow ferry" in read(client, cast.lena, "/messages/?find=yellow")
    assert "Nothing fits." in read(client, cast.lena, "/messages/?find=blue")
    found = read(client, cast.ines, "/cohorts/messages/?find=ferry")
    assert ("the yellow ferry" in found, "the blue ferry" in found) == (True, True)
    assert "blue ferry" not in read(client, cast.rui, "/cohorts/messages/?find=ferry")


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_queries_for_one_message_and_three(
    client: Client, room: Room, cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others = [enrol_directly(UserFactory(), room.lena.version, cohort=room.cohort) for _ in range(count - 1)]
    for enrolment in [room.lena, *others]:
        for _ in range(count):
            talk = get_own_talk_for(enrolment.user, enrolment.public_id)
            send_message(talk=talk, text="Hello.", actor=enrolment.user, public_id=uuid4())
    read(client, cast.ines, room.team())
    client.post("/notifications/read/")  # unread lines cost the page one look whether it is among them
    with django_assert_num_queries(
        6
    ):  # session, thread with learner, who teaches, their names, count, messages
        client.get(room.team())
    with django_assert_num_queries(4):  # session, count, threads, words
        client.get("/cohorts/messages/")
    client.force_login(cast.lena)
    with django_assert_num_queries(4):
        client.get("/messages/")


def test_a_learners_conversation_is_copied_and_goes_with_them(client: Client, room: Room, cast: Cast) -> None:
    say(client, cast.lena, room.own(), "Mine")
    say(client, cast.ines, room.team(), "Answer")
    assert [one["text"] for one in export(cast.lena)["conversations"]] == ["Mine", "Answer"]
    assert erase(cast.lena)["messages"] == 2
    assert Thread.objects.count() == 0


def test_an_instructors_answers_stay_without_a_name(client: Client, room: Room, cast: Cast) -> None:
    say(client, cast.lena, room.own(), "Mine")
    say(client, cast.ines, room.team(), "Answer")
    assert erase(cast.ines)["answers_without_name"] == 1
    assert list(Message.objects.values_list("text", "author__name")) == [
        ("Mine", "Lena Brandt"),
        ("Answer", None),
    ]
