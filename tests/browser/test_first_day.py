"""The institution's first day, over the pages: a partner applies and is admitted, an instructor is accredited, a cohort of 25
comes in by CSV, learns (through the services), and its certificates are asked for, checked by two people, issued and verified.

Prints how often a hand moved and how long the pages took: `pytest -s tests/browser/test_first_day.py`.
"""

from __future__ import annotations

import re
import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.browser.conftest import ADMIN, ADMIN_PASSWORD, ROOT, Site
from tests.browser.person import Person
from tests.browser.test_partner import accept_as_a_new_person

pytestmark = pytest.mark.browser
OWNER, TEACHER = "amara.diop@first-day.example", "lars.holm@first-day.example"
SECOND, SECOND_PASSWORD = "tendai.moyo@first-day.example", "a-second-pair-of-eyes"
LEARNERS = [f"learner{number:02d}@first-day.example" for number in range(1, 26)]
MINUTES = 30
SECONDS_PER_ACT = 6  # generous for a practised reader: find it, read it, do it


def test_an_institution_goes_from_application_to_verified_certificates(
    site: Site, new_person, tmp_path: Path
) -> None:
    began = time.monotonic()
    prepare(site, tmp_path)
    admin, second, mailbox, owner, teacher = (new_person() for _ in range(5))
    admin.sign_in(ADMIN, ADMIN_PASSWORD)
    second.sign_in(SECOND, SECOND_PASSWORD)
    write_the_applicant_down(admin)
    accept_as_a_new_person(owner, mailbox, OWNER, "Amara Diop")
    hand_in_the_evidence(owner, paper(tmp_path))
    review_and_approve(admin)
    sign(owner)
    authorise(admin)
    invite_the_instructor(owner)
    accept_as_a_new_person(teacher, mailbox, TEACHER, "Lars Holm")
    accredit(owner, teacher, admin, tmp_path)
    open_the_cohort(owner)
    bring_25_in(owner)
    suspend_and_lift(admin)
    site.manage("shell", "-v0", stdin=LEARN)
    teacher.go("/desk/")
    teacher.look("desk of the first day")
    ask_for_certificates(owner)
    issue(admin, second, site)
    verify(new_person(), site)
    acts = sum(person.acts for person in (admin, second, owner, teacher))
    walked = time.monotonic() - began
    print(  # noqa: T201 - the figures are what one runs this for
        f"\n{acts} acts of four people; {walked / 60:.1f} minutes with every page looked at"
    )
    assert acts * SECONDS_PER_ACT <= MINUTES * 60


def prepare(site: Site, folder: Path) -> None:
    """A second admin, and the shipped course with certificates that a partner asks for."""
    course = folder / "course"
    shutil.copytree(ROOT / "content" / "courses" / "waico", course)
    about = course / "course.yaml"
    text = about.read_text("utf-8").replace("\nid: waico\n", "\nid: by-request\n", 1)
    about.write_text(text.replace("Working with AI Co-workers", "Co-workers by request", 1), "utf-8")
    spec = course / "credentials" / "foundations.yaml"
    spec.write_text(spec.read_text("utf-8").replace("\nversion:", "\nissue: request\nversion:", 1), "utf-8")
    site.manage("import_course", str(course), "-v0")
    site.manage(
        "shell",
        "-v0",
        stdin=f"from accounts.api import register_person\nregister_person(email={SECOND!r}, name='Tendai Moyo', "
        f"password={SECOND_PASSWORD!r}, is_staff=True)\n",
    )


def paper(folder: Path) -> Path:
    file = folder / "paper.pdf"
    file.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return file


def write_the_applicant_down(admin: Person) -> None:
    admin.go("/programme/partners/new/")
    form = "main form"
    admin.fill(form, name="Harmattan Academy", slug="harmattan", country="SN", time_zone="Africa/Dakar")
    admin.send(form)
    admin.sees("Invite an owner next.")
    admin.follow("Invite somebody")
    form = "form:has(input[name=email])"
    admin.fill(form, name="Amara Diop", email=OWNER, role="owner")
    admin.send(form)


def hand_in_the_evidence(owner: Person, file: Path) -> None:
    owner.go("/partners/harmattan/agreement/")
    form = "form[action$='/evidence/']"
    for code in ("instructors", "data-protection", "sample-reviews", "reference", "accessibility"):
        owner.fill(form, code=code, title=f"About {code}")
        file.write_bytes(b"%PDF-1.4\n%" + code.encode() + b"\n%%EOF\n")
        owner.page.locator(f"{form} input[type=file]").set_input_files(file)
        owner.send(form)
    owner.look("application with evidence")


