"""Loopback ports: read from the environment, checked before anything is started."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import cycle

from config.house.errors import SetupError

_DEFAULTS = {
    "WEB_PORT": 8000,
    "SANDBOX_PORT": 8001,
    "DATABASE_PORT": 15432,
    "REDIS_PORT": 16379,
}
# Below those that the kernel gives to outgoing connections: one of them could take ours.
_FREE_FROM, _BLOCKS, _BLOCK = 20_000, 319, 40


@dataclass(frozen=True)
class Port:
    """``setting`` is the environment variable that moves it."""

    setting: str
    number: int

    def require_free(self, *, seconds: float, check: Callable[[], None]) -> None:
        """Waits up to ``seconds`` for the port, calling ``check`` meanwhile.

        Raises SetupError if it stays taken.
        """
        deadline = time.monotonic() + seconds
        while not _is_free(self.number):
            if time.monotonic() >= deadline:
                raise SetupError(
                    f"Port {self.number} is in use: stop what listens there, or choose another,"
                    f" for instance {self.setting}={free_port()}."
                )
            check()
            time.sleep(0.05)


def port_from_environment(setting: str) -> Port:
    """Raises SetupError if the variable holds no port."""
    text = os.environ.get(setting, "").strip() or str(_DEFAULTS[setting])
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise SetupError(f"{setting} must be a port, 1 to 65535, not {text!r}.")
    return Port(setting, int(text))


def require_distinct(ports: list[Port]) -> None:
    """Raises SetupError naming two settings that hold the same port."""
    seen: dict[int, str] = {}
    for port in ports:
        if port.number in seen:
            raise SetupError(
                f"{seen[port.number]} and {port.setting} are both {port.number}: change one."
            )
        seen[port.number] = port.setting


def free_port() -> int:
    """A port that nobody listens on, for somebody who will in a moment, and another each time."""
    return next(number for number in _block_of(os.getpid()) if _is_free(number))


@cache
def _block_of(pid: int) -> Iterator[int]:
    """Ports of its own for each process: two that ask at the same moment get different ones."""
    first = _FREE_FROM + pid % _BLOCKS * _BLOCK
    return cycle(range(first, first + _BLOCK))


def _is_free(number: int) -> bool:
    with socket.socket() as probe:
        # Connections that linger after a restart do not count, a listener does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True
