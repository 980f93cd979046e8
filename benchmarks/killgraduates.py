"""People of kill_points.py who earn a credential: each completion that was acknowledged gives one credential and one mail."""

import asyncio
import collections
import random

from killworld import Away, Browser

QUESTIONS = 4


def seed_graduates(people):
    """A quiz whose pass earns a credential by itself, and people with a session each."""
    from django.test import Client

    from accounts.models import User
    from certificates.credentials.setup import ensure_ready
    from courses.quizzes.engine.specs import parsed
    from courses.quizzes.kind import QuizKind, stored
    from tests.courses.quizzes.bank import item
    from tests.factories.certificates import SPEC
    from tests.factories.courses import enrol_directly, make_version

    ensure_ready()
    quiz = {
        "format": "readyroom.quiz/1",
        "id": "graduates",
        "blueprint": {"competency": {"C3": [0, QUESTIONS, 0]}},
        "items": [item("single", f"q{n}.{copy}") for n in range(QUESTIONS) for copy in "abc"],
        "retry_after_hours": 0,
    }
    made = stored(parsed(quiz))
    spec = SPEC | {"requires": [{"quiz": "m3", "at_least": 0.70}], "confirm": "none"}
    activity = make_version(
        steps=[("quiz", "m3.quiz", "m3", {"spec": made})], spec={"credentials": {"foundations": spec}}
    ).activities.get()
    QuizKind().publish(activity, made)
    cookies = []
    for number in range(people):
        user = User.objects.create(email=address(number), name=f"Graduate {number}")
        enrol_directly(user, activity.version)
        client = Client()
        client.force_login(user)
        cookies.append(client.cookies["sessionid"].value)
    return {"graduates_quiz": str(activity.public_id), "graduates": cookies}


def address(number):
    return f"graduate{number}@example.org"


class Graduates:
    """One after the other passes the quiz; `done` holds those who were told that it is handed in."""

    def __init__(self, port, world):
        self.port, self.world = port, world
        self.done, self.statuses = [], collections.Counter()

    async def live(self, stop):
        for number, cookie in enumerate(self.world["graduates"]):
            if stop.is_set():
                return
            await self.graduate(number, Browser(self.port, cookie))
            await asyncio.sleep(random.uniform(0.2, 1))

    async def graduate(self, number, browser):
        quiz = f"/learn/quizzes/{self.world['graduates_quiz']}/"
        await self.patiently(browser, "GET", quiz)
        place = await self.patiently(browser, "POST", f"{quiz}start/")
        for question in range(1, QUESTIONS + 1):
            await self.patiently(browser, "POST", f"{place}answers/{question}/", {f"q{question}": "2"})
        await self.patiently(browser, "POST", f"{place}finish/")
        self.done.append(number)

    async def patiently(self, browser, method, path, data=None):
        """As a person would: the same again until there is a whole answer."""
        for _ in range(600):
            try:
                status, _, place = await browser.ask(method, path, data)
                self.statuses[f"graduate {method} {status}"] += 1
                if status in (200, 302):
                    return place
            except Away:
                self.statuses["graduate away"] += 1
            await asyncio.sleep(0.3)
        raise RuntimeError(f"{method} {path} never worked")

    def open(self, arrived):
        """Whether somebody's credential or mail is still on its way."""
        from certificates.models import Credential

        made = set(Credential.objects.filter(state="issued").values_list("holder__email", flat=True))
        return any(address(number) not in made or not arrived[address(number)] for number in self.done)

    def problems(self, arrived):
        from accounts.mail.models import OutgoingMail
        from certificates.models import Credential

        for number in self.done:
            to = address(number)
            made = list(Credential.objects.filter(holder__email=to).values_list("state", flat=True))
            if made != ["issued"]:
                yield f"credentials of {to}: {made}"
            mails = OutgoingMail.objects.filter(to=to, template__startswith="certificates/")
            if mails.count() != 1 or not arrived[to]:
                yield f"mails to {to}: {mails.count()} written, {arrived[to]} arrived"