def review_and_approve(admin: Person) -> None:
    admin.go("/programme/partners/harmattan/review/")
    admin.press("Take the review")
    admin.page.wait_for_load_state()
    for index in range(5):
        form = f"ul.gate > li:nth-child({index + 1}) form"
        admin.fill(form, outcome="passed")
        admin.send(form)
    admin.look("review")
    admin.fill("form[action$='/decide/']", reason="All five lines are in order.")
    admin.press("Approve")
    admin.sees("Done. The owners get the reason by mail.")


def sign(owner: Person) -> None:
    owner.go("/partners/harmattan/agreement/")
    form = "form[action$='/sign/']"
    owner.fill(form, signatory_name="Amara Diop", signatory_title="Director")
    owner.page.locator(f"{form} input[name=agrees]").check()
    owner.send(form)
    owner.sees("The agreement is signed.")
    owner.look("agreement, signed")


def authorise(admin: Person) -> None:
    admin.go("/partners/harmattan/teaching/")
    form = "form[action$='/authorise/']"
    first = timezone.now().date() - timedelta(days=2)
    admin.page.locator(f"{form} select[name=version]").select_option(index=0)
    admin.fill(form, starts_on=first.isoformat(), reason="Part of the agreement.")
    admin.send(form)
    admin.sees("Co-workers by request")
    admin.look("courses of a partner, for the admin")


def invite_the_instructor(owner: Person) -> None:
    owner.go("/partners/harmattan/people/")
    form = "form:has(input[name=email])"
    owner.fill(form, name="Lars Holm", email=TEACHER, role="instructor")
    owner.send(form)


def accredit(owner: Person, teacher: Person, admin: Person, folder: Path) -> None:
    owner.go("/partners/harmattan/teaching/")
    form = "form[action$='/propose/']"
    owner.fill(form, user="Lars Holm")
    owner.page.locator(f"{form} select[name=version]").select_option(index=0)
    owner.send(form)
    owner.look("case, as the owner")
    teacher.go("/partners/harmattan/teaching/")
    teacher.page.locator("main table").get_by_role("link", name="Lars Holm").click()
    form = "form[action$='/evidence/']"
    for code in ("trained", "teaching", "observed"):
        teacher.fill(form, code=code, title=f"About {code}")
        file = folder / f"{code}.pdf"
        file.write_bytes(b"%PDF-1.4\n%" + code.encode() + b"\n%%EOF\n")
        teacher.page.locator(f"{form} input[type=file]").set_input_files(file)
        teacher.send(form)
    admin.go("/programme/accreditations/?state=waiting")
    admin.look("cases that wait")
    admin.page.locator("main table").get_by_role("link", name="Lars Holm").click()
    admin.press("Take the case")
    admin.page.wait_for_load_state()
    first = timezone.now().date() - timedelta(days=2)
    admin.fill(
        "form[action$='/step/']", starts_on=first.isoformat(), reason="Three papers, one session seen."
    )
    admin.look("case, as the admin")
    admin.press("Accredit")
    admin.sees("Done.")


