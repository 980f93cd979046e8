import json

import pytest

from config import maintenance


@pytest.fixture(autouse=True)
def demo(settings, tmp_path):
    settings.DATA_DIR, settings.DEMO = tmp_path, True
    (tmp_path / "seed.json").write_text(
        json.dumps({"label": "The database", "done": 0, "total": 1, "finished": False})
    )


def test_while_the_demo_makes_its_database_every_page_leads_to_the_tour(client):
    assert maintenance.close_but_the_tour() is True
    for method, path in (("get", "/"), ("get", "/learn/"), ("get", "/verify/"), ("post", "/accounts/login/")):
        answer = getattr(client, method)(path)
        assert (answer.status_code, answer["Location"]) == (302, "/tour/")
    assert client.get("/health/").status_code == 200


def test_the_tour_shows_the_progress_bar_without_any_table_also_to_a_browser_of_an_earlier_demo(client):
    maintenance.close_but_the_tour()
    client.cookies["sessionid"] = "of-another-database"
    page = client.get("/tour/")
    assert page.status_code == 200
    assert "<progress" in page.content.decode()


def test_a_demo_that_was_killed_while_it_made_the_database_goes_on(client, db):
    maintenance.close_but_the_tour()
    assert maintenance.close_but_the_tour() is True
    assert maintenance.reopen() is True
    assert client.get("/accounts/login/").status_code == 200


def test_the_demo_does_not_open_what_an_operator_has_closed(client):
    maintenance.close(until="07:30", why="We move.")
    assert maintenance.close_but_the_tour() is False
    assert client.get("/tour/").status_code == 503
