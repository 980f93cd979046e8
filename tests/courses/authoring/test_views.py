"""Programme staff upload a package, see what is wrong or what would change, and publish it."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.authoring.services import discard_draft, sweep_drafts, upload_package
from courses.catalogue.services import publish_package
from courses.content.engine.reader import read_package, write_zip
from courses.models import Course, CourseVersion, PackageDraft
from courses.progress.services import mark_done
from tests.courses.authoring.hostile_packages import HOSTILE
from tests.courses.lessons.german import german_package
from tests.factories.courses import enrol_directly, make_cohort

SMALL = Path(__file__).parents[2] / "samples" / "courses" / "small"
URL = "/programme/courses/"
TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.sam)
    return client


def newer(number="0.1.1", **changes):
    """The small course again, with another number and `path=(old, new)` changes."""
    files = read_package(SMALL)
    files["course.yaml"] = files["course.yaml"].replace(b"0.1.0", number.encode())
    for path, (old, new) in changes.items():
        path = path.replace("__", "/").replace("_dot_", ".").replace("_dash_", "-")
        assert old.encode() in files[path]
        files[path] = files[path].replace(old.encode(), new.encode())
    return files


LESSON = {"modules__01_dash_sums__lesson_dash_1_dot_1_dot_md": ("Mara plans", "Marta plans")}


def upload(client, data, captured, name="small.zip"):
    """The answer to the upload, once the worker has looked."""
    with captured(execute=True):
        return client.post(URL, {"package": SimpleUploadedFile(name, data)})


def test_a_first_package_is_checked_and_published_by_hand(staff, django_capture_on_commit_callbacks):
    answer = upload(staff, write_zip(read_package(SMALL)), django_capture_on_commit_callbacks)
    page = staff.get(answer.url).content.decode()
    assert ("A new course: nobody is in it yet." in page, Course.objects.count()) == (True, 0)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{answer.url}publish/")
    assert "is what new learners get" in staff.get(answer.url).content.decode()
    draft = PackageDraft.objects.get()
    assert (draft.state, draft.version, bytes(draft.data)) == ("published", CourseVersion.objects.get(), b"")
    assert draft.version.created_by == draft.created_by


def test_a_later_package_says_what_changes_and_for_whom(staff, cast, django_capture_on_commit_callbacks):
    version = publish_package(read_package(SMALL), today=TODAY).version
    cohort = make_cohort(cast.north, version)
    reader = enrol_directly(cast.lena, version, cohort=cohort)
    enrol_directly(cast.omar, version)
    mark_done(enrolment=reader, activity=version.activities.get(key="m1.l1"))
    answer = upload(staff, write_zip(newer(**LESSON)), django_capture_on_commit_callbacks)
    page = staff.get(answer.url).content.decode()
    assert "2 learners stay in version 0.1.0 to the end" in page
    assert "1 cohort with them" in page
    assert "1 of them has results in what changed" in page
    assert PackageDraft.objects.get().plan["size"] == "minor"
    assert Course.objects.get().published == version


def test_a_number_that_does_not_fit_the_change_is_refused(staff, django_capture_on_commit_callbacks):
    publish_package(read_package(SMALL), today=TODAY)
    files = newer("0.1.0", **LESSON)
    answer = upload(staff, write_zip(files), django_capture_on_commit_callbacks)
    page = staff.get(answer.url).content.decode()
    assert ("semver" in page, "does not come after" in page) == (True, True)
    assert staff.post(f"{answer.url}publish/").status_code == 302
    assert CourseVersion.objects.count() == 1


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_package_gives_places_and_writes_nothing(staff, name, django_capture_on_commit_callbacks):
    data, wanted = HOSTILE[name]()
    answer = upload(staff, data, django_capture_on_commit_callbacks, name="x.zip")
    draft = PackageDraft.objects.get()
    assert (draft.state, bytes(draft.data), Course.objects.count()) == ("broken", b"", 0)
    assert wanted in [(one["file"], one["rule"]) for one in draft.errors]
    page = staff.get(answer.url)
    assert (page.status_code, "Nothing was published" in page.content.decode()) == (200, True)
    assert staff.get(f"{answer.url}preview/").status_code == 404


@pytest.mark.parametrize("given", [{}, {"package": "text"}, {"package": io.BytesIO(b"")}])
def test_without_a_file_the_form_comes_back_and_says_so(staff, given):
    answer = staff.post(URL, given)
    assert (answer.status_code, PackageDraft.objects.count()) == (422, 0)


def test_the_same_package_twice_is_one_draft(cast):
    data = write_zip(read_package(SMALL))
    first, second = (upload_package(name="a.zip", data=data, actor=cast.sam) for _ in range(2))
    assert first == second


def test_a_draft_is_previewed_for_a_language_before_anybody_gets_it(
    staff, django_capture_on_commit_callbacks
):
    answer = upload(staff, write_zip(german_package()), django_capture_on_commit_callbacks)
    page = staff.get(f"{answer.url}preview/?lesson=m1.l2&language=de").content.decode()
    assert ("Ein Link beweist" in page, 'lang="de"' in page) == (True, True)
    first = staff.get(f"{answer.url}preview/?lesson=m1.l1&language=de").content.decode()
    assert "This lesson is not translated yet" in first


def test_a_draft_is_thrown_away_and_a_published_one_is_not(staff, cast, django_capture_on_commit_callbacks):
    answer = upload(staff, write_zip(read_package(SMALL)), django_capture_on_commit_callbacks)
    staff.post(f"{answer.url}discard/")
    assert PackageDraft.objects.count() == 0
    answer = upload(staff, write_zip(read_package(SMALL)), django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{answer.url}publish/")
        staff.post(f"{answer.url}publish/")
    staff.post(f"{answer.url}discard/")
    assert (PackageDraft.objects.count(), CourseVersion.objects.count()) == (1, 1)


def test_a_draft_whose_worker_died_is_checked_after_all(cast, django_capture_on_commit_callbacks):
    draft = upload_package(name="a.zip", data=write_zip(read_package(SMALL)), actor=cast.sam)
    assert sweep_drafts() == 0
    PackageDraft.objects.update(moved_at="2026-01-01T00:00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_drafts() == 1
    draft.refresh_from_db()
    assert draft.state == "ready"
    PackageDraft.objects.update(moved_at="2026-01-01T00:00:00Z")
    sweep_drafts()
    assert PackageDraft.objects.count() == 0
    discard_draft(draft=draft, actor=cast.sam)


def test_the_health_page_shows_coverage_age_and_reading_level(staff):
    publish_package(read_package(SMALL), today=TODAY)
    page = staff.get(f"{URL}small/").content.decode()
    for text in ("Competencies", "Facts to check again", "Reading level", "The course has no quiz yet"):
        assert text in page


def test_two_versions_are_compared_file_by_file_and_the_public_list_names_titles(staff, client):
    publish_package(read_package(SMALL), today=TODAY)
    assert "is the first version" in staff.get(f"{URL}small/changes/").content.decode()
    publish_package(newer(**LESSON), today=TODAY)
    page = staff.get(f"{URL}small/changes/").content.decode()
    assert ("From 0.1.0 to 0.1.1." in page, "<ins>+" in page, "Marta plans" in page) == (True, True, True)
    client.logout()
    public = client.get("/courses/small/changes/").content.decode()
    assert ("m1.l1" in public, "Marta plans" in public) == (True, False)


@pytest.mark.parametrize("versions", [1, 3])
def test_the_authors_page_costs_a_fixed_number_of_queries(staff, versions, django_assert_num_queries):
    for number in range(versions):
        publish_package(newer(f"0.1.{number + 1}"), today=TODAY)
    staff.get(URL)
    with django_assert_num_queries(5):
        staff.get(URL)
