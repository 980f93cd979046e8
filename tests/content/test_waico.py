"""The flagship course: what its files promise is counted and worked out here."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from courses.content.engine.blocks import Library
from courses.content.engine.markdown import count_words, render
from courses.recall.engine.answers import answer, right_given

ROOT = Path(__file__).resolve().parents[2] / "content" / "courses" / "waico"
CORE = sorted(path.name for path in (ROOT / "modules").glob("0[1-8]-*"))
LEVELS = ["understand", "apply", "analyse"]


@cache
def read(path: Path):
    return yaml.safe_load(path.read_text("utf-8"))


def lessons(folder: str = "*") -> list[Path]:
    return sorted((ROOT / "modules").glob(f"{folder}/lesson-*.md"))


def parts(lesson: Path) -> tuple[dict, str]:
    _, front, body = lesson.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def bank(folder: str) -> dict:
    return read(ROOT / "modules" / folder / "quiz.yaml")


def banks() -> list[dict]:
    return [*(bank(folder) for folder in CORE), read(ROOT / "exam" / "exam.yaml")]


def test_an_author_finds_nothing_to_mend() -> None:
    out = StringIO()
    call_command("check_course", str(ROOT), json=True, stdout=out)
    found = json.loads(out.getvalue())
    assert found["errors"] == []
    assert [(one["file"], one["rule"], one["problem"].split(":")[0]) for one in found["warnings"]] == [
        ("course.yaml", "translation", "55 of 56 lessons are not there in “de”")
    ]


def test_a_learner_gets_eight_modules_of_five_lessons_and_three_tracks() -> None:
    assert [len(lessons(folder)) for folder in CORE] == [5] * 8
    assert {
        track: len(read(ROOT / "tracks" / f"{track}.yaml")["lessons"])
        for track in read(ROOT / "course.yaml")["tracks"]
    } == {
        "professional": 4,
        "leader": 6,
        "champion": 6,
    }
    assert len(lessons()) == 56


@pytest.mark.parametrize("folder", CORE)
def test_a_bank_has_three_questions_for_each_place_of_a_form(folder: str) -> None:
    quiz = bank(folder)
    cells = Counter((item["competency"], LEVELS.index(item["cognitive"])) for item in quiz["items"])
    wanted = quiz["blueprint"]["competency"]
    assert cells == Counter(
        {(name, level): 3 * count for name, row in wanted.items() for level, count in enumerate(row) if count}
    )
    types = Counter(item["type"] for item in quiz["items"])
    assert types == Counter({name: 3 * count for name, count in quiz["blueprint"]["types"].items() if count})
    places = Counter((item["type"], item["competency"], item["cognitive"]) for item in quiz["items"])
    assert all(count % 3 == 0 for count in places.values())
    assert len(quiz["items"]) == 36


def test_the_exam_bank_holds_three_forms_of_sixty() -> None:
    exam = read(ROOT / "exam" / "exam.yaml")
    by_competency = Counter(item["competency"] for item in exam["items"])
    assert by_competency == {"C1": 21, "C2": 21, "C3": 27, "C4": 24, "C5": 27, "C6": 27, "C7": 18, "C8": 15}
    by_level = Counter(item["cognitive"] for item in exam["items"])
    assert by_level == {"understand": 27, "apply": 90, "analyse": 63}


@pytest.mark.parametrize("number", range(9))
def test_a_guesser_gains_nothing_by_length_or_place(number: int) -> None:
    singles = [item["options"] for item in banks()[number]["items"] if item["type"] == "single"]
    keys = [[bool(option.get("key")) for option in options].index(True) for options in singles]
    longest = sum(
        len(options[key]["t"]) == max(len(o["t"]) for o in options)
        for options, key in zip(singles, keys, strict=True)
    )
    assert longest <= 0.4 * len(singles)
    assert max(Counter(keys).values()) <= 0.4 * len(singles)


def test_every_lesson_has_six_hundred_to_a_thousand_words() -> None:
    counted = {path.stem: count_words(parts(path)[1]) for path in lessons()}
    assert {name: words for name, words in counted.items() if not 600 <= words <= 1000} == {}


def test_every_lesson_has_its_parts() -> None:
    """Why, See, Try and Recall; a misconception that is corrected; two questions with a reason for each option."""
    for path in lessons():
        meta, body = parts(path)
        assert re.findall(r"^## (\w+)$", body, re.MULTILINE) == ["Why", "See", "Try", "Recall"], path.name
        assert all(meta["misconception"][half] for half in ("claim", "correction")), path.name
        assert body.count(":::misconception") == 1, path.name
        assert len(meta["recall"]) >= 2, path.name
        assert all(body.count(f"{{{{recall:{one['id']}}}}}") == 1 for one in meta["recall"]), path.name
        for one in meta["recall"]:
            assert all(option["why"] for option in one.get("options", [])), path.name
            assert answer(one, right_given(one)).is_right is True, path.name


def test_every_module_asks_for_a_guess_and_a_private_reflection() -> None:
    for folder in CORE:
        module = read(ROOT / "modules" / folder / "module.yaml")
        assert module["prediction"]["q"]
        assert module["reflection"]["private"] is True


def test_the_sums_of_every_worked_example_are_worked_out_again() -> None:
    """Each lesson has a worked example; its sums are computed here, by another road than the checker's."""
    wrong, without = [], []
    for path in lessons():
        meta, body = parts(path)
        if not meta.get("sums"):
            without.append(path.stem)
        for one in meta.get("sums", []):
            value = eval(
                one["expr"],
                {"__builtins__": {}},
                {"round": round, "sum": sum, "min": min, "max": max, "abs": abs},
            )
            shown = {f"{one['equals']:,}", f"{one['equals']:g}", str(one["equals"])}
            if abs(value - one["equals"]) > 1e-9 or not any(text in body for text in shown):
                wrong.append((path.stem, one["expr"]))
    assert (wrong, without) == ([], [])


