"""One child process, tied to our life and answerable for its whole group."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_LAST_LINES = 15
_LOG_TAIL_BYTES = 4096
_libc = ctypes.CDLL(None)


@dataclass(frozen=True)
class Program:
    """What to start and how to stop it.

    ``stop_signal`` asks it to end cleanly: we send it, or the kernel when we are killed.
    After ``grace`` seconds it is killed. ``log`` receives its output; without one, the output
    comes to us, line by line, and is shown unless the program is ``quiet``.
    """

    name: str
    argv: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    directory: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    log: Path | None = None
    quiet: bool = False
    user: int | None = None


class Child:
    """A running program, in a session and process group of its own."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._last_lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._partial = b""
        with _output_of(program) as output:
            self._process = subprocess.Popen(
                program.argv,
                env=program.environment,
                cwd=program.directory,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=dies_with_us(program.stop_signal),
                user=program.user,
                group=program.user,
                extra_groups=None if program.user is None else [],
            )
        self.pid = self._process.pid
        self.pipe = self._process.stdout
        if self.pipe:
            os.set_blocking(self.pipe.fileno(), False)

    @property
    def has_exited(self) -> bool:
        """True from its death on. It stays a zombie, holding its pid and group, until reaped."""
        if self._process.returncode is not None:
            return True
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def read_lines(self) -> list[str] | None:
        """The complete lines that it wrote since the last call; None at the end. Never blocks."""
        if self.pipe is None:
            return None
        try:
            chunk = os.read(self.pipe.fileno(), 65536)
        except BlockingIOError:
            return []
        if not chunk and not self._partial:
            return None
        *whole, self._partial = (self._partial + (chunk or b"\n")).split(b"\n")
        lines = [line.decode(errors="replace").rstrip("\r") for line in whole]
        self._last_lines.extend(lines)
        return lines

    def ask_to_stop(self) -> None:
        if not self.has_exited:
            os.kill(self.pid, self.program.stop_signal)

    def reap(self) -> int:
        """Ends what is left of its process group, collects it, returns its exit code.

        Negative: killed by that signal.
        """
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        if self.pipe:
            self.pipe.close()
            self.pipe = None
        return self._process.wait()

    def last_words(self) -> list[str]:
        """The last lines that it wrote, to us or to its log."""
        if self.program.log is None:
            while self.read_lines():
                pass
            unfinished = [self._partial.decode(errors="replace")] if self._partial else []
            return [*self._last_lines, *unfinished]
        text = self.program.log.read_bytes()[-_LOG_TAIL_BYTES:].decode(errors="replace")
        return text.splitlines()[-_LAST_LINES:]


def dies_with_us(number: signal.Signals) -> Callable[[], None]:
    """For ``preexec_fn``: the kernel sends ``number`` to the child when we are gone.

    The kernel watches the thread that forked, so spawn from the main thread.
    """
    owner = os.getpid()

    def before_exec() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != owner:  # we died before the kernel was told
            os._exit(1)

    return before_exec


def describe_exit(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


@contextlib.contextmanager
def _output_of(program: Program) -> Iterator[int | IO[bytes]]:
    """Where its output goes; the log of its previous run is kept beside the new one."""
    if program.log is None:
        yield subprocess.PIPE
        return
    program.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if program.log.exists():
        program.log.replace(program.log.with_suffix(".previous.log"))
    with program.log.open("wb") as file:
        yield file
