"""Say something in a thread, read it, pause it, report it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.api import User, notify, record_audit
from courses.messages.access import Talk
from courses.messages.engine.rules import DAY, Closed, free_again_at
from courses.messages.models import Message, Report, Thread

if TYPE_CHECKING:
    from courses.cohorts.models import Cohort

CLOSED_WORDS = {
    Closed.ENDED: lambda: _("This enrolment has ended. You can read what was said, for ever."),
    Closed.COHORT: lambda: _("The cohort is over. You can read what was said, for ever."),
    Closed.PAUSED: lambda: _("An instructor paused this conversation. You can still read it and report it."),
    Closed.NOBODY: lambda: _("Nobody teaches this cohort yet. You can write as soon as somebody does."),
}


@transaction.atomic
def send_message(*, talk: Talk, text: str, actor: User, public_id: UUID) -> Message:
    """Say something to the other side; the same `public_id` again says nothing more."""
    if talk.closed is not None:
        raise ValidationError(CLOSED_WORDS[talk.closed]())
    made, _is_new = Thread.objects.get_or_create(enrolment=talk.enrolment)
    thread = Thread.objects.select_for_update().get(pk=made.pk)
    known = Message.objects.filter(public_id=public_id).first()
    if known is not None:
        if (known.thread_id, known.author_id) != (thread.pk, actor.pk):
            raise ValidationError(_("Load the page again, then send."))
        return known
    now = timezone.now()
    mine = Message.objects.filter(thread=thread, author=actor, sent_at__gt=now - DAY)
    free = free_again_at(list(mine.values_list("sent_at", flat=True)), now)
    if free is not None:
        when = date_format(timezone.localtime(free), "H:i")
        raise ValidationError(
            _("You wrote a lot in a short time. Your text is kept here: send it after %(when)s.")
            % {"when": when}
        )
    row = Message.objects.create(
        public_id=public_id,
        thread=thread,
        author=actor,
        is_from_team=talk.is_team,
        text=text.strip(),
        sent_at=now,
    )
    # Whoever has something unread here knows already: one notification until they have looked.
    is_news = not (thread.learner_unread if talk.is_team else thread.team_unread)
    thread.last_at = now
    if talk.is_team:
        thread.waiting_since, thread.team_unread = None, 0
        thread.learner_unread += 1
    else:
        thread.waiting_since = thread.waiting_since or now
        thread.learner_unread = 0
        thread.team_unread += 1
    thread.save(update_fields=["last_at", "waiting_since", "learner_unread", "team_unread"])
    if is_news:
        _tell_other_side(talk, row)
    return row


def teachers_of(cohort: Cohort) -> list[User]:
    """Who teaches a cohort now, in the order of their numbers."""
    posts = cohort.teaching.select_related("user").order_by("user_id")
    return [post.user for post in posts if post.user.is_active]


def _tell_other_side(talk: Talk, row: Message) -> None:
    people = [talk.enrolment.user] if talk.is_team else teachers_of(talk.cohort)
    for person in people:
        notify(
            key=f"message:{row.public_id}:{person.pk}",
            kind="courses.message-from-instructor" if talk.is_team else "courses.message-from-learner",
            user=person,
            context={
                "sender": row.author.get_full_name() if row.author else "",
                "cohort": talk.cohort.name,
                "text": row.text,
            },
            url=address_of(talk, for_team=not talk.is_team),
            text=row.text,
        )


def address_of(talk: Talk, *, for_team: bool) -> str:
    """The page of a thread, as that side opens it."""
    if for_team:
        return reverse("courses:cohort-thread", args=[talk.cohort.public_id, talk.enrolment.public_id])
    return reverse("courses:thread", args=[talk.enrolment.public_id])


def note_thread_read(*, talk: Talk) -> None:
    """This side has seen everything in the thread. Those who teach share their mark."""
    field = "team_unread" if talk.is_team else "learner_unread"
    if talk.thread is not None and getattr(talk.thread, field):
        Thread.objects.filter(pk=talk.thread.pk).update(**{field: 0})


@transaction.atomic
def settle_thread(*, talk: Talk) -> None:
    """Nothing has to be answered: the thread waits no more."""
    Thread.objects.filter(enrolment=talk.enrolment).update(waiting_since=None, team_unread=0)


@transaction.atomic
def pause_thread(*, talk: Talk, is_paused: bool, actor: User) -> None:
    """Stop a conversation, or let it go on. The learner is shown that, and can report it."""
    made, _is_new = Thread.objects.get_or_create(enrolment=talk.enrolment)
    thread = Thread.objects.select_for_update().get(pk=made.pk)
    if (thread.paused_at is not None) == is_paused:
        return
    thread.paused_at, thread.paused_by = (timezone.now(), actor) if is_paused else (None, None)
    thread.save(update_fields=["paused_at", "paused_by"])
    record_audit(
        actor=actor,
        verb="thread.paused" if is_paused else "thread.resumed",
        target=thread,
        partner=talk.cohort.partner,
    )


@transaction.atomic
def report_thread(*, talk: Talk, reason: str, actor: User) -> Report:
    """Ask the programme to look. One report of a thread is open at a time."""
    if talk.thread is None:
        raise ValidationError(_("Nothing has been said here yet."))
    Thread.objects.select_for_update().get(pk=talk.thread.pk)
    waiting = Report.objects.filter(thread=talk.thread, settled_at=None).first()
    if waiting is not None:
        return waiting
    report = Report.objects.create(thread=talk.thread, reporter=actor, reason=reason.strip())
    record_audit(actor=actor, verb="thread.reported", target=report, partner=talk.cohort.partner)
    for person in User.objects.filter(is_staff=True, is_active=True).order_by("pk"):
        notify(
            key=f"report:{report.public_id}:{person.pk}",
            kind="courses.message-reported",
            user=person,
            context={"cohort": talk.cohort.name, "partner": talk.cohort.partner.name},
            url=reverse("courses:report", args=[report.public_id]),
        )
    return report


@transaction.atomic
def settle_report(*, report: Report, outcome: str, actor: User) -> Report:
    """Say what was done. A settled report stays as it is."""
    held = Report.objects.select_for_update().get(pk=report.pk)
    if held.settled_at is not None:
        raise ValidationError(_("This report was settled before."))
    held.settled_at, held.settled_by, held.outcome = timezone.now(), actor, outcome.strip()
    held.save(update_fields=["settled_at", "settled_by", "outcome"])
    record_audit(actor=actor, verb="thread.report-settled", target=held)
    return held
