"""What every part of Kuaidi100's sandbox works with."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.kuaidi100.pushes import Notifier
from sandbox.state import State


@dataclass(frozen=True)
class Platform:
    """``local`` admits loopback addresses, ``remote`` all others; ``stopping`` is set when the
    process shuts down; ``wake`` makes the ticker look at once."""

    state: State
    clock: Clock
    faults: Faults
    notifier: Notifier
    local: bool
    remote: bool
    stopping: Event
    wake: Callable[[], None]
