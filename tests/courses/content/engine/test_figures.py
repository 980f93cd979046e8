import pytest

from courses.content.engine.figures import FigureError, inline_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'


def test_a_drawing_keeps_its_shapes_and_gets_its_own_ids():
    made, said = inline_svg(
        f'{HEAD}<title id="t">Two</title><desc>Long</desc><defs><pattern id="p"/></defs>'
        '<rect fill="url(#p)"/></svg>'.encode(),
        "fig",
    )
    assert (said, 'fill="url(#fig-p)"' in made, 'aria-labelledby="fig-title fig-desc"' in made) == (
        "Long",
        True,
        True,
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>*{}</style>",
        "<foreignObject/>",
        '<rect onload="x"/>',
        '<image href="https://e.org/x"/>',
        '<use href="https://e.org/x#a"/>',
        '<rect fill="url(https://e.org/x)"/>',
        '<a href="javascript:x"/>',
        '<rect style="fill:red"/>',
        '<animate attributeName="x"/>',
    ],
)
def test_a_drawing_that_could_act_is_refused(inside):
    with pytest.raises(FigureError):
        inline_svg(f"{HEAD}{inside}</svg>".encode(), "fig")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg/>",
        b"not xml",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
)
def test_what_is_no_drawing_is_refused(raw):
    with pytest.raises(FigureError):
        inline_svg(raw, "fig")
