import ast
import re

import pytest

from docs.diagrams import DOCS, drawn, pages

NAMED_TEST = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<name>\w+)`")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_diagrams_are_as_the_code_has_them(page):
    text = page.read_text()

    assert drawn(text) == text, "redraw with `python -m docs.diagrams`"


def test_every_trap_has_a_test_that_exists():
    traps = [
        line
        for line in (DOCS / "traps.md").read_text().splitlines()
        if line.startswith("|") and not line.startswith(("| trap", "|---"))
    ]

    for trap in traps:
        named = NAMED_TEST.findall(trap)
        assert named, trap
        assert [(file, name) for file, name in named if name not in named_in(file)] == []


def named_in(file: str) -> set[str]:
    tree = ast.parse((DOCS.parent / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
