from __future__ import annotations

import json

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder

from courses.models import HandIn, Mark, Rating, Work, WorkFile
from courses.worksamples.privacy import erase, export
from courses.worksamples.services.drafts import add_file
from tests.factories.accounts import UserFactory
from tests.factories.works import begin, handed_in, make_sample, points, rated, upload


def test_lena_gets_all_that_she_wrote_and_what_was_said_and_no_rater_by_name(cast):
    UserFactory(name="Sara Staff", is_staff=True)
    rated(handed_in(cast.lena, make_sample()), points(), points(1, 2, 2))
    text = json.dumps(export(cast.lena), cls=DjangoJSONEncoder)
    assert "I checked the figure" in text
    assert "Say who needs it." in text
    assert "Sara" not in text
    assert len(export(cast.sam)["ratings_given"]) == 1


def test_erasing_takes_words_and_files_and_leaves_the_points(cast):
    UserFactory(name="Sara Staff", is_staff=True)
    work = begin(cast.lena, make_sample())
    file = add_file(work=work, upload=upload(), actor=cast.lena)
    rated(handed_in(cast.lena, work.activity), points(), points())
    assert erase(cast.lena) == {"works": 1, "files": 1, "appeals": 0}
    assert not default_storage.exists(file.path)
    assert (Work.objects.get().text, HandIn.objects.get().text, WorkFile.objects.count()) == ("", "", 0)
    assert set(Rating.objects.values_list("comment", flat=True)) == {""}
    assert Mark.objects.get().points == 6
