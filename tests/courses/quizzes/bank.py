"""A small bank for tests: every type of question, three for each slot of a ten-item form."""

from __future__ import annotations

from typing import Any

OPTIONS = [
    {"t": "Ask the avatar again.", "why": "Doubt is not evidence."},
    {"t": "Open the source.", "key": True, "why": "Only this adds information."},
    {"t": "Use the second figure at once.", "why": "It is another guess."},
]


def item(kind: str, key: str = "", **more: Any) -> dict[str, Any]:
    """A valid question of this type, as an author writes it."""
    own: dict[str, dict[str, Any]] = {
        "single": {"options": OPTIONS},
        "confidence": {"options": OPTIONS},
        "multiple": {
            "options": [
                {"t": "Open the sheet.", "key": True, "why": "It holds the figure."},
                {"t": "Trust the tone.", "why": "A tone is no source."},
                {"t": "Recompute the share.", "key": True, "why": "Sums can be checked."},
                {"t": "Forward it first.", "why": "Then the mistake travels."},
            ]
        },
        "truefalse": {
            "key": False,
            "options": [
                {"t": "True", "value": True, "why": "A link shows that a document exists."},
                {"t": "False", "value": False, "why": "What it says is seen when it is open."},
            ],
        },
        "numeric": {
            "key": 1188,
            "tolerance": 1,
            "formula": "26400 * (100 - 95.5) / 100",
            "unit": "orders",
            "near": [{"value": 25212, "tolerance": 1, "why": "That is the large side."}],
            "feedback": {"ok": "The small side.", "no": "4.5 % of 26,400."},
        },
        "short": {
            "accept": ["\\bpoints?\\b", "\\b25 ?(%|per ?cent)"],
            "reject": ["\\bnothing\\b"],
            "forms": ["KPI-Q2-final"],
            "sample_answers": ["Two points, not two per cent."],
        },
        "match": {
            "pairs": [
                {"left": "98 %", "right": "Did this happen?", "why": "Target and actual."},
                {"left": "5.1 million", "right": "Before or after costs?", "why": "Gross and net."},
                {"left": "95 % in June", "right": "Which period?", "why": "Part and whole."},
            ],
            "extra": ["Who is the oldest customer?"],
        },
        "order": {
            "steps": [
                {"t": "Hold the action."},
                {"t": "Open the source."},
                {"t": "Say what it says."},
                {"t": "Name who decides."},
            ]
        },
        "cloze": {
            "text": "I treat {1} until {2}; the gap is {3}.",
            "gaps": [
                {
                    "options": [
                        {"t": "both as unverified", "key": True, "why": "Two guesses."},
                        {"t": "the second as right", "why": "No evidence."},
                    ]
                },
                {"forms": ["the source is open", "source opened"], "why": "Only this adds information."},
                {"key": 3.3, "tolerance": 0.05, "why": "97 − 93.7."},
            ],
        },
        "spot": {
            "who": "Ilse·L",
            "sentences": [
                {"t": "On time was 97 %.", "error": True, "why": "That is the target."},
                {"t": "We shipped 48,300 orders.", "why": "The sheet says so."},
                {"t": "Savings reached 4.2 million.", "error": True, "why": "Gross, not net."},
                {"t": "The review is on Thursday.", "why": "The calendar says so."},
            ],
        },
    }
    key = key or f"q.{kind}"
    return {
        "id": key,
        "type": kind,
        "competency": "C3",
        "cognitive": "apply",
        "stem": f"Question {key}: what now?",
        **own[kind],
        **more,
    }


KINDS = (
    "single",
    "multiple",
    "truefalse",
    "numeric",
    "short",
    "match",
    "order",
    "cloze",
    "spot",
    "confidence",
)

RIGHT: dict[str, dict[str, list[str]]] = {
    "single": {"": ["2"]},
    "multiple": {"": ["1", "3"]},
    "truefalse": {"": ["false"]},
    "numeric": {"": ["1,188"]},
    "short": {"": ["two points"]},
    "match": {"1": ["1"], "2": ["2"], "3": ["3"]},
    "order": {"1": ["1"], "2": ["2"], "3": ["3"], "4": ["4"]},
    "cloze": {"1": ["1"], "2": ["Source opened"], "3": ["3,3"]},
    "spot": {"": ["1", "3"]},
    "confidence": {"": ["2"], "sure": ["100"]},
}
WRONG: dict[str, dict[str, list[str]]] = {
    "single": {"": ["1"]},
    "multiple": {"": ["2"]},
    "truefalse": {"": ["true"]},
    "numeric": {"": ["25212"]},
    "short": {"": ["nothing"]},
    "match": {"1": ["4"]},
    "order": {"1": ["4"], "2": ["3"], "3": ["2"], "4": ["1"]},
    "cloze": {"1": ["2"]},
    "spot": {"": ["2", "4"]},
    "confidence": {"": ["1"], "sure": ["100"]},
}


def exam(*, copies: int = 3, **more: Any) -> dict[str, Any]:
    """An exam of ten questions with a clock of 80 minutes and a cut of 7."""
    own = {
        "format": "readyroom.exam/1",
        "id": "exam",
        "module": "",
        "title": "Exam",
        "cut": {"points": 7, "panel": 9},
        "allowed": ["Paper"],
        "forbidden": ["AI", "other people"],
    }
    return quiz(copies=copies) | own | more


def quiz(*, copies: int = 3, **more: Any) -> dict[str, Any]:
    """A quiz with one question of each type in a form, `copies` times that in the bank."""
    items = [
        item(kind, f"q{number:02d}.{copy}")
        for number, kind in enumerate(KINDS, 1)
        for copy in range(1, copies + 1)
    ]
    return {
        "format": "readyroom.quiz/1",
        "id": "m3.quiz",
        "module": "m3",
        "title": "Interpret and verify",
        "pass": 0.7,
        "blueprint": {"competency": {"C3": [0, len(KINDS), 0]}, "types": dict.fromkeys(KINDS, 1)},
        "items": items,
    } | more
