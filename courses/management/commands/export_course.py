"""`manage.py export_course SLUG --out PATH`: the published package, byte for byte as it was imported."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.catalogue.models import Course, CourseVersion
from courses.catalogue.selectors import package_files
from courses.content.engine.package import digest_of
from courses.content.engine.reader import write_zip


class Command(BaseCommand):
    help = "Write a course's package to a folder, or to a ZIP when the path ends in .zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the course's id, such as waico")
        parser.add_argument("--out", required=True, help="a new folder, or a file that ends in .zip")
        parser.add_argument("--number", default="", help="a version; without it, the published one")

    def handle(self, *, slug: str, out: str, number: str, **_options: Any) -> None:
        version = self._version(slug, number)
        files = package_files(version)
        if digest_of(files) != version.digest:
            raise CommandError(f"The stored files of {version} do not match its digest. Restore a backup.")
        target = Path(out)
        if target.exists():
            raise CommandError(f"{target} is there already. Name a new path.")
        try:
            if target.suffix == ".zip":
                target.write_bytes(write_zip(files))
            else:
                for path, data in files.items():
                    (target / path).parent.mkdir(parents=True, exist_ok=True)
                    (target / path).write_bytes(data)
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{version}: {len(files)} files, {version.digest[:12]}.")

    def _version(self, slug: str, number: str) -> CourseVersion:
        course = Course.objects.select_related("published").filter(slug=slug).first()
        if course is None:
            known = ", ".join(Course.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no course “{slug}”. Known: {known}.")
        version = course.versions.filter(number=number).first() if number else course.published
        if version is None:
            numbers = ", ".join(course.versions.values_list("number", flat=True)) or "none"
            raise CommandError(f"{slug} has no such version. Known: {numbers}.")
        return version
