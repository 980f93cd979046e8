from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.content.engine.pictures import picture_type, pictured, without_pictures


def shown(text):
    return pictured(text, lambda name: f"/m/{name}")


def test_a_named_picture_becomes_one_with_its_description():
    assert shown("Look: [image: media/bay 4.png | Log of bay 4] What now?") == (
        'Look: <img src="/m/bay 4.png" alt="Log of bay 4"> What now?'
    )
    assert shown("[image: media/a.png]") == '<img src="/m/a.png" alt="">'


@pytest.mark.parametrize(
    "name", ["https://elsewhere.example/a.png", "//elsewhere.example/a.png", "a.png", "media/../quiz.yaml"]
)
def test_what_does_not_lie_in_media_stays_text(name):
    assert "<img" not in shown(f"[image: {name} | A log]")


def test_a_list_reads_the_description():
    assert (
        without_pictures("[image: media/a.png | The log] of bay 4 [image: media/b.png]") == "The log of bay 4"
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"<svg onload=alert(1)>", ""),
        (b"<html><script>", ""),
        (b"RIFF\0\0\0\0WAVE", ""),
        (b"", ""),
    ],
)
def test_the_bytes_say_what_a_picture_is(data, kind):
    assert picture_type(data) == kind


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, sorted(name for name, _ in attrs)))


@given(
    st.lists(
        st.sampled_from(
            ["[image: ", "media/", '"', "<script>", " | ", "]", "onerror=", "a.png", "'", "&", "\n", ">", "|"]
        ),
        max_size=14,
    )
)
def test_no_text_makes_another_element_than_a_picture(parts):
    reader = _Tags()
    reader.feed(shown("".join(parts)))
    reader.close()
    assert all(one == ("img", ["alt", "src"]) for one in reader.found)
