"""Alipay's part of the sandbox, put together."""

from functools import partial
from threading import Event

from sandbox.alipay import calls, refunds, trades
from sandbox.alipay.cashier import Cashier
from sandbox.alipay.control import Control
from sandbox.alipay.gateway import Gateway
from sandbox.alipay.keys import Keys
from sandbox.alipay.notifications import Notifier
from sandbox.alipay.platform import Platform
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.state import State
from sandbox.ticker import Ticker
from sandbox.web import Router

SCHEMAS = (trades.SCHEMA, refunds.SCHEMA, calls.SCHEMA)


def assemble(
    keys: Keys,
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
        keys,
        state,
        clock,
        faults,
        retry_scale=retry_scale,
        timeout=notify_timeout,
        wake=ticker.wake,
    )
    platform = Platform(state, clock, faults, keys, notifier, local, remote, stopping, ticker.wake)
    ticker.add(notifier.dispatch)
    ticker.add(partial(refunds.settle_due, platform))
    ticker.add(partial(trades.close_overdue, platform))
    return platform


def mount(platform: Platform, router: Router, *, local: bool) -> None:
    """The gateway and the cashier; the control API only where the sandbox is local."""
    cashier = Cashier(platform)
    gateway = Gateway(platform, cashier)
    gateway.mount(router)
    cashier.mount(router)
    if local:
        Control(platform, gateway).mount(router)
