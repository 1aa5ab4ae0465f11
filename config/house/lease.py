"""One house at a time on one ``var/``, and word of it for commands that want to join in.

The kernel holds the lock and lets go of it when its owner dies, in whatever way.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from config.house.errors import SetupError


class Lease:
    """The right to use ``path``'s directory, held while the context is open."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _read(self._descriptor)
            os.close(self._descriptor)
            raise SetupError(_already_up(holder)) from None
        # A holder that ended in order has wiped what it wrote.
        self.predecessor_was_killed = bool(_read(self._descriptor))
        self.announce({})
        return self

    def __exit__(self, *exc: object) -> None:
        os.truncate(self._descriptor, 0)
        os.close(self._descriptor)

    def announce(self, environment: Mapping[str, str]) -> None:
        """Writes who we are, and the environment that ``join`` hands to its command."""
        text = json.dumps({"pid": os.getpid(), "environment": dict(environment)})
        os.truncate(self._descriptor, 0)
        os.pwrite(self._descriptor, text.encode(), 0)


def announced_environment(path: Path) -> dict[str, str]:
    """What the holder announced. Raises SetupError if nobody holds the lease or is not ready."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        raise SetupError(_NOT_UP) from None
    try:
        if _is_free(descriptor):
            raise SetupError(_NOT_UP)
        environment = _read(descriptor).get("environment")
    finally:
        os.close(descriptor)
    if not environment:
        raise SetupError("The shop is still starting: try again in a moment.")
    return environment


_NOT_UP = "The shop is not up: run `make up` in another terminal first."


def _already_up(holder: dict) -> str:
    address = holder.get("environment", {}).get("PUBLIC_BASE_URL")
    where = f" at {address}" if address else ""
    return (
        f"The shop is already up{where} (pid {holder.get('pid', 'unknown')}):"
        " stop that one with Ctrl-C first."
    )


def _is_free(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(descriptor: int) -> dict:
    text = os.pread(descriptor, 1 << 16, 0)
    try:
        return json.loads(text) if text else {}
    except ValueError:  # cut off by a kill, or being rewritten this instant
        return {"pid": "unknown"}