def open_the_cohort(owner: Person) -> None:
    owner.go("/cohorts/new/")
    now = timezone.now()
    owner.page.locator("main form select[name=version]").select_option(index=0)
    owner.fill(
        "main form",
        name="First cohort",
        time_zone="Africa/Dakar",
        opens=(now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        closes=(now + timedelta(days=40)).strftime("%Y-%m-%dT%H:%M"),
        seats="25",
    )
    owner.press("Save as a draft")
    owner.page.wait_for_url(lambda url: "/new/" not in url)
    owner.fill("form[action$='/instructors/']", user="Lars Holm")
    owner.send("form[action$='/instructors/']")
    owner.follow("Ready?")
    owner.sees("Nothing blocks.")
    owner.look("checklist before opening")
    owner.press("Open the cohort")
    owner.sees("The cohort is open: people can join.")
    share_a_link(owner)
    keep_the_plan(owner)


def share_a_link(owner: Person) -> None:
    """For whoever is missing on the list: with a limit, decided by an instructor."""
    owner.follow("Join link")
    owner.fill("main form:has(input[name=domains])", domains="first-day.example")
    owner.press("Make the link")
    owner.sees("The link is ready to share.")
    owner.look("join link")


def keep_the_plan(owner: Person) -> None:
    """The next group gets the same weeks; its dates are looked at before anything is written."""
    owner.follow("Set-up")
    owner.follow("Keep as a template")
    owner.press("Keep the plan")
    owner.sees("The plan is kept.")
    owner.look("template of a cohort")
    owner.follow("New cohort from it")
    opens = (timezone.now() + timedelta(days=60)).strftime("%Y-%m-%dT%H:%M")
    owner.fill("main form:has(input[name=opens])", name="Second cohort", opens=opens)
    owner.press("Make the draft")
    owner.sees("Here is what it needs before it opens.")
    owner.look("checklist of a cohort from a template")
    owner.go("/cohorts/")
    owner.follow("First cohort")


def bring_25_in(owner: Person) -> None:
    """A file with one bad line is tried out, mended and written."""
    owner.follow("People")
    rows = [f"{email},Learner {number:02d},Sahel Water" for number, email in enumerate(LEARNERS, start=1)]
    form = "form[action$='/roster/']"
    broken = "\n".join(["email,name,organisation", *rows[:-1], "learner25(at)first-day.example,X,Y"])
    owner.fill(form, text=broken)
    owner.send(form)
    owner.sees("line 26")
    owner.look("roster, tried out")
    owner.page.locator("form:has(textarea[name=text]:visible)").first.wait_for()
    owner.page.locator("textarea[name=text]:visible").fill("\n".join(["email,name,organisation", *rows]))
    owner.page.locator("form:has(textarea[name=text]:visible) button[type=submit]").first.click()
    owner.press(re.compile("Invite 25 people"))
    owner.sees("25 invitations are on their way.")


def suspend_and_lift(admin: Person) -> None:
    """The preview says what a suspension touches; nothing is lost by it."""
    admin.go("/programme/partners/harmattan/review/")
    admin.sees("Open invitations of learners")
    admin.look("review, with what a suspension touches")
    form = "form[action$='/decide/']"
    admin.fill(form, reason="A report is missing.", confirm="Harmattan Academy")
    admin.press("Suspend")
    admin.sees("Suspended")
    admin.fill(form, reason="The report is here.")
    admin.press("Lift the suspension")
    admin.sees("Done.")


LEARN = f"""
from accounts.api import Invitation, accept_invitation, register_person
from courses.api import (CourseVersion, first_goal, compiled_version, get_activity_for, mark_done, quiz_of, right_answer,
    save_answer, start_attempt, submit_attempt)
from labs.api import Mode, play_run
version = CourseVersion.objects.get(course__slug="by-request")
path = first_goal(compiled_version(version.pk)).path
for email in {LEARNERS!r}:
    invitation = Invitation.objects.get(email=email)
    user = register_person(email=email, name=invitation.name, password="a-learner-of-the-first-day")
    accept_invitation(invitation=invitation, user=user)
    for step in path:
        place = get_activity_for(user, step.public_id, step.kind)
        if step.kind == "lesson":
            mark_done(enrolment=place.enrolment, activity=place.activity, actor=user)
        elif step.kind == "quiz":
            attempt = start_attempt(place=place, actor=user)
            items = quiz_of(place.activity).items
            for number, name in enumerate(attempt.items, start=1):
                save_answer(attempt_id=attempt.pk, number=number, value=right_answer(items[name]))
            submit_attempt(attempt=attempt, actor=user)
        else:
            play_run(place=place, learner=user, mode=Mode.ASSESSED, conduct="excellent",
                key=f"first-day-{{user.pk}}", self_rating=3)
"""


def ask_for_certificates(owner: Person) -> None:
    owner.go("/credentials/requests/")
    owner.press("Ask: First cohort")
    owner.page.wait_for_load_state()
    owner.look("request, asked")


def issue(admin: Person, second: Person, site: Site) -> None:
    admin.go("/credentials/requests/")
    admin.follow("First cohort")
    admin.look("request, with its evidence")
    admin.press(re.compile("I checked 25"))
    admin.sees("Waits for a second person.")
    second.go("/credentials/requests/")
    second.follow("First cohort")
    second.press("Agree and issue")
    second.page.wait_for_load_state()
    deadline = time.monotonic() + 240
    while issued(site) < len(LEARNERS):
        assert time.monotonic() < deadline, f"{issued(site)} of 25 certificates after four minutes"
        time.sleep(2)


def issued(site: Site) -> int:
    return int(
        site.manage(
            "shell",
            "-v0",
            stdin="from certificates.api import Credential\n"
            "print(Credential.objects.filter(state='issued', holder__email__endswith='first-day.example').count())\n",
        ).split()[-1]
    )


def verify(stranger: Person, site: Site) -> None:
    number = site.manage(
        "shell",
        "-v0",
        stdin="from certificates.api import Credential\n"
        "print(Credential.objects.filter(holder__email__endswith='first-day.example').first().public_id)\n",
    ).split()[-1]
    stranger.go(f"/v/{number}")
    stranger.sees("Harmattan Academy")
    stranger.sees(re.compile("valid", re.IGNORECASE))
    stranger.look("verify, issued on the first day")
