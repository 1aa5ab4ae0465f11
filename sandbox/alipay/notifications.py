"""Alipay's notifications: signed forms, repeated until they are answered with ``success``."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from sandbox import notifications
from sandbox.alipay.keys import Keys
from sandbox.alipay.money import to_fen, to_yuan
from sandbox.alipay.signing import sign, signed_form, to_be_signed
from sandbox.clock import Clock, local_time
from sandbox.faults import Fault, Faults
from sandbox.notifications import Answer, Envelope
from sandbox.state import State

MINUTE, HOUR = 60, 3600


class Notifier(notifications.Notifier):
    """8 attempts within 25 h. Every one of a notification has the same notify_id and content."""

    provider: ClassVar[str] = "alipay"
    retries: ClassVar[Sequence[int]] = (
        4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR,
    )  # fmt: skip
    spoilers: ClassVar[Sequence[str]] = (
        "notify_forge",
        "notify_sha1",
        "notify_corrupt",
        "notify_wrong_amount",
        "notify_wrong_appid",
        "notify_wrong_seller",
    )

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
        self, trade: Mapping[str, str], *, reference: str, out_trade_no: str, notify_url: str
    ) -> None:
        """Keep a notification of how a trade stands now, as part of the caller's transaction.

        ``reference`` is the trade's number or the refund's that brought it there.
        """
        stamp = local_time(self._clock.now())
        number = "".join(c for c in stamp[:10] if c.isdigit()) + f"{secrets.randbelow(10**26):026}"
        merchant = self._keys.merchant
        content = {
            "notify_time": stamp,
            "notify_type": "trade_status_sync",
            "notify_id": number,
            "app_id": merchant.app_id,
            "auth_app_id": merchant.app_id,
            "charset": "utf-8",
            "version": "1.0",
            "seller_id": merchant.seller_id,
            **trade,
        }
        self.keep(
            number,
            event_type=trade["trade_status"],
            content=content,
            reference=reference,
            out_trade_no=out_trade_no,
            notify_url=notify_url,
        )

    def envelope(self, content: Mapping[str, Any], faults: Sequence[Fault]) -> Envelope:
        settings = {fault.kind: fault.settings for fault in faults}
        fields = _falsified(content, settings)
        key = _forged_key() if "notify_forge" in settings else self._keys.platform_key
        form = signed_form(key, fields)
        if "notify_sha1" in settings:
            form |= {"sign_type": "RSA", "sign": sign(key, to_be_signed(fields), sha1=True)}
        if "notify_corrupt" in settings:
            form["buyer_pay_amount"] = "0.01"
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        return Envelope(headers, urlencode(form).encode(), " ".join(settings))

    def acknowledges(self, answer: Answer) -> bool:
        return answer.status == 200 and answer.body == b"success"


def _falsified(
    content: Mapping[str, str], settings: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    changed = dict(content)
    if "notify_wrong_amount" in settings:
        off_by = settings["notify_wrong_amount"]["off_by"]
        for name in ("total_amount", "receipt_amount", "buyer_pay_amount", "invoice_amount"):
            if name in changed:
                changed[name] = to_yuan(to_fen(changed[name]) + off_by)
    if "notify_wrong_appid" in settings:
        changed["app_id"] = "2021000000000000"
    if "notify_wrong_seller" in settings:
        changed["seller_id"] = "2088000000000000"
    return changed


@cache
def _forged_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)
