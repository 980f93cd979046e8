"""A partner's first day: owner invited, cohort opened, a learner invited by mail, roster and gradebook."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.conftest import ADMIN, ADMIN_PASSWORD, Site
from tests.browser.person import Person

pytestmark = pytest.mark.browser
OWNER, LEARNER = "paula.berg@journey.example", "omar.said@journey.example"
PASSWORD = "a-first-day-with-a-partner"
INSTRUCTOR = "ida.brook@journey.example"
A_PARTNER_WITH_AN_INSTRUCTOR = f"""
from accounts.api import Role, add_member, register_person
from courses.api import CourseVersion
from tests.factories.accounts import PartnerFactory
from tests.factories.courses import entitle
north = PartnerFactory(name="North Training", slug="north")
ida = register_person(email={INSTRUCTOR!r}, name="Ida Brook", password={PASSWORD!r})
add_member(partner=north, user=ida, role=Role.INSTRUCTOR, actor=None)
for version in CourseVersion.objects.all():
    entitle(north, version, ida)
"""
SHE_TEACHES = f"""
from accounts.api import User
from courses.api import Cohort, assign_instructor
assign_instructor(cohort=Cohort.objects.get(name="Winter cohort"), user=User.objects.get(email={INSTRUCTOR!r}), actor=None)
"""
A_RED_LINE = f"""
from accounts.api import User
from courses.api import Cohort, get_activity_for
from labs.api import Mode, play_run
from labs.reviews.services import open_reviews
omar = User.objects.get(email={LEARNER!r})
activity = Cohort.objects.get(name="Winter cohort").version.activities.get(key="s1")
place = get_activity_for(omar, activity.public_id, "lab")
made = play_run(place=place, learner=omar, mode=Mode.ASSESSED, conduct="critical", key="journey-red-line", self_rating=9)
open_reviews(evaluation_id=made.pk)
print("SESSION", made.session.public_id)
"""
CODE = r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$"
LINK = r"(/invitations/[^\s/]+/)"


def test_an_owner_is_invited_opens_a_cohort_and_finds_the_invited_learner_in_it(
    site: Site, new_person
) -> None:
    admin, mailbox, owner, learner = (new_person() for _ in range(4))
    invite_the_owner(site, admin)
    accept_as_a_new_person(owner, mailbox, OWNER, "Paula Berg")
    write_down_the_client(owner)
    open_cohort(site, owner)
    invite_learner(owner)
    accept_as_a_new_person(learner, mailbox, LEARNER, "Omar Said")
    learner.go("/learn/")
    learner.sees("North Training, Winter cohort")
    owner.go("/cohorts/")
    owner.follow("Winter cohort")
    owner.sees("Omar Said")
    owner.sees("Harbour Health")
    owner.look("roster")
    take_the_gradebook(owner)
    owner.go("/desk/")
    owner.look("desk")
    an_instructor_reviews_a_red_line(site, new_person(), learner)
    a_link_works_once(new_person(), mailbox)


def invite_the_owner(site: Site, admin: Person) -> None:
    site.manage("shell", "-v0", stdin=A_PARTNER_WITH_AN_INSTRUCTOR)
    admin.sign_in(ADMIN, ADMIN_PASSWORD)
    admin.go("/programme/partners/new/")
    admin.look("new partner")
    admin.go("/programme/partners/north/")
    admin.look("partner, for the admin")
    admin.go("/partners/north/people/")
    invite = admin.page.locator("form:has(input[name=email])")
    invite.locator("input[name=name]").fill("Paula Berg")
    invite.locator("input[name=email]").fill(OWNER)
    invite.locator("select[name=role]").select_option("owner")
    invite.locator("button[type=submit]").click()
    admin.page.wait_for_load_state()
    admin.look("people of a partner")


def write_down_the_client(owner: Person) -> None:
    """The employer of the learners, as an organisation of its own."""
    owner.go("/partners/north/")
    form = "form[action$='/clients/']"
    owner.fill(form, name="Harbour Health", country="NL")
    owner.send(form)
    owner.sees("Harbour Health")
    owner.look("partner, with a client")


def accept_as_a_new_person(guest: Person, mailbox: Person, email: str, name: str) -> None:
    path = mailbox.mailed(email, LINK)
    guest.go(path)
    guest.look(f"invitation of {name}")
    guest.follow("Create an account to accept")
    guest.page.fill("input[name=name]", name)
    guest.page.fill("input[name=password1]", PASSWORD)
    guest.page.locator("main form:has(input[name=password1]) button[type=submit]").first.click()
    guest.page.wait_for_load_state()
    guest.page.wait_for_url(lambda url: "/signup/" not in url)
    if guest.page.locator("input[name=code]").count():
        guest.page.fill("input[name=code]", mailbox.mailed(email, CODE))
        guest.page.locator("main form:has(input[name=code]) button[type=submit]").first.click()
        guest.page.wait_for_url(lambda url: "/confirm-email/" not in url)
    guest.go(path)
    guest.press("Accept the invitation")
    guest.page.wait_for_load_state()


def open_cohort(site: Site, owner: Person) -> None:
    owner.go("/cohorts/")
    owner.look("cohorts, none yet")
    owner.go("/cohorts/new/")
    owner.look("new cohort")
    now = timezone.now()
    owner.page.fill("input[name=name]", "Winter cohort")
    owner.page.fill("input[name=time_zone]", "Europe/Amsterdam")
    for field, moment in (("opens", now - timedelta(days=1)), ("closes", now + timedelta(days=40))):
        shape = owner.page.locator(f"[name={field}]").first.get_attribute("type")
        owner.page.locator(f"[name={field}]").first.fill(
            moment.strftime("%Y-%m-%d" if shape == "date" else "%Y-%m-%dT%H:%M")
        )
    owner.page.fill("input[name=seats]", "12")
    owner.press("Save as a draft")
    owner.page.wait_for_url(lambda url: "/new/" not in url)
    site.manage("shell", "-v0", stdin=SHE_TEACHES)
    owner.go("/cohorts/")
    owner.follow("Winter cohort")
    owner.follow("Set-up")
    owner.look("set-up of a cohort")
    owner.follow("Ready to open?")
    owner.look("checklist of a cohort")
    owner.press("Open the cohort")
    owner.page.wait_for_load_state()


def invite_learner(owner: Person) -> None:
    owner.go("/cohorts/")
    owner.follow("Winter cohort")
    owner.follow(re.compile("Add learners"))
    owner.look("people of a cohort")
    form = owner.page.locator("form[action$='/invite/']")
    form.locator("input[name=email]").fill(LEARNER)
    form.locator("input[name=name]").fill("Omar Said")
    form.locator("select[name=client]").select_option("Harbour Health")
    form.locator("button[type=submit]").click()
    owner.page.wait_for_load_state()
    owner.sees(LEARNER)


def take_the_gradebook(owner: Person) -> None:
    owner.follow("Gradebook")
    owner.look("gradebook")
    with owner.page.expect_download() as waiting:
        owner.follow(re.compile("^.*CSV$"))
    lines = waiting.value.path().read_text("utf-8-sig").splitlines()
    assert [("Omar Said" in line) for line in lines[:2]] == [False, True]


def an_instructor_reviews_a_red_line(site: Site, reviewer: Person, learner: Person) -> None:
    """A run that crossed a red line waits for a person, who differs in one point, says why, and is read by the learner."""
    told = site.manage("shell", "-v0", stdin=A_RED_LINE)
    session = re.search(r"SESSION ([0-9a-f-]{36})", told)
    assert session is not None, told
    reviewer.sign_in(INSTRUCTOR, PASSWORD)
    reviewer.go("/reviews/")
    reviewer.sees("Red line")
    reviewer.look("lab reviews, one waits")
    reviewer.follow(re.compile("^Review"))
    reviewer.look("lab review")
    first = reviewer.page.locator("[name='points-1']:checked").get_attribute("value")
    other = "1" if first != "1" else "2"
    reviewer.page.locator(f"[name='points-1'][value='{other}']").check(force=True)
    reviewer.page.locator("[name=has_read]").check(force=True)
    reviewer.press("Confirm")
    reviewer.sees("Say why you differ from the rule. The learner reads it.")
    assert reviewer.page.locator(f"[name='points-1'][value='{other}']").is_checked()
    reviewer.page.locator("[name='reason-1']").fill("The source was opened a moment later.")
    reviewer.press("Confirm")
    reviewer.sees("Your review is kept. The learner sees it in the debrief.")
    reviewer.sees("No run waits for you")
    learner.go(f"/learn/labs/sessions/{session[1]}/debrief/")
    learner.sees(re.compile("confirmed by Ida Brook"))
    learner.sees(re.compile("The source was opened a moment later."))
    learner.sees(re.compile(f"The rule said {first}"))


def a_link_works_once(stranger: Person, mailbox: Person) -> None:
    stranger.go(mailbox.mailed(LEARNER, LINK))
    stranger.sees("The link works once.")
    stranger.go("/invitations/made-up-token/")
    assert stranger.page.get_by_role("heading", level=1).count() == 1
