"""Gathers the models of the rooms, so that Django finds them."""

from courses.catalogue.models import Activity, Course, CourseVersion, Module, PackageFile
from courses.enrolments.models import Enrolment
from courses.progress.models import Completion, Mark, Standing

__all__ = [
    "Activity",
    "Completion",
    "Course",
    "CourseVersion",
    "Enrolment",
    "Mark",
    "Module",
    "PackageFile",
    "Standing",
]
