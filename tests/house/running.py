"""Runs the house as a person does, from outside, and looks at what it leaves behind."""

import os
import select
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

from config.house.environment import local_settings
from config.house.keys import new_keys
from config.house.ports import free_port
from config.house.programs import PROJECT

_PATIENCE = 180.0
_PORTS = ("WEB_PORT", "SANDBOX_PORT", "DATABASE_PORT", "REDIS_PORT")
# What the suite itself runs on must not leak into the house under test.
_OURS = {"DATABASE_URL", "REDIS_URL", *local_settings(new_keys(), web_port=0, sandbox_port=0)}


class Running:
    """A house that was started, its output so far in ``output``."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.output = ""

    def wait_for(self, text: str) -> None:
        assert self.process.stdout
        deadline = time.monotonic() + _PATIENCE
        while text not in self.output:
            ready, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
            chunk = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            assert chunk, f"{text!r} was not said:\n{self.output}"
            self.output += chunk.decode()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.end()

    def end(self) -> int:
        """Waits for it and returns its exit code."""
        rest, _ = self.process.communicate(timeout=_PATIENCE)
        self.output += rest.decode()
        return self.process.returncode


class House:
    def __init__(self, var: Path) -> None:
        self.var = var
        self._mark = f"HOUSE_UNDER_TEST={uuid.uuid4()}"
        self.settings = {port: str(free_port()) for port in _PORTS}
        self._started: list[Running] = []

    def start(self, *words: str, **settings: str) -> Running:
        name, value = self._mark.split("=")
        inherited = {key: each for key, each in os.environ.items() if key not in _OURS}
        process = subprocess.Popen(
            [sys.executable, "-m", "config.house", "--var", str(self.var), *words],
            cwd=PROJECT,
            env={**inherited, **self.settings, **settings, name: value},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._started.append(Running(process))
        return self._started[-1]

    def serve(self, **settings: str) -> Running:
        running = self.start("serve", **settings)
        running.wait_for("Ctrl-C stops")
        return running

    def refusal(self, *words: str, **settings: str) -> str:
        """The last line of a start that must fail."""
        running = self.start(*words, **settings)
        assert running.end() == 1, running.output
        return running.output.splitlines()[-1]

    def raze(self) -> None:
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        for running in self._started:
            running.process.communicate()

    def processes(self) -> list[int]:
        """Every process of this house: by its environment, or by where it stands."""
        pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return [pid for pid in pids if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        try:
            if self._mark.encode() in Path(f"/proc/{pid}/environ").read_bytes():
                return True
            return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(self.var)
        except OSError:
            return False


def children_of(pid: int) -> list[int]:
    """Those in its own process group, hence at its terminal."""
    words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(word) for word in words if os.getpgid(int(word)) == os.getpgid(pid)]


def wait_for_death(pids: Iterable[int]) -> None:
    """Returns once all have ended; the kernel says when."""
    for pid in pids:
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        ended, _, _ = select.select([descriptor], [], [], _PATIENCE)
        os.close(descriptor)
        assert ended, f"{pid} is still there"
