"""What a credential asks for, judged line by line from the marks. Pure; Decimal all the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from courses.progress.engine.completion import Earned, Requirement, Step, chosen, number_of, state_of

Spec = Mapping[str, Any]


def requirements_of(spec: Spec, steps: Sequence[Step], marks: Sequence[Earned]) -> list[Requirement]:
    """A credential's `requires`, one line after the other; with `confirm: all` one more about the people who confirm."""
    lines = [one for line in spec.get("requires") or [] for one in _judge(line, steps, marks)]
    if str(spec.get("confirm")) == "all" and asked_labs(spec):
        lines.append(_confirmed(spec, steps, marks))
    return lines


def asked_labs(spec: Spec) -> list[tuple[tuple[str, ...], int]]:
    """The labs that must be passed: each line's labs, and how many of them."""
    found: list[tuple[tuple[str, ...], int]] = []
    for line in spec.get("requires") or []:
        if isinstance(line, Mapping) and "labs" in line:
            found.append((tuple(str(one) for one in line["labs"]), int(line.get("at_least", 1))))
        elif isinstance(line, Mapping) and "lab" in line and line.get("result", "pass") == "pass":
            found.append(((str(line["lab"]),), 1))
    return found


def _judge(line: Any, steps: Sequence[Step], marks: Sequence[Earned]) -> list[Requirement]:
    if isinstance(line, Mapping):
        if "lessons_read" in line:
            return [_lessons(str(module), steps, marks) for module in line["lessons_read"] or []]
        for word, judge in _JUDGES.items():
            if word in line:
                return [judge(line, steps, marks)]
    return [
        Requirement("unknown", "A requirement that this platform does not know", False, {"line": str(line)})
    ]


