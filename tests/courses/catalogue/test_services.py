from datetime import date
from pathlib import Path

import pytest

from courses.catalogue.models import FrozenRowError
from courses.catalogue.selectors import package_files
from courses.catalogue.services import check_package, publish_package, recheck_digest
from courses.content.engine.errors import BrokenPackage
from courses.content.engine.reader import read_package
from courses.models import Activity, Course, CourseVersion, Module, PackageFile
from tests.factories.courses import make_version

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"
TODAY = date(2026, 11, 24)
LESSON = "modules/01-sums/lesson-1.1.md"


@pytest.fixture
def files():
    return read_package(SMALL)


def edited(files, path, old, new):
    text = files[path].decode()
    assert old in text
    return files | {path: text.replace(old, new, 1).encode()}


def counts():
    return [model.objects.count() for model in (Course, CourseVersion, Module, Activity, PackageFile)]


def test_the_sample_has_no_error(files):
    checked = check_package(files, today=TODAY)
    assert checked.errors == ()
    assert checked.draft.package.lesson_keys == frozenset({"m1.l1", "m1.l2"})


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("course.yaml", "version: 0.1.0", "version: one", ("course.yaml", 3, "schema")),
        (
            "course.yaml",
            "modules: [01-sums]",
            "modules: [01-sums, 02-gone]",
            ("course.yaml", 8, "missing-file"),
        ),
        ("course.yaml", "credentials: [reader]", "credits: [reader]", ("course.yaml", 9, "schema")),
        (LESSON, "id: m1.l1", "id: m1.l2", ("modules/01-sums/lesson-1.2.md", 2, "duplicate-id")),
        (LESSON, "evidence: [E14]", "evidence: [E14, E99]", (LESSON, 8, "reference")),
        (LESSON, "equals: 24", "equals: 25", (LESSON, 13, "sum")),
        (LESSON, "verb: recompute", "verb: understand", (LESSON, 7, "verb")),
        (LESSON, "answer: 24", "answer: 25", (LESSON, 18, "formula")),
        (LESSON, "key: true, ", "", (LESSON, 22, "key")),
        (LESSON, "{{recall:r2}}", "", (LESSON, 22, "recall")),
        (LESSON, "(assets/fig-bars.svg", "(assets/none.svg", (LESSON, 43, "missing-file")),
        (LESSON, "{{ev:E14.low}}", "{{ev:E14.lowest}}", (LESSON, 49, "reference")),
        (LESSON, "## Try", "## Test", (LESSON, 30, "sections")),
        (LESSON, "competency: C3", "competency: C9", (LESSON, 4, "reference")),
        ("evidence.yaml", "mark: P", "mark: U", (LESSON, 8, "unconfirmed")),
        ("evidence.yaml", "2026-11-22", "2025-11-22", ("evidence.yaml", 9, "stale")),
        ("evidence.yaml", "2026-11-22", "2027-01-01", ("evidence.yaml", 9, "date")),
        ("credentials/reader.yaml", "[m1]", "[m7]", ("credentials/reader.yaml", 7, "reference")),
        (
            "modules/01-sums/module.yaml",
            "max: 10",
            "max: 0",
            ("modules/01-sums/module.yaml", 8, "prediction"),
        ),
        ("assets/fig-bars.svg", "<rect", "<script/><rect", (LESSON, 43, "figure")),
    ],
)
def test_a_mistake_is_found_where_it_is(files, path, old, new, expected):
    found = check_package(edited(files, path, old, new), today=TODAY).errors
    assert expected in [(one.file, one.line, one.rule) for one in found]


@pytest.mark.django_db
def test_publishing_twice_changes_nothing(files):
    first = publish_package(files, today=TODAY)
    before = counts()
    again = publish_package(files, today=TODAY)
    assert (again.version, again.is_new, counts()) == (first.version, False, before)
    assert package_files(first.version) == files
    assert recheck_digest(first.version)


@pytest.mark.django_db
def test_a_broken_package_writes_nothing(files):
    publish_package(files, today=TODAY)
    before = counts()
    with pytest.raises(BrokenPackage):
        publish_package(edited(files, LESSON, "verb: recompute", "verb: know"), today=TODAY)
    assert counts() == before


@pytest.mark.django_db
def test_a_later_version_says_what_changed(files):
    publish_package(files, today=TODAY)
    changed = edited(edited(files, "course.yaml", "0.1.0", "0.1.1"), LESSON, "Mara plans", "Marta plans")
    done = publish_package(changed, today=TODAY)
    assert ([part.key for part in done.changes.changed], done.changes.size, done.before) == (
        ["m1.l1"],
        "minor",
        "0.1.0",
    )
    assert Course.objects.get().published == done.version


@pytest.mark.django_db
def test_a_change_that_moves_results_needs_a_major_number(files):
    publish_package(files, today=TODAY)
    moved = edited(
        edited(files, "course.yaml", "0.1.0", "0.1.1"),
        "credentials/reader.yaml",
        "- {lessons_read: [m1]}",
        "- {activity: m1.l1}",
    )
    with pytest.raises(BrokenPackage) as caught:
        publish_package(moved, today=TODAY)
    assert [(one.file, one.line, one.rule) for one in caught.value.findings] == [("course.yaml", 3, "semver")]
    assert (
        publish_package(edited(moved, "course.yaml", "0.1.1", "0.2.0"), today=TODAY).changes.size == "major"
    )


@pytest.mark.django_db
def test_changed_files_under_the_same_number_are_refused(files):
    publish_package(files, today=TODAY)
    with pytest.raises(BrokenPackage, match="does not come after"):
        publish_package(edited(files, LESSON, "Mara plans", "Marta plans"), today=TODAY)


@pytest.mark.django_db
def test_stale_facts_do_not_stop_publishing(files):
    assert publish_package(files, today=date(2029, 1, 1)).is_new


@pytest.mark.django_db
def test_a_published_version_is_never_changed(files):
    version = publish_package(files, today=TODAY).version
    for act in (
        version.save,
        version.delete,
        CourseVersion.objects.all().delete,
        lambda: CourseVersion.objects.update(title="x"),
        lambda: Activity.objects.update(title="x"),
        lambda: PackageFile.objects.all().delete(),
    ):
        with pytest.raises(FrozenRowError):
            act()


@pytest.mark.parametrize("kind", ["credentials", "tracks", "personas"])
def test_what_an_author_lists_comes_in_that_order_from_every_database(db: None, kind: str) -> None:
    """PostgreSQL sorts the keys of a JSON object by length; "lead" would come first there."""
    listed = ["foundations", "lead", "champion"]
    parsed = {name: {} for name in ("lead", "zeta", "alpha", "champion", "foundations")}
    version = make_version(spec={"course": {kind: listed}, kind: parsed})
    version.refresh_from_db()
    assert list(getattr(version, kind)) == [*listed, "alpha", "zeta"]
    assert getattr(make_version(spec={}), kind) == {}


def test_the_tenth_competency_comes_behind_the_second(db: None) -> None:
    version = make_version(spec={"competencies": {"competencies": {"C10": {}, "C2": {}, "C1": {}}}})
    version.refresh_from_db()
    assert list(version.competencies) == ["C1", "C2", "C10"]
