"""Where a partner asks for two factors, every page that opens through the partner waits for them."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.architecture.access_table import PEOPLE, Row
from tests.architecture.test_access_table import modules
from tests.cast import Cast

# Pages of one's own that look different for people of a partner, and are no pages of the partner.
OWN = frozenset({"accounts:invitation-accept"})


def through_the_partner(row: Row) -> bool:
    """Paula gets there and people without a partner do not."""
    got = dict(zip(PEOPLE, row.statuses, strict=True))
    return got["paula"] not in {403, 404} and got["lena"] == got["omar"] == 404 and row.name not in OWN


ROWS = [
    pytest.param(module, row, id=str(row))
    for module in modules()
    for row in module.ROWS
    if through_the_partner(row)
]


@pytest.mark.parametrize(("module", "row"), ROWS)
def test_it_waits(module: ModuleType, row: Row, cast: Cast) -> None:
    world = module.make_world(cast)
    User.objects.filter(pk=cast.paula.pk).update(factor_due=date(2020, 1, 1))
    client = Client()
    client.force_login(cast.paula)
    answer = getattr(client, row.method)(reverse(row.name, args=row.args(world)) + row.query, row.data)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/two-factors/?next=")