def _lessons(module: str, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    every = [step for step in steps if step.kind == "lesson" and step.module == module]
    # A track's lessons are required of nobody but those who want its credential.
    lessons = [step for step in every if step.is_required] or every
    read = {mark.activity for mark in marks}
    done = sum(step.key in read for step in lessons)
    # A numbered module is called by its number, any other (a track's) by its title.
    number = shown_module(module)
    is_numbered = number != module
    return Requirement(
        f"lessons:{module}",
        "Lessons of module %(module)s read" if is_numbered else "Lessons of “%(module)s” read",
        bool(lessons) and done == len(lessons),
        {"module": number if is_numbered else _title_of(module, every), "done": done, "of": len(lessons)},
    )


def _title_of(module: str, steps: Sequence[Step]) -> str:
    return next((step.module_title for step in steps if step.module_title), module)


def _quiz(line: Spec, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    name = str(line["quiz"])
    step = next((s for s in steps if s.kind == "quiz" and name in (s.key, s.module)), None)
    at_least = Decimal(str(line.get("at_least", "0.7")))
    own = [mark for mark in marks if step is not None and mark.activity == step.key and mark.possible]
    best = chosen(step.counts, own).share if step is not None and own else Decimal(0)
    return Requirement(
        f"quiz:{name}",
        "Quiz of module %(module)s at %(at_least)s %% or more",
        bool(own) and best >= at_least,
        {
            "module": shown_module(step.module if step else name),
            "activity": step.key if step else "",
            "at_least": percent(at_least),
            "best": percent(best) if own else None,
        },
    )


def _exam(line: Spec, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    """A passed sitting; of several a supervised one is told first, so that the credential may say so."""
    name = str(line["exam"])
    step = _step(steps, name)
    own = [mark for mark in marks if mark.activity == name]
    passed = [mark for mark in own if mark.passed]
    told = max(passed or own, key=lambda mark: (mark.mode == "ticketed", mark.share), default=None)
    return Requirement(
        f"exam:{name}",
        "%(title)s passed",
        bool(passed),
        {
            "title": step.title if step else name,
            "activity": name,
            "mode": told.mode if told else None,
            "points": str(told.points) if told else None,
            "possible": str(told.possible) if told else None,
        },
    )


def _worksample(line: Spec, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    name = str(line["worksample"])
    step = _step(steps, name)
    best = max(
        (mark for mark in marks if mark.activity == name),
        key=lambda mark: (mark.passed is True, mark.share),
        default=None,
    )
    return Requirement(
        f"worksample:{name}",
        "Work sample “%(title)s” passed",
        best is not None and best.passed is True and best.is_confirmed,
        {
            "title": step.title if step else name,
            "activity": name,
            "points": str(best.points) if best else None,
            "possible": str(best.possible) if best else None,
        },
    )


def _lab(line: Spec, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    name = str(line["lab"])
    mode = str(line.get("mode", "assessed"))
    step = next((s for s in steps if s.kind == "lab" and s.key == name), None)
    own = [mark for mark in marks if step is not None and mark.activity == name and mark.mode == mode]
    best = chosen("", own) if own else None
    done = best is not None and (line.get("result") == "done" or bool(best.passed))
    is_waived = not done and step is not None and step.is_off
    label = "Lab %(lab)s done" if line.get("result") == "done" else "Lab %(lab)s passed (%(mode)s)"
    detail: dict[str, Any] = {
        "lab": step.title if step else name,
        "activity": name,
        "mode": mode,
        "points": str(best.points) if best else None,
        "possible": str(best.possible) if best else None,
    }
    if is_waived:
        label = "Lab %(lab)s waived: it is off until a clinician has read it"
        detail["waived"] = True
    return Requirement(f"lab:{name}", label, done or is_waived, detail)


def _labs(line: Spec, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    """At least so many of these labs passed, assessed."""
    names = [str(one) for one in line["labs"]]
    wanted = int(line.get("at_least", 1))
    passed = [name for name in names if _passed(name, marks)]
    titles = {step.key: step.title for step in steps}
    return Requirement(
        f"labs:{'+'.join(names)}",
        "%(wanted)s of these labs passed: %(labs)s",
        len(passed) >= wanted,
        {
            "wanted": wanted,
            "labs": ", ".join(titles.get(name, name) for name in names),
            "passed": len(passed),
            "activities": names,
        },
    )


def _passed(name: str, marks: Sequence[Earned], *, confirmed: bool = False) -> bool:
    return any(
        mark.activity == name
        and mark.mode == "assessed"
        and mark.passed
        and (mark.is_confirmed or not confirmed)
        for mark in marks
    )


def _confirmed(spec: Spec, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    """Every lab run that counts for this was looked at by a person. A lab that is off cannot be asked for."""
    off = {step.key for step in steps if step.is_off}
    asked = [(names, wanted) for names, wanted in asked_labs(spec) if not set(names) <= off]
    of = sum(wanted for _names, wanted in asked)
    done = sum(
        min(wanted, sum(_passed(name, marks, confirmed=True) for name in names)) for names, wanted in asked
    )
    return Requirement(
        "confirmed", "A person confirmed each lab run that counts", done >= of, {"done": done, "of": of}
    )


def _red_lines(_line: Spec, _steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    """No run with a red line waits for a person. A red line that a person looked at has its own result."""
    open_ones = number_of(mark for mark in marks if mark.has_red_line and not mark.is_confirmed)
    return Requirement(
        "red_lines", "Every red line was looked at by a person", not open_ones, {"waiting": open_ones}
    )


def _hours(line: Spec, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    """Work done, by the minutes that the course itself gives for each step; nobody's time is measured."""
    by_activity: dict[str, list[Earned]] = {}
    for mark in marks:
        by_activity.setdefault(mark.activity, []).append(mark)
    states = ((step, state_of(step, by_activity.get(step.key, ()))) for step in steps)
    minutes = sum(step.minutes for step, state in states if state is not None and state.is_met)
    wanted = Decimal(str(line["hours"]))
    return Requirement(
        "hours",
        "%(done)s of %(wanted)s hours of the course done, by its own estimate",
        minutes >= wanted * 60,
        {"done": f"{Decimal(minutes // 6) / 10:f}", "wanted": f"{wanted.normalize():f}"},
    )


def _activity(line: Spec, steps: Sequence[Step], marks: Sequence[Earned]) -> Requirement:
    key = str(line["activity"])
    step = _step(steps, key)
    state = state_of(step, [mark for mark in marks if mark.activity == key]) if step else None
    return Requirement(
        f"activity:{key}",
        "%(title)s completed",
        state is not None and state.is_met,
        {"title": step.title if step else key, "activity": key},
    )


_JUDGES: dict[str, Callable[[Spec, Sequence[Step], Sequence[Earned]], Requirement]] = {
    "quiz": _quiz,
    "exam": _exam,
    "worksample": _worksample,
    "labs": _labs,
    "lab": _lab,
    "red_lines": _red_lines,
    "hours": _hours,
    "activity": _activity,
}


def _step(steps: Sequence[Step], key: str) -> Step | None:
    return next((step for step in steps if step.key == key), None)


def shown_module(key: str) -> str:
    """How people call a module: `m3` is 3; any other key stands for itself."""
    return key[1:] if key[:1] == "m" and key[1:].isdigit() else key


def percent(share: Decimal) -> str:
    """`0.833` → `83.3`, `0.7` → `70`."""
    whole = share * 100
    return f"{whole.quantize(Decimal(1)) if whole % 1 == 0 else whole.quantize(Decimal('0.1'))}"
