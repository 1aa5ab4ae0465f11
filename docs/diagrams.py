"""Draws the diagrams of ``docs/`` from the code: ``python -m docs.diagrams`` rewrites them.

A diagram stands between ``<!-- drawn: name -->`` and ``<!-- end -->`` in any page of ``docs/``.
A test fails while one differs from what the code says.
"""

import itertools
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

DOCS = Path(__file__).parent
_DRAWN = re.compile(r"(<!-- drawn: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def layers() -> str:
    """The apps, top to bottom, from the import contract."""
    contract = tomllib.loads((DOCS.parent / "pyproject.toml").read_text())
    (named,) = [
        each
        for each in contract["tool"]["importlinter"]["contracts"]
        if each["name"].startswith("layers:")
    ]
    rows = [re.split(r"\s*[|:]\s*", layer.strip("()")) for layer in named["layers"]]
    absent = {layer.strip("()") for layer in named["layers"] if layer.startswith("(")}
    lines = ["graph TD"]
    for upper, lower in itertools.pairwise(rows):
        lines += [f"    {above} --> {below}" for above in upper for below in lower]
    lines += [f"    class {name} absent" for name in sorted(absent)]
    if absent:
        lines.append("    classDef absent stroke-dasharray: 4 4")
    return "\n".join(lines)


def states(moves: Iterable[tuple[str, str, str]], first: str, last: Iterable[str]) -> str:
    """A state diagram of (source, target, name); ``last`` are states that nothing leaves."""
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    lines += [f"    {source} --> {target}: {name}" for source, target, name in moves]
    lines += [f"    {state} --> [*]" for state in last]
    return "\n".join(lines)


def order_states() -> str:
    from orders.lifecycle import TRANSITIONS, OrderStatus

    moves = [
        (source, str(target), name)
        for name, transition in TRANSITIONS.items()
        for source in map(str, transition.sources)
        for target in transition.targets
    ]
    left = {source for source, _target, _name in moves}
    return states(moves, "pending_payment", [s for s in OrderStatus.values if s not in left])


DIAGRAMS: dict[str, Callable[[], str]] = {"layers": layers, "order-states": order_states}


def drawn(text: str) -> str:
    """The page with each of its diagrams as the code has it now."""

    def redraw(found: re.Match[str]) -> str:
        diagram = DIAGRAMS[found["name"]]()
        return f"{found[1]}```mermaid\n{diagram}\n```\n{found[3]}"

    return _DRAWN.sub(redraw, text)


def pages() -> list[Path]:
    return [page for page in sorted(DOCS.rglob("*.md")) if _DRAWN.search(page.read_text())]


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for page in pages():
        page.write_text(drawn(page.read_text()))
