"""``run``: a command with servers of its own, on throw-away data and ports that nobody uses."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.house.console import Console
from config.house.crew import Crew
from config.house.environment import local_settings, with_callers_own
from config.house.errors import SetupError
from config.house.files import wait_until_deserted
from config.house.interruption import Interruption
from config.house.keys import new_keys
from config.house.ports import Port, free_port
from config.house.process import dies_with_us
from config.house.servers import Servers

_GRACE = 10.0


class Rig:
    """Where a command runs: servers that are up, and the environment that leads to them."""

    def __init__(self, crew: Crew, environment: Mapping[str, str]) -> None:
        self._crew = crew
        self._environment = environment

    def run(
        self,
        argv: Sequence[str | Path],
        *,
        settings: Mapping[str, str] | None = None,
        output: IO[bytes] | None = None,
    ) -> int:
        """Runs a command in the foreground and returns its exit code, as a shell would.

        ``settings`` replace those of the environment.

        Raises ChildDied if a server dies under it, Interrupted if we are asked to stop.
        """
        try:
            command = subprocess.Popen(
                argv,
                env={**os.environ, **self._environment, **(settings or {})},
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                preexec_fn=dies_with_us(signal.SIGTERM),
            )
        except OSError as problem:
            raise SetupError(f"{argv[0]} cannot be run: {problem.strerror}.") from problem
        try:
            self._crew.until(
                lambda: command.poll() is not None, seconds=float("inf"), what="The command"
            )
        except BaseException:
            _end(command)
            raise
        return command.returncode if command.returncode >= 0 else 128 - command.returncode


@contextmanager
def rig(
    var: Path, console: Console, interruption: Interruption, *, durable: bool = False
) -> Iterator[Rig]:
    """A rig in a new directory under ``var``, gone with all its data afterwards."""
    directory = var / "run" / str(os.getpid())
    _remove_abandoned(directory.parent)
    directory.mkdir(parents=True)
    try:
        with Crew(console, interruption) as crew:
            keys = new_keys()
            servers = Servers(
                directory=directory,
                keys=keys,
                database_port=Port("DATABASE_PORT", free_port()),
                redis_port=Port("REDIS_PORT", free_port()),
                durable=durable,
            )
            settings = local_settings(keys, web_port=free_port(), sandbox_port=free_port())
            urls = servers.start(crew, interruption.check)
            yield Rig(crew, with_callers_own(settings) | urls)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _remove_abandoned(directory: Path) -> None:
    """Removes what runs that were killed have left behind."""
    for run in directory.glob("*"):
        if run.name != str(os.getpid()) and Path(f"/proc/{run.name}").exists():
            continue
        for server, name in (("postgres", "postgres"), ("valkey", "valkey-server")):
            wait_until_deserted(run / server, by=name, seconds=_GRACE, check=lambda: None)
        shutil.rmtree(run, ignore_errors=True)


def _end(command: subprocess.Popen[bytes]) -> None:
    command.terminate()
    try:
        command.wait(_GRACE)
    except subprocess.TimeoutExpired:
        command.kill()
        command.wait()
