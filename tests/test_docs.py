import pytest

from docs.diagrams import drawn, pages


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_diagrams_are_as_the_code_has_them(page):
    text = page.read_text()

    assert drawn(text) == text, "redraw with `python -m docs.diagrams`"
