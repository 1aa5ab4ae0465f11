"""What every part of WeChat Pay's sandbox works with."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.state import State
from sandbox.wechatpay.keys import Keys
from sandbox.wechatpay.notifications import Notifier


@dataclass(frozen=True)
class Platform:
    """``local`` admits loopback addresses, ``remote`` all others; ``refund_seconds`` is how
    long a refund stays PROCESSING; ``stopping`` is set when the process shuts down;
    ``wake`` makes the ticker look at once."""

    state: State
    clock: Clock
    faults: Faults
    keys: Keys
    notifier: Notifier
    local: bool
    remote: bool
    refund_seconds: float
    stopping: Event
    wake: Callable[[], None]
