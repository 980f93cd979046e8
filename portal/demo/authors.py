"""What the programme's authors have on their desk: a course that is ready to publish, and one that is broken."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from accounts.api import User
from courses.api import read_package, upload_package, write_zip
from portal.demo.world import ADMIN, SECOND_ADMIN


def upload_drafts() -> None:
    """The example of the tutorial, once as it is and once without a lesson that the course names."""
    files = read_package(Path(settings.CONTENT_DIR) / "examples" / "first-course")
    author, second = (User.objects.get(email=plan.address) for plan in (ADMIN, SECOND_ADMIN))
    upload_package(name="before-the-ferry-leaves.zip", data=write_zip(files), actor=author)
    broken = {path: data for path, data in files.items() if not path.endswith("lesson-1.2.md")}
    upload_package(name="ferry-first-try.zip", data=write_zip(broken), actor=second)
