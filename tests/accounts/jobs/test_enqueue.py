"""Tasks are queued when the rows are safe; a queue that is away never breaks the page."""

from __future__ import annotations

import pytest

from accounts.jobs.services import enqueue


@pytest.mark.django_db(transaction=True)
def test_a_task_that_cannot_be_queued_is_written_down_and_breaks_nothing(capfd) -> None:
    enqueue("accounts.no_such_task")
    assert "on_commit()" in capfd.readouterr().err
