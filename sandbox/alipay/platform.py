"""What every part of Alipay's sandbox works with."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from sandbox.alipay.keys import Keys
from sandbox.alipay.notifications import Notifier
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.state import State


@dataclass(frozen=True)
class Platform:
    """``local`` admits loopback addresses, ``remote`` all others; ``stopping`` is set when the
    process shuts down; ``wake`` makes the ticker look at once."""

    state: State
    clock: Clock
    faults: Faults
    keys: Keys
    notifier: Notifier
    local: bool
    remote: bool
    stopping: Event
    wake: Callable[[], None]
