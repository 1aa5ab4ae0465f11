"""Kuaidi100's part of the sandbox, put together."""

from threading import Event

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.kuaidi100 import parcels
from sandbox.kuaidi100.api import Api
from sandbox.kuaidi100.control import Control
from sandbox.kuaidi100.desk import Desk
from sandbox.kuaidi100.platform import Platform
from sandbox.kuaidi100.pushes import Notifier
from sandbox.state import State
from sandbox.ticker import Ticker
from sandbox.web import Router

SCHEMAS = (parcels.SCHEMA,)


def assemble(
    *,
    state: State,
    clock: Clock,
    faults: Faults,
    ticker: Ticker,
    stopping: Event,
    local: bool,
    remote: bool,
    retry_scale: float,
    notify_timeout: float,
) -> Platform:
    """The platform, with its background work given to the ticker."""
    notifier = Notifier(
        state, clock, faults, retry_scale=retry_scale, timeout=notify_timeout, wake=ticker.wake
    )
    ticker.add(notifier.dispatch)
    return Platform(state, clock, faults, notifier, local, remote, stopping, ticker.wake)


def mount(platform: Platform, router: Router, *, local: bool) -> None:
    """The calls of a shop; the courier's desk and the control API only where it is local."""
    Api(platform).mount(router)
    if local:
        Control(platform).mount(router)
        Desk(platform).mount(router)