def test_the_sums_written_in_the_text_itself_hold() -> None:
    """Every `a + b = c`, `a × b = c`, `a − b = c`, `a ÷ b = c` of plain numbers that a reader sees."""
    number = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    chain = re.compile(
        rf"(?<![\d.,])(?<![\d.,√²×÷+−(] ){number}((?: [+−×÷] {number})+) = (?:€)?{number}( %)?(?![\d,]*\d| [+−×÷])"
    )
    seen, wrong = 0, []
    for path in lessons():
        for found in chain.finditer(parts(path)[1]):
            left = found[0].split(" = ")[0].replace(",", "")
            value = eval(left.replace("−", "-").replace("×", "*").replace("÷", "/"), {"__builtins__": {}})
            said, digits = float(found[4].replace(",", "")), len(found[4].partition(".")[2])
            values = (
                (value, value * 100) if found[5] else (value,)
            )  # `3 ÷ 40 = 7.5 %` and `100 − 93.7 = 6.3 %`
            seen += 1
            if min(abs(one - said) for one in values) > 0.51 * 10**-digits:
                wrong.append((path.stem, found[0], round(value, 4)))
    assert wrong == []
    assert seen >= 100


def grams(text: str) -> set[str]:
    text = re.sub(r"\W+", " ", text.lower())
    return {text[at : at + 4] for at in range(len(text) - 3)}


def test_no_two_questions_are_nearly_the_same() -> None:
    found = []
    for item in (item for quiz in banks() for item in quiz["items"]):
        options = item.get("options", []) if item["type"] in ("single", "multiple") else []
        words = " ".join([item["stem"], item.get("text", ""), *(option["t"] for option in options)])
        found.append((item["id"], grams(words)))
    alike = [(a, b) for (a, x), (b, y) in itertools.combinations(found, 2) if len(x & y) > 0.6 * len(x | y)]
    assert alike == []


