"""What is told while the stories run, and the table at their end."""

import os
import sys
import textwrap
import time
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from demo.story.script import Unexpected

T = TypeVar("T")

_PATIENCE = 75.0  # seconds: more than two ticks of the slowest sweep
_BETWEEN_LOOKS = 0.5
_COLOURS = {"shopper": 36, "payer": 32, "staff": 35, "shop": 34, "courier": 33, "crowd": 36}
_WHO_WIDTH, _TEXT_WIDTH, _BAR_WIDTH = 9, 88, 30


class Report:
    """Lines that stay, and under them, on a terminal, a bar that moves.

    ``is_heard``: what each of a crowd says would be too much.
    """

    def __init__(self, total: int, *, is_heard: bool = True) -> None:
        self._total = total
        self._is_heard = is_heard
        self._ended = 0
        self._is_terminal = sys.stdout.isatty()
        self._is_colourful = self._is_terminal and "NO_COLOR" not in os.environ

    def chapter(self, title: str) -> None:
        self._print(f"\n{self._paint(f'── {title} ', 1)}{'─' * max(0, 92 - width(title))}")

    def heading(self, title: str) -> None:
        self._print(f"\n  {self._paint(title, 1)}")

    def tell(self, who: str, what: str) -> None:
        first, *more = textwrap.wrap(what, _TEXT_WIDTH) or [""]
        self._print(f"    {self._paint(f'{who:<{_WHO_WIDTH}}', _COLOURS[who])} {first}")
        for line in more:
            self._print(f"    {' ' * _WHO_WIDTH} {line}")

    def complain(self, what: str) -> None:
        self._print(f"    {self._paint(f'not so: {what}', 31)}")

    def story_ended(self) -> None:
        """One more story has been played; without a terminal the bar is a line each time."""
        self._ended += 1
        if not self._is_terminal:
            print(f"\n  {self._bar()}", flush=True)

    def until(self, what: str, look: Callable[[], T], is_it: Callable[[T], object]) -> T:
        """Wait for what workers do: look until ``is_it``, and return what was seen.

        Raises Unexpected after the deadline, with the last sight.
        """
        began = time.monotonic()
        while not is_it(seen := look()):
            waited = time.monotonic() - began
            if waited > _PATIENCE:
                raise Unexpected(f"{what}: not within {_PATIENCE:.0f} s, last seen: {seen}")
            self._show_bar(f"{what}: {waited:.0f} s")
            time.sleep(_BETWEEN_LOOKS)
        return seen

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], *, figures: bool = False
    ) -> None:
        """``figures``: all columns but the first stand to the right."""
        columns = zip(header, *rows, strict=True)
        widths = [max(width(cell) for cell in column) for column in columns]
        rule = "  ".join("─" * each for each in widths)
        to_right = [figures and number > 0 for number in range(len(widths))]
        lines = ["  ".join(map(_padded, row, widths, to_right)).rstrip() for row in (header, *rows)]
        self._print("\n".join([lines[0], rule, *lines[1:]]))

    def say(self, text: str = "") -> None:
        self._print(text)

    def verdict(self, text: str, *, is_good: bool) -> None:
        self._print(f"\n{self._paint(text, 32 if is_good else 31)}")

    def _bar(self) -> str:
        done = _BAR_WIDTH * self._ended // self._total
        return f"[{'█' * done}{'░' * (_BAR_WIDTH - done)}] {self._ended}/{self._total} stories"

    def _show_bar(self, note: str = "") -> None:
        if self._is_terminal and self._ended < self._total:
            print(f"\r\033[K  {self._bar()}  {note}", end="", flush=True)

    def _print(self, text: str) -> None:
        if not self._is_heard:
            return
        print(f"\r\033[K{text}" if self._is_terminal else text, flush=True)
        self._show_bar()

    def _paint(self, text: str, colour: int) -> str:
        return f"\033[{colour}m{text}\033[0m" if self._is_colourful else text


def width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _padded(cell: str, columns: int, to_right: bool) -> str:
    blanks = " " * (columns - width(cell))
    return blanks + cell if to_right else cell + blanks
