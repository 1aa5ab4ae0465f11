"""The processes that run together: all of them, or none."""

import selectors
import time
from collections.abc import Callable
from typing import Self

from config.house.console import Console
from config.house.errors import SetupError
from config.house.interruption import Interruption
from config.house.process import Child, Program, describe_exit

_TICK = 0.05  # seconds between two looks at the children


class ChildDied(Exception):
    """A process of the crew ended although nobody asked it to."""

    def __init__(self, child: Child, *, code: int, last_words: list[str]) -> None:
        super().__init__(f"{child.program.name} ended by itself ({describe_exit(code)}).")
        self.child = child
        self.code = code
        self.last_words = last_words


class Crew:
    """Starts programs, shows what they write, notices the first that dies.

    As a context manager it stops them all on the way out, the latest first.
    """

    def __init__(self, console: Console, interruption: Interruption) -> None:
        self._console = console
        self._interruption = interruption
        self._children: list[Child] = []
        self._outputs = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        while self._children:
            self._stop(self._children[-1])
        self._outputs.close()

    def start(self, program: Program) -> Child:
        try:
            child = Child(program)
        except OSError as problem:
            raise SetupError(f"{program.name} cannot be started: {problem}") from problem
        self._children.append(child)
        if child.pipe:
            self._outputs.register(child.pipe, selectors.EVENT_READ, child)
        return child

    def run(self, program: Program) -> None:
        """Runs a program to its end. Raises ChildDied if it, or anybody else, fails."""
        child = self.start(program)
        try:
            self.watch()
        except ChildDied as death:
            if death.child is not child or death.code:
                raise

    def watch(self) -> None:
        """Watches until Interrupted or ChildDied is raised."""
        while True:
            self._look()

    def until(self, condition: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Watches until ``condition`` holds.

        Raises Interrupted, ChildDied, or SetupError when ``seconds`` are over.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise SetupError(f"{what} did not get ready within {seconds:.0f} s.")
            self._look()

    def _look(self) -> None:
        self._interruption.check()
        self._show_output()
        for child in self._children:
            if child.has_exited:
                last_words = child.last_words()
                code = self._dismiss(child)
                raise ChildDied(child, code=code, last_words=last_words)

    def _stop(self, child: Child) -> None:
        child.ask_to_stop()
        deadline = time.monotonic() + child.program.grace
        while not child.has_exited and time.monotonic() < deadline:
            if self._interruption.is_urgent:
                break
            self._show_output()
        self._dismiss(child)

    def _dismiss(self, child: Child) -> int:
        self._children.remove(child)
        self._ignore_output(child)
        return child.reap()

    def _show_output(self) -> None:
        for key, _ in self._outputs.select(_TICK):
            child: Child = key.data
            lines = child.read_lines()
            if lines is None:
                self._ignore_output(child)
                continue
            if not child.program.quiet:
                for line in lines:
                    self._console.line(child.program.name, line)

    def _ignore_output(self, child: Child) -> None:
        if child.pipe and child.pipe in self._outputs.get_map():
            self._outputs.unregister(child.pipe)