def test_every_figure_from_a_study_comes_from_the_evidence_file() -> None:
    """A number of a cited fact must not stand in the text by hand; small whole numbers are everyday words."""
    facts = read(ROOT / "evidence.yaml")["facts"]
    typed = []
    for lesson in lessons():
        meta, body = parts(lesson)
        plain = re.sub(r"\{\{.*?\}\}|\[\^.*?\]|\]\(.*?\)", "", body)
        for key in meta["evidence"]:
            for name, value in facts[key]["figures"].items():
                is_quoted = f"{{{{ev:{key}.{name}}}}}" in body and isinstance(value, (int, float))
                by_hand = rf"(?<![\d.,]){re.escape(str(value))}(?!\d|[.,]\d)"
                if is_quoted and value >= 10 and re.search(by_hand, plain):
                    typed.append((lesson.name, key, name))
    assert typed == []


def test_every_quoted_figure_is_the_one_in_the_evidence_file() -> None:
    """What a reader sees in the place of each slot equals the entry, and every slot has one."""
    facts = read(ROOT / "evidence.yaml")["facts"] | read(ROOT / "law" / "eu-2026.2.yaml")["lines"]
    quoted = 0
    for path in lessons():
        meta, body = parts(path)
        library = Library(facts=facts, law=facts, glossary=read(ROOT / "glossary.yaml")["terms"])
        for kind, key, name in re.findall(r"\{\{(ev|law):(\w+)\.(\w+)\}\}", body):
            shown = render(f"{{{{{kind}:{key}.{name}}}}}", library).text
            value = facts[key]["figures"][name]
            assert shown.replace(",", "") == f"{value}".replace(",", "").removesuffix(".0"), (
                path.name,
                key,
                name,
            )
            quoted += 1
        assert all(f"{{{{ev:{key}" in body or f"[^{key}]" in body for key in meta["evidence"]), path.name
    assert quoted >= 60


def test_nothing_unconfirmed_stands_in_the_package() -> None:
    marks = Counter(fact["mark"] for fact in read(ROOT / "evidence.yaml")["facts"].values())
    marks += Counter(line["mark"] for line in read(ROOT / "law" / "eu-2026.2.yaml")["lines"].values())
    assert set(marks) == {"P", "S"}


def test_every_core_lesson_shows_a_figure_with_a_text_alternative() -> None:
    files = [parts(lesson)[0]["figures"][0]["file"] for folder in CORE for lesson in lessons(folder)]
    assert len(set(files)) == 40
    for file in files:
        described = re.search(r"<desc[^>]*>(.{60,})</desc>", (ROOT / file).read_text("utf-8"))
        assert described is not None, file


def test_every_drawing_is_shown_once_says_what_it_shows_and_stands_on_the_contact_sheet() -> None:
    sheet = (ROOT.parents[2] / "docs" / "course" / "figures.md").read_text("utf-8")
    shown = Counter(
        file for path in lessons() for file in re.findall(r"\]\((assets/[\w.-]+\.svg) ", parts(path)[1])
    )
    drawn = {f"assets/{path.name}" for path in (ROOT / "assets").glob("*.svg")}
    assert shown == Counter(dict.fromkeys(drawn, 1))
    assert len(drawn) == len(lessons())
    for file in drawn:
        text = (ROOT / file).read_text("utf-8")
        assert re.search(r"<title[^>]*>.{8,}</title>", text), file
        assert re.search(r"<desc[^>]*>.{60,}</desc>", text), file
        assert f"courses/waico/{file})" in sheet, file


def test_the_two_readiness_forms_are_twins() -> None:
    first, second = (read(ROOT / "diagnostic" / f"form-{name}.yaml") for name in "ab")
    shape = [
        [(item["competency"], item["b"], item["anchor"]) for item in form["items"]]
        for form in (first, second)
    ]
    assert shape[0] == shape[1]
    assert Counter(name for name, _b, _anchor in shape[0]) == {f"C{n}": 3 for n in range(1, 9)}
    for item in first["items"] + second["items"]:
        points = sorted((option["points"], bool(option.get("harmful"))) for option in item["options"])
        assert points == [(0, False), (0, True), (1, False), (2, False)], item["id"]
    assert [item["pair"] for item in first["items"]] == [item["id"] for item in second["items"]]
