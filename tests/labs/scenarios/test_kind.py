"""A lab as part of a course: checked with file and line, published once, found again by its activity."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from courses.api import ContentError, FrozenModel, Package
from courses.catalogue.models import FrozenRowError
from labs.evaluation.engine.proof import prove
from labs.scenarios.engine.schemas import FORMATS, format_schema
from labs.scenarios.kind import LabKind
from labs.scenarios.models import PersonaVersion, ScenarioVersion
from labs.scenarios.reading import read_lab
from labs.scenarios.selectors import compiled_scenario, variants_of
from labs.scenarios.services import publish_scenario
from labs.scenarios.shelf import NoSuchLab, find_lab
from tests.labs.shipped import CONTENT, packages

FOLDER = "labs/s1-number-in-the-town-hall"


def package(**changes: str) -> Package:
    """The shipped S1 with some files changed; keys are the ends of their paths, "~" for "/"."""
    files = dict(find_lab(CONTENT, "s1").package.files)
    for end, edit in changes.items():
        path = next(
            p for p in files if p.endswith(end.replace("~", "/")) and p.startswith((FOLDER, "personas/"))
        )
        old, new = edit
        text = files[path].decode()
        assert old in text
        files[path] = text.replace(old, new, 1).encode()
    return Package(files)


def findings(**changes) -> list[ContentError]:
    return read_lab(package(**changes), f"{FOLDER}/lab.yaml")[1]


def test_the_shipped_lab_has_no_finding():
    assert findings() == []


@pytest.mark.parametrize(
    ("change", "rule", "line_holds"),
    [
        (
            {"lab.yaml": ("before(doc.open[$kpi], decision.commit) and", "before(doc.open[$kpi]) and")},
            "lab-rule",
            "full:",
        ),
        ({"lab.yaml": ("pass: 7", "pass: 7\ncolour: red")}, "lab-format", "colour: red"),
        ({"lab.yaml": ("persona: ilse-l", "persona: nobody")}, "missing-file", None),
        ({"lab.yaml": ("figures, write_it: writing}}", "nowhere, write_it: writing}}")}, "lab-act", None),
        ({"replies.yaml": ("claims: [busiest_day]", "claims: [busiest]")}, "lab-id", None),
        ({"replies.yaml": ('chip: "Are you sure?"', 'chip: "Who owns this figure?"')}, "lab-chip", None),
        ({"replies.yaml": ("cues: ['\\bsure\\b|certain'", "cues: ['\\bsure\\b|(certain'")}, "lab-cue", None),
        ({"variants~b.yaml": ("true_ontime: 92.4", "true_on: 92.4")}, "lab-rule", None),
        ({"variants~b.yaml": ("kpi: SLA-Q2-final", "kpa: SLA-Q2-final")}, "lab-path", None),
        ({"variants~b.yaml": ("modes: [guided, assessed]", "modes: [exam]")}, "lab-format", "modes:"),
        ({"artefacts~deck.md": ("owner:", "holder:")}, "lab-artefact", None),
        ({"artefacts~memo.md": ("Please quote", "::: hidden\nPlease quote")}, "lab-hostile", None),
        ({"personas~ilse-l.yaml": ("consent: {document", "consents: {document")}, "lab-format", None),
    ],
)
def test_an_author_hears_of_each_fault_with_its_place(change, rule, line_holds):
    found = findings(**change)
    assert rule in {f.rule for f in found}, found
    if line_holds:
        item = next(f for f in found if f.rule == rule)
        text = package(**change).text(item.file).splitlines()
        assert line_holds in text[item.line - 1]


def test_a_persona_without_consent_cannot_be_published():
    text = find_lab(CONTENT, "s1").package.text("personas/ilse-l.yaml")
    line = next(x for x in text.splitlines() if x.startswith("consent:"))
    found = findings(**{"personas~ilse-l.yaml": (line + "\n", "")})
    assert any("needs a consent" in f.problem for f in found)


def test_proofs_are_part_of_the_check():
    from courses.api import ActivitySource

    source = ActivitySource("lab", "s1", f"{FOLDER}/lab.yaml", "m3", "S1", {}, {})
    changed = package(**{"tests~silent.jsonl": ('"minutes": 60', '"minutes": 60, "in": ["b"]')})
    assert [f.rule for f in LabKind(prove).check(source, changed)] == ["lab-proof"]
    assert LabKind().check(source, changed) == []


@pytest.mark.django_db
def test_the_same_lab_is_stored_once_and_never_changed():
    one = publish_scenario(package=packages()["s1"])
    two = publish_scenario(package=packages()["s1"])
    assert one == two
    assert (ScenarioVersion.objects.count(), PersonaVersion.objects.count()) == (1, 1)
    one.title = "Another"
    with pytest.raises(FrozenRowError):
        one.save()
    with pytest.raises(FrozenRowError):
        ScenarioVersion.objects.all().delete()
    assert isinstance(one, FrozenModel)


@pytest.mark.django_db
def test_a_stored_version_plays_like_the_file():
    stored = ScenarioVersion.objects.get(pk=publish_scenario(package=packages()["s1"]).pk)
    assert variants_of(stored, "assessed") == ["b", "c", "d", "e"]
    assert variants_of(stored, "guided") == ["a", "b", "c", "d"]
    from tests.labs.shipped import scenario

    assert compiled_scenario(stored, "b").sha == scenario("s1", "b").sha
    assert compiled_scenario(stored, "b") is compiled_scenario(stored, "b")


@pytest.mark.parametrize("name", FORMATS)
def test_the_published_schema_is_the_one_the_code_uses(name):
    path = CONTENT.parent / "schemas" / f"{name}.schema.json"
    published = json.loads(path.read_text("utf-8"))
    Draft202012Validator.check_schema(published)
    assert published == json.loads(json.dumps(format_schema(name)))


def test_a_lab_is_found_by_its_id_or_folder():
    assert find_lab(CONTENT, "S1").name == find_lab(CONTENT, "s1-number-in-the-town-hall").name
    with pytest.raises(NoSuchLab, match="known: "):
        find_lab(CONTENT, "s99")


@pytest.mark.django_db
def test_the_lab_about_a_night_in_distress_is_off_until_a_clinician_has_read_it():
    off = publish_scenario(package=packages()["s8"])
    assert off.is_off
    assert (variants_of(off, "guided"), variants_of(off, "assessed")) == ([], [])
    assert not publish_scenario(package=packages()["s1"]).is_off
    reviewed = {**packages()["s8"]}
    reviewed["lab"] = {
        **reviewed["lab"],
        "sensitive": {**reviewed["lab"]["sensitive"], "clinical_review": "Dr A, 2027"},
    }
    assert not publish_scenario(package=reviewed).is_off


def test_one_lab_in_four_or_more_has_a_variant_without_a_trap():
    scored = [p for p in packages().values() if p["lab"]["kind"] == "scored"]
    free = [p["lab"]["id"] for p in scored if any(not v["traps"] for v in p["variants"].values())]
    assert sorted(free) == ["s1", "s10", "s5", "s9"]
    assert all(len(p["variants"]) >= 3 for p in packages().values())
