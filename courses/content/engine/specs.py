"""The author's files as pydantic models. The published JSON Schemas are made from these.

Quiz and lab files belong to their kinds; here stand the files that every course shares.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from courses.content.engine.requirement_specs import Requires
from courses.content.engine.spec_types import (
    CompetencyId,
    FactKey,
    FileStem,
    Id,
    Key,
    Language,
    Level,
    Line,
    LocalText,
    Mark,
    Number,
    Semver,
    Share,
    Strict,
    Text,
)


class License(Strict):
    content: Line
    code: Line


class ExamPass(Strict):
    method: Literal["angoff", "percent"]
    cut: Annotated[int, Field(ge=0, le=1000)]
    of: Annotated[int, Field(ge=1, le=1000)]
    status: Literal["provisional", "final"]


class Pass(Strict):
    quiz: Share = 0.70
    lab: Annotated[int, Field(ge=0, le=10)] = 7
    exam: ExamPass | None = None


class FreshFor(Strict):
    facts_months: Annotated[int, Field(ge=1, le=60)] = 12
    law_months: Annotated[int, Field(ge=1, le=60)] = 6


class CourseFile(Strict):
    """`course.yaml`: what the package is and in which order it is read."""

    format: Literal["readyroom.course/1"]
    id: Id
    version: Semver
    title: LocalText
    summary: LocalText
    languages: Annotated[list[Language], Field(min_length=1)]
    license: License
    tracks: list[Id] = []
    modules: Annotated[list[FileStem], Field(min_length=1, max_length=60)]
    labs: list[FileStem] = []
    credentials: list[Id] = []
    personas: list[Id] = []
    law_sheet: FileStem | None = None
    jurisdiction: Line | None = None
    diagnostic: list[FileStem] = []
    exam: FileStem | None = None
    worksamples: list[FileStem] = []
    pass_marks: Annotated[Pass, Field(alias="pass")] = Pass()
    fresh_for: FreshFor = FreshFor()


class Outcome(Strict):
    verb: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z -]{1,24}$")]
    text: Line


class Prediction(Strict):
    """A guess taken before the lessons and looked at after them."""

    q: Text
    kind: Literal["number", "choice"]
    min: Number | None = None
    max: Number | None = None
    options: list[Line] = []
    reveal: Literal["after_lessons", "at_once"] = "after_lessons"
    after: Text | None = None


class ModuleLab(Strict):
    id: Id
    counts: Literal["assessed", "any", "never"] = "assessed"


class Reflection(Strict):
    private: Literal[True]
    lines: Annotated[int, Field(ge=1, le=20)] = 5
    text: Text


class ModuleFile(Strict):
    """`modules/<folder>/module.yaml`."""

    format: Literal["readyroom.module/1"]
    id: Id
    title: LocalText
    competency: CompetencyId
    supports: list[CompetencyId] = []
    outcomes: Annotated[list[Outcome], Field(min_length=1)]
    tracks: list[Id] = []
    prediction: Prediction | None = None
    lessons: Annotated[list[FileStem], Field(min_length=1, max_length=20)]
    quiz: FileStem | None = None
    labs: list[ModuleLab] = []
    reflection: Reflection | None = None


class Feedback(Strict):
    ok: Text
    no: Text


class RecallOption(Strict):
    t: Line
    why: Line
    key: bool = False


class RecallTruth(Strict):
    t: Line
    why: Line
    value: bool


class RecallBase(Strict):
    id: Key
    q: Text


class RecallSingle(RecallBase):
    type: Literal["single"]
    options: Annotated[list[RecallOption], Field(min_length=2, max_length=8)]


class RecallMultiple(RecallBase):
    type: Literal["multiple"]
    options: Annotated[list[RecallOption], Field(min_length=3, max_length=8)]


class RecallNumeric(RecallBase):
    type: Literal["numeric"]
    answer: Number
    tolerance: Annotated[float, Field(ge=0)] = 0
    unit: Line | None = None
    formula: Line | None = None
    feedback: Feedback


class RecallTrueFalse(RecallBase):
    type: Literal["truefalse"]
    key: bool
    options: Annotated[list[RecallTruth], Field(min_length=2, max_length=2)]


class RecallShort(RecallBase):
    type: Literal["short"]
    forms: Annotated[list[Line], Field(min_length=1)]
    feedback: Feedback


RecallQuestion = Annotated[
    RecallSingle | RecallMultiple | RecallNumeric | RecallTrueFalse | RecallShort,
    Field(discriminator="type"),
]


class Misconception(Strict):
    claim: Line
    correction: Line


class Figure(Strict):
    id: FileStem
    file: Line
    text_alternative: Line | None = None


class Sum(Strict):
    expr: Line
    equals: Number


class LessonFile(Strict):
    """The front matter of `modules/<folder>/<lesson>.md`."""

    id: Key
    title: LocalText
    competency: CompetencyId
    level: Level
    minutes: Annotated[int, Field(ge=1, le=120)]
    outcomes: Annotated[list[Outcome], Field(min_length=1)]
    evidence: list[FactKey] = []
    law: list[FactKey] = []
    glossary: list[Id] = []
    figures: list[Figure] = []
    misconception: Misconception | None = None
    sums: list[Sum] = []
    recall: list[RecallQuestion] = []
    tracks: list[Id] = []
    optional: bool = False
    checked_on: date


class CompetencyEntry(Strict):
    name: Line
    short: Line
    F: Line
    P: Line
    S: Line
    crosswalk: dict[Id, list[Line]] = {}


class Framework(Strict):
    name: Line
    url: Annotated[str, StringConstraints(pattern=r"^https://")]
    note: Line | None = None
    areas: list[Line] = []


class CompetenciesFile(Strict):
    """`competencies.yaml`: the model and its mapping to public frameworks."""

    format: Literal["readyroom.competencies/1"]
    levels: dict[Level, Line]
    frameworks: dict[Id, Framework] = {}
    competencies: Annotated[dict[CompetencyId, CompetencyEntry], Field(min_length=1)]


class Fact(Strict):
    claim: Text
    setting: Text
    figures: dict[Id, Number | Line] = {}
    source: Text
    url: Annotated[str, StringConstraints(pattern=r"^https://")] | None = None
    mark: Mark
    checked_on: date
    checked_by: Line | None = None
    caution: Text | None = None


class EvidenceFile(Strict):
    """`evidence.yaml`: every fact that a lesson may quote."""

    format: Literal["readyroom.evidence/1"]
    facts: dict[FactKey, Fact]


class LawLine(Strict):
    title: Line
    text: Text
    source: Text
    applies_from: date | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https://")] | None = None
    mark: Mark
    checked_on: date
    checked_by: Line | None = None
    caution: Text | None = None


class LawFile(Strict):
    """`law/<sheet>.yaml`: dated lines of law; not legal advice."""

    format: Literal["readyroom.law/1"]
    id: FileStem
    title: LocalText
    jurisdiction: Line
    notice: LocalText
    checked_by: Line
    reviewed_by_lawyer: Line | None = None
    lines: dict[FactKey, LawLine]


class Term(Strict):
    term: Line
    text: Text
    also: list[Line] = []


class GlossaryFile(Strict):
    """`glossary.yaml`."""

    format: Literal["readyroom.glossary/1"]
    terms: dict[Id, Term]


class Alignment(Strict):
    targetName: Line  # noqa: N815 - the names of Open Badges 3.0
    targetUrl: Annotated[str, StringConstraints(pattern=r"^https://")]  # noqa: N815
    targetFramework: Line | None = None  # noqa: N815
    targetCode: Line | None = None  # noqa: N815
    targetDescription: Line | None = None  # noqa: N815


class Print(Strict):
    mode: bool = True
    supervised: Literal["only_if_ticketed", "never"] = "only_if_ticketed"


class CredentialFile(Strict):
    """`credentials/<id>.yaml`: what it takes and what it says."""

    format: Literal["readyroom.credential/1"]
    id: Id
    version: Semver
    name: LocalText
    type: Literal["Certificate", "Certification", "MicroCredential", "Badge"]
    description: LocalText | None = None
    track: Id | None = None
    requires: Annotated[list[Requires], Field(min_length=1)]
    confirm: Literal["none", "sampled", "all"]
    issue: Literal["automatic", "request"] = "automatic"
    valid_months: Annotated[int, Field(ge=1, le=120)] | None = None
    competencies: dict[CompetencyId, Level]
    criteria_narrative: Text
    attests: Annotated[list[Line], Field(min_length=1)]
    does_not_attest: Annotated[list[Line], Field(min_length=1)]
    print_rules: Annotated[Print, Field(alias="print")] = Print()
    alignment: list[Alignment] = []


class TrackFile(Strict):
    """`tracks/<id>.yaml`: core modules, then lessons for one role."""

    format: Literal["readyroom.track/1"]
    id: Id
    title: LocalText
    summary: LocalText
    modules: list[FileStem] = []
    lessons: list[FileStem] = []


FILES: dict[str, type[Strict]] = {
    "course": CourseFile,
    "module": ModuleFile,
    "lesson": LessonFile,
    "competencies": CompetenciesFile,
    "evidence": EvidenceFile,
    "law": LawFile,
    "glossary": GlossaryFile,
    "credential": CredentialFile,
    "track": TrackFile,
}


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file, as it is published in `content/schemas/`."""
    made = FILES[name].model_json_schema(by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Ready Room {name} file"}
    return head | {key: value for key, value in made.items() if key != "title"}
