"""WeChat Pay's notifications: what they hold, how often they come, what acknowledges them."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from sandbox import notifications
from sandbox.clock import Clock, rfc3339
from sandbox.faults import Fault, Faults
from sandbox.notifications import Answer, Envelope
from sandbox.state import State
from sandbox.wechatpay import envelope
from sandbox.wechatpay.keys import Keys

MINUTE, HOUR = 60, 3600


class Notifier(notifications.Notifier):
    """16 attempts in 24 h 4 min; any 2xx acknowledges."""

    provider: ClassVar[str] = "wechatpay"
    retries: ClassVar[Sequence[int]] = (
        15, 15, 30, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 30 * MINUTE, 30 * MINUTE,
        60 * MINUTE, 3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR,
    )  # fmt: skip
    spoilers: ClassVar[Sequence[str]] = envelope.SPOILERS

    def __init__(
        self,
        keys: Keys,
        state: State,
        clock: Clock,
        faults: Faults,
        *,
        retry_scale: float,
        timeout: float,
        wake: Callable[[], None],
    ) -> None:
        super().__init__(state, clock, faults, retry_scale=retry_scale, timeout=timeout, wake=wake)
        self._keys = keys

    def announce(
        self,
        *,
        event_type: str,
        original_type: str,
        summary: str,
        resource: Mapping[str, Any],
        reference: str,
        out_trade_no: str,
        notify_url: str,
    ) -> None:
        """Keep a notification, as part of the caller's transaction."""
        stamp = rfc3339(self._clock.now())
        number = "EV-" + "".join(c for c in stamp[:19] if c.isdigit()) + secrets.token_hex(4)
        event = {
            "id": number,
            "create_time": stamp,
            "event_type": event_type,
            "resource_type": "encrypt-resource",
            "summary": summary,
            "resource": {"original_type": original_type},
        }
        self.keep(
            number,
            event_type=event_type,
            content={"event": event, "resource": resource},
            reference=reference,
            out_trade_no=out_trade_no,
            notify_url=notify_url,
        )

    def envelope(self, content: Mapping[str, Any], faults: Sequence[Fault]) -> Envelope:
        now = int(self._clock.real())
        return envelope.spoil(
            self._keys, content["event"], content["resource"], now=now, faults=faults
        )

    def probe(self, content: Mapping[str, Any]) -> Envelope:
        now = int(self._clock.real())
        return envelope.probe(self._keys, content["event"], content["resource"], now=now)

    def acknowledges(self, answer: Answer) -> bool:
        return answer.status is not None and 200 <= answer.status < 300
