"""What the person at the keyboard sees: timed steps, and lines under the name of their process."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_COLOURS = {"web": 32, "worker": 34, "beat": 35, "sandbox": 36, "postgres": 33, "valkey": 33}
_NAME_WIDTH = 9
_STEP_WIDTH = 26


class Step:
    """A step under way; ``note`` is printed after its time."""

    note = ""


class Console:
    def __init__(self) -> None:
        terminal = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._colourful = terminal or "FORCE_COLOR" in os.environ
        self._line_is_open = False

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Prints ``name`` at once and how long the block took when it ends."""
        began = time.monotonic()
        step = Step()
        title = f"  {name:<{_STEP_WIDTH}}"
        self._write(title, end="")
        self._line_is_open = True
        try:
            yield step
        except BaseException:
            self._end_step(title, self._paint("stopped", 31))
            raise
        self._end_step(title, f"{time.monotonic() - began:6.1f} s  {step.note}".rstrip())

    def say(self, text: str = "") -> None:
        if self._line_is_open:
            self._write("…")
            self._line_is_open = False
        self._write(text)

    def complain(self, text: str) -> None:
        self.say(self._paint(text, 31))

    def line(self, process: str, text: str) -> None:
        """One line that ``process`` wrote."""
        name = self._paint(f"{process:<{_NAME_WIDTH}}", _COLOURS.get(process, 37))
        self.say(f"{name}| {text}")

    def _end_step(self, title: str, ending: str) -> None:
        self._write(ending if self._line_is_open else title + ending)
        self._line_is_open = False

    def _paint(self, text: str, colour: int) -> str:
        return f"\033[{colour}m{text}\033[0m" if self._colourful else text

    def _write(self, text: str, end: str = "\n") -> None:
        try:
            print(text, end=end, flush=True)
        except OSError:  # the terminal or the pipe is gone; the work of stopping goes on
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
