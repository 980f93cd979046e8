import json

import pytest
from django.urls import reverse

from portal.demo.progress import seed_progress
from portal.tours.tours import TOURS


def note(folder, label, done, total, finished):
    facts = {"label": label, "done": done, "total": total, "finished": finished}
    (folder / "seed.json").write_text(json.dumps(facts))


def test_outside_the_demo_there_are_no_tours(client, settings):
    settings.DEMO = False
    assert client.get(reverse("portal:tours")).status_code == 404
    assert client.get(reverse("portal:tour", args=["admin"])).status_code == 404


def test_in_the_demo_each_role_has_a_tour_with_its_login(client, settings):
    settings.DEMO = True
    for tour in TOURS:
        page = client.get(reverse("portal:tour", args=[tour.key]))
        assert page.status_code == 200
        assert tour.address in page.content.decode()
    assert client.get(reverse("portal:tour", args=["stranger"])).status_code == 404


def test_the_tour_says_how_far_the_demo_world_is(client, settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    assert seed_progress() is None
    note(tmp_path, "Spring cohort A", 3, 60, False)
    assert "3 of 60" in client.get(reverse("portal:tours")).content.decode()
    note(tmp_path, "", 60, 60, True)
    assert "is being made" not in client.get(reverse("portal:tours")).content.decode()


@pytest.mark.parametrize("held", ["", "{", "[]", '{"label": 1}'])
def test_a_broken_note_of_the_seeding_is_taken_as_none(settings, tmp_path, held):
    settings.DATA_DIR = tmp_path
    (tmp_path / "seed.json").write_text(held)
    assert seed_progress() is None
