"""Answers in a real browser: a lost line, a second window, no script, the keyboard alone. None is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PREPARE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
from django.utils.module_loading import import_string
from accounts.api import register_person
from courses.models import Activity, Enrolment
from courses.progress.access import LearnerActivity
from courses.quizzes.compiled import quiz_of
from courses.quizzes.services.attempts import start_attempt

person = register_person(email="%s@quiz.example", name="Noor Haddad", password="a-long-password-for-noor")
activity = Activity.objects.get(key="m3.quiz", version__course__slug="waico", version__course__published__isnull=False)
enrolment = Enrolment.objects.create(user=person, version=activity.version)
place = LearnerActivity(activity, enrolment, activity.version, is_open=True)
attempt = start_attempt(place=place, actor=person)
session = import_string(settings.SESSION_ENGINE + ".SessionStore")()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
kinds = [quiz_of(activity).items[key].type for key in attempt.items]
print("MADE " + json.dumps({"id": str(attempt.public_id), "session": session.session_key, "kinds": kinds}))
"""
KEPT = """
import json
from courses.models import Answer
rows = Answer.objects.filter(attempt__public_id="%s").order_by("number")
print("MADE " + json.dumps({row.number: [json.loads(row.value), row.history.count(chr(10))] for row in rows}))
"""


@pytest.fixture
def noor(site, new_person, request):
    made = site.asked(PREPARE % request.node.name.replace("_", "-")[:40])

    def open_window(**options):
        person = new_person(**options)
        cookie = {"name": "sessionid", "value": made["session"], "url": site.address}
        person.page.context.add_cookies([cookie])
        return person

    return made, open_window


def question(made, kind):
    number = made["kinds"].index(kind) + 1
    return number, f"/learn/quizzes/attempts/{made['id']}/{number}/"


def test_an_answer_given_without_a_line_is_sent_when_the_line_is_back(site, noor):
    made, open_window = noor
    person = open_window()
    number, path = question(made, "single")
    person.go(path)
    person.page.locator(".choice").nth(0).click()
    person.sees("Saved")
    first = site.asked(KEPT % made["id"])[str(number)][0]
    person.page.context.set_offline(True)
    person.page.locator(".choice").nth(1).click()
    person.sees("No connection. Your answer is kept in this browser")
    assert site.asked(KEPT % made["id"])[str(number)][0] == first
    person.page.context.set_offline(False)
    expect(person.page.locator("[data-saved]")).to_contain_text("Saved", timeout=15_000)
    kept = site.asked(KEPT % made["id"])[str(number)]
    assert kept[0] != first
    assert kept[1] == 2


def test_an_answer_given_without_a_line_survives_a_closed_window(site, noor):
    made, open_window = noor
    person = open_window()
    number, path = question(made, "single")
    person.go(path)
    person.page.context.set_offline(True)
    person.page.locator(".choice").nth(2).click()
    person.sees("No connection.")
    person.page.close()
    person.page.context.set_offline(False)
    again = person.page.context.new_page()
    again.goto(site.address + path)
    expect(again.locator("[data-saved]")).to_contain_text("Saved", timeout=15_000)
    expect(again.locator(".choice input").nth(2)).to_be_checked()
    assert str(number) in site.asked(KEPT % made["id"])


def test_in_two_windows_the_last_answer_counts(site, noor):
    made, open_window = noor
    one, two = open_window(), open_window()
    number, path = question(made, "single")
    one.go(path)
    two.go(path)
    for person, choice in ((one, 0), (two, 1), (one, 2)):
        with person.page.expect_response(lambda answer: "/answers/" in answer.url):
            person.page.locator(".choice").nth(choice).click()
    chosen = one.page.locator(".choice input").nth(2).get_attribute("value")
    assert site.asked(KEPT % made["id"])[str(number)] == [chosen, 3]


def test_without_script_the_whole_quiz_fits_on_one_form(site, noor):
    made, open_window = noor
    person = open_window(java_script_enabled=False)
    number, _path = question(made, "numeric")
    person.go(f"/learn/quizzes/attempts/{made['id']}/all/")
    person.page.locator(f"[name=q{number}]").fill("1,188")
    person.press("Save and finish")
    person.sees("11 questions are still open")
    assert site.asked(KEPT % made["id"]) == {str(number): ["1,188", 1]}
