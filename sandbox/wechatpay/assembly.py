"""WeChat Pay's part of the sandbox, put together."""

from functools import partial
from threading import Event

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.state import State
from sandbox.ticker import Ticker
from sandbox.wechatpay import calls, orders, refunds
from sandbox.wechatpay.keys import Keys
from sandbox.wechatpay.notifications import Notifier
from sandbox.wechatpay.platform import Platform

SCHEMAS = (orders.SCHEMA, refunds.SCHEMA, calls.SCHEMA)


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
    refund_seconds: float,
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
    platform = Platform(
        state, clock, faults, keys, notifier, local, remote, refund_seconds, stopping, ticker.wake
    )
    ticker.add(notifier.dispatch)
    ticker.add(partial(refunds.settle_due, platform))
    return platform
