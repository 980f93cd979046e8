"""The rows of the gradebook's files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from courses.catalogue.selectors import compiled_version
from courses.cohorts.models import Cohort
from courses.gradebook.engine.grid import table
from courses.gradebook.selectors import all_rows, columns_of


def rows_of(cohort: Cohort) -> Iterator[list[Any]]:
    """The head and a row for each learner, read while they are taken."""
    head = [gettext("Learner"), gettext("Email"), gettext("Organisation"), gettext("Score of 100")]
    return iter(table(all_rows(cohort), columns_of(compiled_version(cohort.version_id)), head))
