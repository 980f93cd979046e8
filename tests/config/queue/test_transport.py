"""The embedded queue: what a worker may take, what it gives back and what is given up."""

from __future__ import annotations

import os
import time
from queue import Empty

import pytest
from celery import Celery
from django.core.management import CommandError, call_command

import config.celery  # noqa: F401 - registers django://
from config.queue.models import DeadLetter, Message
from config.queue.transport import HOST, MOST_DELIVERIES, release_orphans

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    app = Celery("queue-test", broker="django://", set_as_current=False)
    with app.connection_for_write() as connection:
        yield connection.default_channel


@pytest.fixture
def send():
    app = Celery("queue-test", broker="django://", set_as_current=False)
    app.conf.task_default_queue = "default"
    with app.connection_for_write() as connection:

        def send(name="labs.finish", **options):
            app.send_task(name, args=(7,), connection=connection, **options)

        yield send


def test_a_message_is_leased_until_it_is_acknowledged(send, channel):
    send()
    message = channel._get("default")
    assert Message.objects.get().owner == channel.owner
    with pytest.raises(Empty):
        channel._get("default")
    channel.basic_ack(message["properties"]["delivery_tag"])
    assert not Message.objects.exists()


def test_a_task_with_a_countdown_waits_in_the_database(send, channel):
    send(countdown=60)
    with pytest.raises(Empty):
        channel._get("default")
    assert Message.objects.get().visible_at > time.time() + 50


def test_what_a_worker_refuses_is_free_at_once(send, channel):
    send()
    message = channel._get("default")
    channel.basic_reject(message["properties"]["delivery_tag"], requeue=True)
    assert channel._get("default")["redelivered"] is True


def test_a_message_that_ends_its_worker_again_and_again_is_given_up(send, channel):
    send("labs.poison")
    for _ in range(MOST_DELIVERIES):
        channel._get("default")
        Message.objects.update(visible_at=0)  # the lease ran out: the worker died
    with pytest.raises(Empty):
        channel._get("default")
    letter = DeadLetter.objects.get()
    assert (letter.task, letter.deliveries, Message.objects.count()) == ("labs.poison", MOST_DELIVERIES, 0)


def test_a_poisonous_message_does_not_stop_those_behind_it(send, channel):
    send("labs.poison")
    Message.objects.update(deliveries=MOST_DELIVERIES)
    send("labs.finish")
    assert channel._get("default")["headers"]["task"] == "labs.finish"


def test_a_dead_letter_is_queued_again_by_hand(send, channel, capsys):
    send("labs.poison")
    Message.objects.update(deliveries=MOST_DELIVERIES)
    with pytest.raises(Empty):
        channel._get("default")
    call_command("queue", "requeue", DeadLetter.objects.get().pk)
    assert (DeadLetter.objects.count(), Message.objects.get().deliveries) == (0, 0)


def test_an_unknown_dead_letter_is_refused(capsys):
    with pytest.raises(CommandError, match="No dead letter has that number"):
        call_command("queue", "discard", 99)


def test_what_a_dead_worker_of_this_machine_held_is_free_at_once(send):
    send()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    Message.objects.update(owner=f"{HOST}:{pid}:abcd", visible_at=time.time() + 30)
    assert release_orphans() == 1
    assert Message.objects.get().owner == ""


def test_what_a_live_worker_holds_stays_with_it(send):
    send()
    Message.objects.update(owner=f"{HOST}:{os.getppid()}:abcd", visible_at=time.time() + 30)
    assert release_orphans() == 0


def test_what_another_machine_holds_stays_with_it(send):
    send()
    Message.objects.update(owner="elsewhere/1:1:abcd", visible_at=time.time() + 30)
    assert release_orphans() == 0


def test_a_closed_channel_gives_its_messages_back(send, channel):
    send()
    channel._get("default")
    channel.close()
    assert Message.objects.get().owner == ""
