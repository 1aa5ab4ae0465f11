"""Alipay's open gateway, version 1.0, direct merchant with public keys: around python-alipay-sdk.

The SDK signs and verifies. It does not look at whose payment it is, knows no answer
without a signature, and reads answers and time-outs in ways of its own; see
``alipay_client`` for those. Amounts are yuan in text, times China's without a zone.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from core.calls import call_to
from core.db import forbid_transaction
from payments.channels.alipay_client import AlipayClient, china_time, read_china_time
from payments.channels.base import (
    AlreadyPaid,
    Closed,
    ForeignNotification,
    NotificationRejected,
    Notified,
    Payment,
    Prepared,
    PrepayRequest,
    RefundRequest,
    RefundResult,
    RefundState,
    Refused,
    Trade,
    TradeState,
    Unknown,
    Wants,
)

PRECREATE = "alipay.trade.precreate"
# What the shopper's own client opens: signed here, and unknown to Alipay until then.
_OPENED_BY_CLIENT = {
    "page": ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    "wap": ("alipay.trade.wap.pay", "QUICK_WAP_WAY"),
    "app": ("alipay.trade.app.pay", "QUICK_MSECURITY_PAY"),
}
_TRADE_STATES = {
    "WAIT_BUYER_PAY": TradeState.UNPAID,
    "TRADE_SUCCESS": TradeState.PAID,
    "TRADE_FINISHED": TradeState.PAID,  # paid, and no refund is possible any more
    "TRADE_CLOSED": TradeState.CLOSED,  # never paid, or refunded in whole
}
_MISSING = "ACQ.TRADE_NOT_EXIST"
_PAID = "ACQ.TRADE_HAS_SUCCESS"
# Whatever was asked may have been done, or may be done if it is asked again.
_UNKNOWN_CODES = {"10003", "20000", "40005"}
_UNKNOWN_SUB_CODES = {
    "ACQ.SYSTEM_ERROR",
    "ACQ.DISCORDANT_REPEAT_REQUEST",
    "ACQ.REFUND_CHARGE_ERROR",
}
_PERSONAL = {"buyer_id", "buyer_open_id", "buyer_logon_id", "buyer_user_id", "fund_bill_list"}
_NOT_IN_A_SUBJECT = str.maketrans("/=&", "   ")


@dataclass(frozen=True, slots=True, repr=False)
class AlipayCredentials:
    """``private_key`` is the app's own, ``public_key`` is Alipay's; both PEM."""

    app_id: str
    seller_id: str
    private_key: str
    public_key: str


class Alipay:
    code: ClassVar[str] = "alipay"
    products: ClassVar[tuple[str, ...]] = ("qr", *_OPENED_BY_CLIENT)

    def __init__(
        self, credentials: AlipayCredentials, *, base_url: str, notify_url: str, shop_url: str
    ) -> None:
        """Raises ValueError for keys that cannot be read. No call is made."""
        self._credentials = credentials
        self._base_url = base_url
        self._notify_url = notify_url
        self._shop_url = shop_url
        self._client = AlipayClient(
            app_id=credentials.app_id,
            private_key=credentials.private_key,
            public_key=credentials.public_key,
            gateway=base_url,
        )

    def wants(self, product: str) -> Wants:
        return Wants()

    # --- calls ----------------------------------------------------------------------------

    def prepay(self, request: PrepayRequest) -> Prepared | AlreadyPaid | Refused | Unknown:
        content = {
            "out_trade_no": request.out_trade_no,
            "total_amount": to_yuan(request.amount),
            "subject": request.description.translate(_NOT_IN_A_SUBJECT)[:256],
            "time_expire": china_time(request.expires_at),
        }
        if request.product in _OPENED_BY_CLIENT:
            return self._signed_for_client(request.product, content)
        reply = self._call(PRECREATE, content, notify_url=self._notify_url)
        if isinstance(reply, Refused):
            return AlreadyPaid() if reply.code == _PAID else reply
        if isinstance(reply, Unknown):
            return reply
        if not reply.get("qr_code"):
            return Unknown("unreadable: no qr_code")
        return Prepared({"qr_code": reply["qr_code"]})

    def _signed_for_client(self, product: str, content: dict[str, str]) -> Prepared:
        """No call: what the client opens is the request itself."""
        method, product_code = _OPENED_BY_CLIENT[product]
        content = content | {"product_code": product_code}
        if product == "app":
            return Prepared(
                {"order_string": self._client.sign(method, content, notify_url=self._notify_url)}
            )
        if product == "wap":
            content["quit_url"] = self._shop_url
        signed = self._client.sign(
            method, content, notify_url=self._notify_url, return_url=self._shop_url
        )
        return Prepared({"url": f"{self._base_url}?{signed}"})

    def query(self, out_trade_no: str) -> Trade | Unknown:
        reply = self._call("alipay.trade.query", {"out_trade_no": out_trade_no})
        if isinstance(reply, Unknown):
            return reply
        if isinstance(reply, Refused):
            return Trade(TradeState.UNOPENED) if reply.code == _MISSING else Unknown(reply.code)
        try:
            if reply["out_trade_no"] != out_trade_no:
                return Unknown("an answer about another payment")
            state = _TRADE_STATES[reply["trade_status"]]
            if state is not TradeState.PAID:
                return Trade(state)
            return Trade(state, _payment(reply, paid_at=reply["send_pay_date"]))
        except (KeyError, TypeError, ValueError) as error:
            return Unknown(f"unreadable: {error!r}")

    def close(self, out_trade_no: str) -> Closed | AlreadyPaid | Refused | Unknown:
        reply = self._call("alipay.trade.close", {"out_trade_no": out_trade_no})
        return Closed() if isinstance(reply, dict) else reply

    def refund(self, request: RefundRequest) -> RefundResult | Refused | Unknown:
        """Done at once where Alipay says that the money has moved; else it is to be asked after."""
        reply = self._call(
            "alipay.trade.refund",
            {
                "trade_no": request.transaction_id,
                "out_request_no": request.out_refund_no,
                "refund_amount": to_yuan(request.amount),
                "refund_reason": request.reason[:256],
            },
        )
        if not isinstance(reply, dict):
            return reply
        moved = reply.get("fund_change") == "Y"
        return _refund_result(request, RefundState.SUCCEEDED if moved else RefundState.PENDING)

    def query_refund(self, request: RefundRequest) -> RefundResult | Refused | Unknown:
        """Alipay knows a refund only with its trade, and only once it is done.

        One that is not done may never have reached it: it is asked for again, under its number.
        """
        reply = self._call(
            "alipay.trade.fastpay.refund.query",
            {"trade_no": request.transaction_id, "out_request_no": request.out_refund_no},
        )
        if not isinstance(reply, dict):
            return reply
        if reply.get("refund_status") != "REFUND_SUCCESS":
            return self.refund(request)
        try:
            amount = to_fen(reply["refund_amount"])
        except (KeyError, TypeError, ValueError) as error:
            return Unknown(f"unreadable: {error!r}")
        return _refund_result(request, RefundState.SUCCEEDED, amount=amount)

    def _call(
        self, method: str, content: dict[str, str], **parameters: str
    ) -> dict[str, Any] | Refused | Unknown:
        """One call. Silence, or an answer without a good signature, is Unknown."""
        forbid_transaction("a call to Alipay")
        try:
            with call_to(self.code):
                reply = self._client.call(method, content, **parameters)
        except Exception as error:  # of urllib and of the SDK: no two kinds of silence are alike
            return Unknown(f"{type(error).__name__}: {error}"[:200])
        code, sub_code = str(reply.get("code", "")), str(reply.get("sub_code", ""))
        if code == "10000":
            return reply
        if code in _UNKNOWN_CODES or sub_code in _UNKNOWN_SUB_CODES:
            return Unknown(sub_code or code)
        return Refused(sub_code or code, str(reply.get("sub_msg", "")))

    # --- notifications --------------------------------------------------------------------

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notified:
        """Verify the form as it came, then read. Its age proves nothing: the same is sent for 25 h.

        Every news of a trade comes to one address. What tells of a refund is never read as a
        payment, though it says TRADE_SUCCESS as well; whether money went back is asked, not told.
        """
        form = self._verified(body)
        facts = {name: value for name, value in form.items() if name not in _PERSONAL}
        for name in ("app_id", "seller_id"):
            if form.get(name) != getattr(self._credentials, name):
                raise ForeignNotification(f"meant for another {name}", facts=facts)
        try:
            status = form["trade_status"]
            if _tells_of_refund(form):
                return Notified(_event_id(form), f"refund.{status}", facts=facts)
            payment = None
            if _TRADE_STATES.get(status) is TradeState.PAID:
                payment = _payment(form, paid_at=form["gmt_payment"])
            return Notified(_event_id(form), status, payment, facts=facts)
        except (KeyError, ValueError) as error:
            raise NotificationRejected(f"unreadable: {error!r}", status=400) from None

    def _verified(self, body: bytes) -> dict[str, str]:
        try:
            pairs = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict"
            )
        except ValueError:
            raise NotificationRejected("not a form", status=400) from None
        form = dict(pairs)
        if len(form) != len(pairs):
            raise NotificationRejected("a field comes twice", status=400)
        signature = form.pop("sign", "")
        if form.pop("sign_type", "") != "RSA2":
            raise NotificationRejected("not signed with RSA2")
        if not self._client.is_signed(form, signature):
            raise NotificationRejected("the signature is wrong")
        return form


# --- reading ------------------------------------------------------------------------------


def to_yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def to_fen(yuan: str) -> int:
    """Raises ValueError for anything but digits with two decimals at most."""
    whole, _, decimals = yuan.partition(".")
    digits = whole + decimals.ljust(2, "0")
    if not whole or len(decimals) > 2 or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{yuan!r} is no amount")
    return int(digits)


def _payment(answer: Mapping[str, str], *, paid_at: str) -> Payment:
    return Payment(
        out_trade_no=answer["out_trade_no"],
        transaction_id=answer["trade_no"],
        amount=to_fen(answer["total_amount"]),
        currency="CNY",
        paid_at=read_china_time(paid_at),
    )


def _refund_result(
    request: RefundRequest, state: RefundState, *, amount: int | None = None
) -> RefundResult:
    """Alipay has no number of its own for a refund."""
    return RefundResult(
        out_refund_no=request.out_refund_no,
        provider_refund_id="",
        amount=request.amount if amount is None else amount,
        state=state,
    )


def _tells_of_refund(form: Mapping[str, str]) -> bool:
    """A part or all of it went back; ``refund_fee`` is the sum of all refunds so far."""
    named = form.get("gmt_refund") or form.get("out_biz_no")
    return bool(named) or to_fen(form.get("refund_fee") or "0") > 0


def _event_id(form: Mapping[str, str]) -> str:
    """The same for every sending of the same news, and never for other news."""
    key = ("trade_status", "out_biz_no", "refund_fee", "gmt_refund")
    told = [form["notify_id"], form["trade_no"], *(form.get(name, "") for name in key)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
