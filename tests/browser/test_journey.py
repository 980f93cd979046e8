"""The main job, whole: from the home page to a certificate that a stranger verifies, and its revocation."""

from __future__ import annotations

import re
from functools import cache

import pytest
import yaml
from playwright.sync_api import Locator, expect

from courses.quizzes.engine.solve import right_form
from courses.quizzes.engine.types.registry import ITEM
from labs.sessions.engine.player import read_lines
from labs.workplace.engine.render import render
from tests.browser.conftest import ADMIN, ADMIN_PASSWORD, ROOT, Site
from tests.browser.person import Person
from tests.factories.labs import s1_package

pytestmark = pytest.mark.browser
COURSE = ROOT / "content" / "courses" / "waico"
EMAIL, PASSWORD = "lena.brandt@journey.example", "a-long-walk-to-a-certificate"


def test_from_the_home_page_to_a_verified_certificate_and_its_revocation(site: Site, new_person) -> None:
    lena = new_person()
    visit_home_and_sign_up(lena, new_person())
    enrol(lena)
    read_module(lena, 1)
    read_module(lena, 3)
    pass_quiz(lena)
    pass_lab(lena)
    public_page, file = take_certificate(lena)
    verify_as_a_stranger(new_person(), public_page, file)
    revoke_as_admin(new_person(), public_page)
    stranger = new_person()
    stranger.page.goto(public_page)
    stranger.sees(re.compile("revoked", re.IGNORECASE))
    expect(stranger.page.get_by_text("Lena Brandt")).to_have_count(0)
    stranger.look("verify, revoked")


