import json
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from courses.content.engine.package import digest_of
from courses.content.engine.reader import read_package, write_zip
from courses.models import Course
from courses.progress.services import mark_done
from tests.courses.authoring.hostile_packages import HOSTILE
from tests.factories.courses import enrol_directly

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"


def run(*arguments):
    out = StringIO()
    code = 0
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


@time_machine.travel("2026-11-24T10:00:00Z")
def test_an_author_sees_each_finding_with_its_place(tmp_path):
    assert run("check_course", str(SMALL))[0] == 0
    (tmp_path / "course.yaml").write_text("format: readyroom.course/1\nid: x\nid: y\n")
    code, text = run("check_course", str(tmp_path), "--json")
    found = json.loads(text)
    assert (code, [(one["file"], one["line"], one["rule"]) for one in found["errors"]]) == (
        1,
        [("course.yaml", 3, "duplicate-key")],
    )


@pytest.mark.django_db
def test_what_goes_in_comes_out_again(tmp_path):
    code, text = run("import_course", str(SMALL), "--json")
    assert (code, json.loads(text)["added"]) == (0, ["m1.l1", "m1.l2"])
    call_command("export_course", "small", "--out", str(tmp_path / "small.zip"), stdout=StringIO())
    call_command("export_course", "small", "--out", str(tmp_path / "folder"), stdout=StringIO())
    wanted = digest_of(read_package(SMALL))
    assert {digest_of(read_package(tmp_path / name)) for name in ("small.zip", "folder")} == {wanted}
    assert "Nothing changed" in run("import_course", str(tmp_path / "small.zip"))[1]


@pytest.mark.django_db
def test_a_broken_package_is_not_imported(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 broken")
    code, text = run("import_course", str(tmp_path / "x.zip"))
    assert (code, "Nothing was written." in text, Course.objects.count()) == (1, True, 0)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_package_gives_places_and_no_traceback(tmp_path, name):
    data, wanted = HOSTILE[name]()
    (tmp_path / "x.zip").write_bytes(data)
    code, text = run("check_course", str(tmp_path / "x.zip"), "--json")
    found = json.loads(text)["errors"]
    assert (code, wanted in [(one["file"], one["rule"]) for one in found]) == (1, True)
    assert all(one["problem"] and one["hint"] for one in found)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_package_is_not_imported_either(tmp_path, name):
    (tmp_path / "x.zip").write_bytes(HOSTILE[name]()[0])
    code, text = run("import_course", str(tmp_path / "x.zip"))
    assert (code, "Nothing was written." in text, Course.objects.count()) == (1, True, 0)


def test_a_folder_that_leads_into_itself_is_told_once(tmp_path):
    for path, content in read_package(SMALL).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / "modules" / "again").symlink_to(tmp_path, target_is_directory=True)
    code, text = run("check_course", str(tmp_path), "--json")
    assert (code, [(one["file"], one["rule"]) for one in json.loads(text)["errors"]]) == (
        1,
        [("modules/again", "symlink")],
    )


@pytest.mark.django_db
def test_an_import_says_what_changed_and_who_stays_behind(tmp_path, cast):
    run("import_course", str(SMALL))
    version = Course.objects.get().published
    enrolment = enrol_directly(cast.lena, version)
    mark_done(enrolment=enrolment, activity=version.activities.get(key="m1.l1"))
    files = read_package(SMALL)
    files["course.yaml"] = files["course.yaml"].replace(b"0.1.0", b"0.1.1")
    lesson = "modules/01-sums/lesson-1.1.md"
    files[lesson] = files[lesson].replace(b"Mara plans", b"Marta plans")
    (tmp_path / "next.zip").write_bytes(write_zip(files))
    code, text = run("import_course", str(tmp_path / "next.zip"))
    assert (code, text.splitlines()[1:4]) == (
        0,
        [
            "Against 0.1.0: minor.",
            "  changed: m1.l1",
            "1 learners and 0 cohorts stay in 0.1.0; 1 of them have results in what changed.",
        ],
    )


@pytest.mark.django_db
def test_an_unknown_course_cannot_be_exported(tmp_path):
    with pytest.raises(CommandError, match="There is no course"):
        call_command("export_course", "none", "--out", str(tmp_path / "x"))


def test_the_published_schemas_equal_the_models():
    assert run("content_schemas", "--check") == (0, "All schemas are current.\n")