def visit_home_and_sign_up(lena: Person, mailbox: Person) -> None:
    lena.go("/")
    lena.look("home")
    lena.page.get_by_text("Ask which policy, then open it and read it.").click()
    lena.sees("Yes. Read the source yourself.")
    lena.go("/catalogue/")
    lena.look("catalogue")
    lena.go("/courses/waico/")
    lena.look("course")
    lena.go("/accounts/signup/")
    lena.look("sign up")
    lena.page.fill("input[name=name]", "Lena Brandt")
    lena.page.fill("input[name=email]", EMAIL)
    lena.page.fill("input[name=password1]", PASSWORD)
    lena.page.locator("main button[type=submit]").first.click()
    lena.look("enter the code")
    code = mailbox.mailed(EMAIL, r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$")
    mailbox.look("one mail of the outbox")
    lena.page.fill("input[name=code]", code)
    lena.page.locator("main form:has(input[name=code]) button[type=submit]").first.click()
    lena.page.wait_for_load_state()
    lena.go("/account/")
    expect(lena.page.locator("input[name=name]")).to_have_value("Lena Brandt")
    lena.look("account")


def enrol(lena: Person) -> None:
    lena.go("/learn/")
    lena.look("dashboard, empty")
    lena.go("/courses/waico/")
    lena.press("Start this course")
    lena.page.wait_for_url(re.compile("/learn/"))
    lena.look("outline")
    lena.go("/learn/")
    lena.look("dashboard")


def read_module(lena: Person, number: int) -> None:
    """Every lesson of a module; the retrieval questions of the first one are answered in place."""
    lena.go("/learn/")
    lena.follow("Course outline")
    lena.page.locator(f"a:has-text('{number}.1 ')").first.click()
    for lesson in range(1, 6):
        expect(lena.page.get_by_role("heading", level=1)).to_be_visible()
        if lesson == 1:
            answer_in_place(lena)
            lena.look(f"lesson {number}.{lesson}")
        lena.press(re.compile("I have read this"))
        lena.page.wait_for_load_state()


def answer_in_place(lena: Person) -> None:
    box = lena.page.locator(
        "form:has(input[type=radio])", has=lena.page.get_by_role("button", name="Check")
    ).first
    box.locator("input[type=radio]").first.check(force=True)
    box.get_by_role("button", name="Check").click()
    lena.page.wait_for_load_state()


@cache
def bank() -> dict[str, object]:
    held = yaml.safe_load((COURSE / "modules" / "03-interpret-and-verify" / "quiz.yaml").read_text("utf-8"))
    items = [ITEM.validate_python(one) for one in held["items"]]
    return {" ".join(item.stem.split()): item for item in items}


def pass_quiz(lena: Person) -> None:
    lena.go("/learn/")
    lena.follow("Course outline")
    lena.follow(re.compile("Quiz: Interpret and verify"))
    lena.look("quiz, rules")
    lena.press(re.compile("^Start"))
    for number in range(1, 13):
        lena.page.wait_for_url(re.compile(rf"/{number}/$"))
        stem = " ".join(lena.page.get_by_role("heading", level=1).inner_text().split())
        answer(lena.page.locator(f"[data-question='{number}']"), number, bank()[stem])
        if number in (1, 6):
            lena.look(f"quiz, question {number}")
        if number == 6:  # a reload in the middle loses nothing
            lena.press(re.compile("^Save and"))
            lena.page.wait_for_url(re.compile("/7/$"))
            lena.page.go_back()
            lena.page.reload()
        lena.press(re.compile("^Save and"))
        # The answer is saved before the page goes: until then the old page is still the loaded one.
        lena.page.wait_for_url(lambda url, left=f"/{number}/": not url.endswith(left))
    lena.look("quiz, hand in")
    lena.press("Hand in")
    lena.page.wait_for_load_state()
    lena.sees(re.compile("passed", re.IGNORECASE))
    lena.look("quiz, result")


def answer(box: Locator, number: int, item: object) -> None:
    """Give the right answer as a person would: choose, type, pick from lists."""
    for part, values in right_form(item).items():
        name = f"q{number}-{part}" if part else f"q{number}"
        for value in values:
            field = box.locator(f"[name='{name}']")
            kind = field.first.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
            if kind in ("radio", "checkbox"):
                box.locator(f"[name='{name}'][value='{value}']").check(force=True)
            elif kind == "select":
                field.select_option(value)
            else:
                field.fill(value)


def pass_lab(lena: Person) -> None:
    """Lab S1, assessed, by the acts of the scenario's own careful learner, each through its control on the page."""
    lena.go("/learn/")
    lena.follow("Course outline")
    lena.follow(re.compile("The number in the town hall"))
    lena.look("lab, brief")
    lena.page.get_by_role("radio", name=re.compile("Assessed")).check(force=True)
    lena.press("Enter the lab")
    wait_for_the_avatar(lena)
    lena.look("lab")
    package = s1_package()
    said = lena.page.locator("[data-key=log]").inner_text()
    variant = next(
        name
        for name, held in package["variants"].items()
        if name != "a" and f"{held['vars']['orders']:,}" in said
    )
    for line in read_lines(package["tests"]["excellent.jsonl"]):
        action = render(line, package["variants"][variant]["vars"])
        if variant in action.pop("in", [variant]):
            act(lena, action)
            wait_for_the_avatar(lena)
    lena.look("lab, rate yourself")
    lena.page.locator("input[name=rating]").last.check(force=True)
    lena.press("Show the result")
    lena.sees(re.compile("10 of 10"))
    lena.look("debrief")


def wait_for_the_avatar(lena: Person) -> None:
    expect(lena.page.locator("#live")).to_have_count(0, timeout=30_000)


def act(lena: Person, action: dict) -> None:
    """One act of the lab through the page."""
    page, name = lena.page, action.pop("act")
    if name == "ask":
        page.locator("details[data-key=chips], details[data-key=more]").evaluate_all(
            "all => all.forEach(one => one.open = true)"
        )
        heard = page.locator(".msg-ai:not(#live)").count()
        page.locator(f"button[name=intent][value='{action['intent']}']").first.click()
        expect(page.locator(".msg-ai:not(#live)")).not_to_have_count(heard, timeout=60_000)
        return
    if name == "open":
        page.locator(f"form:has(input[name=doc][value='{action['doc']}']) button").first.click()
        expect(
            page.locator(f"li:not(.unread) form:has(input[name=doc][value='{action['doc']}'])").first
        ).to_be_visible()
        return
    if name == "commit":
        form = page.locator("form[data-key=note]")
        form.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    else:
        form = page.locator(f"form[data-key='form-{name}']").first
        sheet = page.locator(f"#sheet-{name}")
        if sheet.count():
            page.locator(f"button[popovertarget='sheet-{name}']").locator("visible=true").first.click()
            form = sheet.locator("form").first
        else:
            form.locator("xpath=ancestor::details").evaluate_all("all => all.forEach(one => one.open = true)")
    option = action.pop("option", "")
    for field, value in action.items():
        is_noted = form.locator(f"[name='note-{field}']").count() > 0
        fill(form, f"note-{field}" if is_noted else field, value)
    before = page.locator("[data-key^=done-]").count()
    form.locator(f"button[name=option][value='{option}']" if option else "button[type=submit]").first.click()
    if name == "commit":
        page.wait_for_url(re.compile("debrief|rate"))
    else:
        expect(page.locator("[data-key^=done-]")).not_to_have_count(before)


def fill(form: Locator, field: str, value: object) -> None:
    for one in value if isinstance(value, list) else [value]:
        control = form.locator(f"[name='{field}']")
        kind = control.first.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
        if kind in ("radio", "checkbox"):
            form.locator(f"[name='{field}'][value='{one}']").check(force=True)
        elif kind == "select":
            control.first.select_option(str(one))
        else:
            control.first.fill(str(one))


def take_certificate(lena: Person) -> tuple[str, bytes]:
    """The worker signs behind the page: the wallet shows it within a minute."""
    for _attempt in range(60):
        lena.go("/credentials/")
        if lena.page.get_by_role("link", name=re.compile("PDF")).count():
            break
        lena.page.wait_for_timeout(1000)
    lena.look("credentials")
    with lena.page.expect_download() as waiting:
        lena.follow(re.compile("PDF"))
    file = waiting.value.path().read_bytes()
    assert file.startswith(b"%PDF-1.7")
    lena.go("/learn/")
    lena.look("dashboard, Foundations earned")
    lena.go("/credentials/")
    link = lena.page.locator("a[href*='/v/'], a[href*='/V/']").first.get_attribute("href")
    return (link if link.startswith("http") else lena.address + link), file


def verify_as_a_stranger(stranger: Person, public_page: str, file: bytes) -> None:
    stranger.page.goto(public_page)
    stranger.sees("Lena Brandt")
    stranger.sees(re.compile("valid", re.IGNORECASE))
    stranger.look("verify, valid")
    stranger.go("/verify/")
    stranger.look("verify")
    upload(stranger, file)
    expect(stranger.page.get_by_role("heading", level=1)).to_contain_text(
        "This file is genuine, and it is in force"
    )
    stranger.look("verify, file")
    stranger.go("/verify/")
    upload(stranger, file[:5000] + bytes([file[5000] ^ 1]) + file[5001:])
    expect(stranger.page.locator(".verdict.bad").first).to_be_visible()


def upload(stranger: Person, file: bytes) -> None:
    stranger.page.locator("input[type=file]").set_input_files(
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": file}
    )
    stranger.press(re.compile("Check signature"))
    stranger.page.wait_for_load_state()


def revoke_as_admin(admin: Person, public_page: str) -> None:
    admin.sign_in(ADMIN, ADMIN_PASSWORD)
    admin.go("/programme/")
    admin.look("programme")
    admin.go("/programme/credentials/")
    admin.look("programme, credentials")
    admin.page.get_by_role("link", name="Lena Brandt").or_(
        admin.page.locator("tr", has_text="Lena Brandt").get_by_role("link")
    ).first.click()
    admin.look("programme, one credential")
    admin.follow(re.compile("Revoke"))
    admin.page.select_option("select[name=reason]", "identity")
    admin.page.locator("input[name=confirm]").check(force=True)
    admin.press("Revoke this certificate")
    admin.page.wait_for_load_state()
    admin.go("/programme/audit/")
    admin.sees("credential.revoked")
    admin.look("programme, audit log")
