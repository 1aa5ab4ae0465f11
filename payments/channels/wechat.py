"""WeChat Pay API v3, direct merchant, in public-key mode: a thin gateway around wechatpayv3.

The SDK signs, verifies and decrypts. It does not look at freshness, at whose
payment it is, or at the clock; it raises bare exceptions, and asks the platform
for certificates when it meets a key it does not know. All that is seen to here.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar

from wechatpayv3 import WeChatPay, WeChatPayType

from core.calls import TIMEOUT, call_to
from core.db import forbid_transaction
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
from payments.channels.wechat_products import PRODUCTS, Client, Product, asked_of_payer

FRESHNESS = 300  # seconds that a notification's timestamp may be off
CHINA = timezone(timedelta(hours=8))

# WeChat's documents and its servers spell these differently.
_PAID_CODES = {"ORDERPAID", "ORDER_PAID"}
_MISSING_CODES = {"ORDERNOTEXIST", "ORDER_NOT_EXIST"}
_TRADE_STATES = {
    "SUCCESS": TradeState.PAID,
    "REFUND": TradeState.PAID,  # paid, and something of it was refunded since
    "NOTPAY": TradeState.UNPAID,
    "USERPAYING": TradeState.UNPAID,
    "CLOSED": TradeState.CLOSED,
    "REVOKED": TradeState.CLOSED,
    "PAYERROR": TradeState.CLOSED,
}
_REFUND_STATES = {
    "PROCESSING": RefundState.PENDING,
    "SUCCESS": RefundState.SUCCEEDED,
    "CLOSED": RefundState.CLOSED,
    "ABNORMAL": RefundState.ABNORMAL,
}
_PERSONAL = {"payer", "user_received_account", "scene_info", "bank_type"}


@dataclass(frozen=True, slots=True, repr=False)
class WechatCredentials:
    """What a merchant gets from WeChat. Keys are PEM; ``apiv3_key`` has 32 characters.

    ``appid`` is the official account's; ``mini_appid`` and ``mobile_appid`` are those of the
    mini-program and of the phone's own app, for who has them. All are bound to the merchant.
    """

    mchid: str
    appid: str
    serial_no: str
    private_key: str
    apiv3_key: str
    public_key: str
    public_key_id: str
    mini_appid: str = ""
    mobile_appid: str = ""

    def __post_init__(self) -> None:
        if len(self.apiv3_key.encode()) != 32:
            raise ValueError("apiv3_key must have 32 bytes")

    @property
    def app_ids(self) -> set[str]:
        return {self.appid, self.mini_appid, self.mobile_appid} - {""}


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: dict[str, Any]

    @property
    def refusal(self) -> Refused | None:
        if self.status < 300:
            return None
        return Refused(str(self.body.get("code", self.status)), str(self.body.get("message", "")))


class WechatPay:
    code: ClassVar[str] = "wechat"
    products: ClassVar[tuple[str, ...]] = tuple(PRODUCTS)

    def __init__(
        self, credentials: WechatCredentials, *, base_url: str, notify_url: str, shop_url: str
    ) -> None:
        """Raises ValueError for keys that cannot be read. No call is made."""
        self._credentials = credentials
        self._shop_url = shop_url
        try:
            self._sdk = WeChatPay(
                wechatpay_type=WeChatPayType.NATIVE,
                mchid=credentials.mchid,
                private_key=credentials.private_key,
                cert_serial_no=credentials.serial_no,
                appid=credentials.appid,
                apiv3_key=credentials.apiv3_key,
                notify_url=notify_url,
                timeout=TIMEOUT,
                public_key=credentials.public_key,
                public_key_id=credentials.public_key_id,
            )
        except Exception as error:  # the SDK knows no other
            raise ValueError(str(error)) from None
        # The SDK has no option for it; a sandbox differs from production by this alone.
        self._sdk._core._gate_way = base_url

    def wants(self, product: str) -> Wants:
        known = PRODUCTS[product]
        app_id = self._app_id(known) if known.wants_openid else ""
        return Wants(openid_of=app_id, ip=known.wants_ip)

    # --- calls ----------------------------------------------------------------------------

    def prepay(self, request: PrepayRequest) -> Prepared | AlreadyPaid | Refused | Unknown:
        product = PRODUCTS[request.product]
        reply = self._call(
            self._sdk.pay,
            pay_type=product.pay_type,
            appid=self._app_id(product),
            description=request.description,
            out_trade_no=request.out_trade_no,
            amount={"total": request.amount, "currency": "CNY"},
            time_expire=request.expires_at.astimezone(CHINA).isoformat(timespec="seconds"),
            **asked_of_payer(product, openid=request.payer.openid, ip=request.payer.ip),
        )
        if isinstance(reply, Unknown):
            return reply
        if refusal := reply.refusal:
            return AlreadyPaid() if refusal.code in _PAID_CODES else refusal
        try:
            parameters = self._client(product).parameters(request.product, reply.body)
        except KeyError as missing:
            return Unknown(f"unreadable: no {missing}")
        return Prepared(parameters, product.good_for)

    def _app_id(self, product: Product) -> str:
        app_id: str = getattr(self._credentials, product.app)
        return app_id

    def _client(self, product: Product) -> Client:
        return Client(
            app_id=self._app_id(product),
            mchid=self._credentials.mchid,
            shop_url=self._shop_url,
            sign=self._sdk.sign,
        )

    def query(self, out_trade_no: str) -> Trade | Unknown:
        reply = self._call(self._sdk.query, out_trade_no=out_trade_no)
        if isinstance(reply, Unknown):
            return reply
        if refusal := reply.refusal:
            if refusal.code in _MISSING_CODES:
                return Trade(TradeState.MISSING)
            return Unknown(refusal.code)
        try:
            return self._trade(reply.body)
        except (KeyError, TypeError, ValueError, NotificationRejected) as error:
            return Unknown(f"unreadable: {error!r}")

    def close(self, out_trade_no: str) -> Closed | AlreadyPaid | Refused | Unknown:
        reply = self._call(self._sdk.close, out_trade_no=out_trade_no)
        if isinstance(reply, Unknown):
            return reply
        if refusal := reply.refusal:
            return AlreadyPaid() if refusal.code in _PAID_CODES else refusal
        return Closed()

    def refund(self, request: RefundRequest) -> RefundResult | Refused | Unknown:
        return self._refund_result(
            self._call(
                self._sdk.refund,
                out_refund_no=request.out_refund_no,
                transaction_id=request.transaction_id,
                amount={
                    "refund": request.amount,
                    "total": request.total,
                    "currency": request.currency,
                },
                reason=request.reason[:80],
            )
        )

    def query_refund(self, request: RefundRequest) -> RefundResult | Refused | Unknown:
        return self._refund_result(
            self._call(self._sdk.query_refund, out_refund_no=request.out_refund_no)
        )

    def _refund_result(self, reply: _Reply | Unknown) -> RefundResult | Refused | Unknown:
        if isinstance(reply, Unknown):
            return reply
        if refusal := reply.refusal:
            return refusal
        try:
            return _refund(reply.body, reply.body["status"])
        except (KeyError, TypeError) as error:
            return Unknown(f"unreadable: {error!r}")

    def _call(
        self, operation: Callable[..., tuple[int, str | bytes]], **arguments: Any
    ) -> _Reply | Unknown:
        """One call. A 429 or 5xx, silence or an answer without a good signature is Unknown."""
        forbid_transaction("a call to WeChat Pay")
        try:
            with call_to(self.code):
                status, text = operation(**arguments)
        except Exception as error:  # the SDK raises Exception itself for a bad signature
            return Unknown(f"{type(error).__name__}: {error}"[:200])
        body = _json_object(text)
        if status == 429 or status >= 500:
            return Unknown(str(body.get("code", status)))
        return _Reply(status, body)

    # --- notifications --------------------------------------------------------------------

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notified:
        """Verify signature, key and freshness (300 s), then decrypt and read."""
        self._check_freshness(headers)
        event = self._verified(headers, body)
        try:
            kind, resource = str(event["event_type"]), event["resource"]
            payment = refund = None
            if kind.startswith("TRANSACTION."):
                payment = self._trade(resource).payment
            elif kind.startswith("REFUND."):
                self._check_merchant(resource)
                refund = _refund(resource, resource["refund_status"])
            return Notified(str(event["id"]), kind, payment, refund, _without_personal(resource))
        except (KeyError, TypeError, ValueError) as error:
            raise NotificationRejected(f"unreadable: {error!r}", status=400) from None

    def _check_freshness(self, headers: Mapping[str, str]) -> None:
        stamp = headers.get("Wechatpay-Timestamp", "")
        if not stamp.isascii() or not stamp.isdigit():
            raise NotificationRejected("no timestamp")
        if abs(time.time() - int(stamp)) > FRESHNESS:
            raise NotificationRejected("the timestamp is not fresh")

    def _verified(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        # For a serial it does not know the SDK would ask the platform, at a stranger's bidding.
        if headers.get("Wechatpay-Serial") != self._credentials.public_key_id:
            raise NotificationRejected("signed with a key that is not WeChat Pay's")
        try:
            event: dict[str, Any] | None = self._sdk.callback(headers, body)
        except Exception as error:  # bare, for an unknown algorithm; whatever else for bad bytes
            raise NotificationRejected(f"not verifiable: {type(error).__name__}") from None
        if not event:
            raise NotificationRejected("the signature is wrong")
        return event

    # --- reading --------------------------------------------------------------------------

    def _trade(self, answer: dict[str, Any]) -> Trade:
        self._check_merchant(answer)
        if answer["appid"] not in self._credentials.app_ids:
            raise ForeignNotification("meant for another appid", facts=_without_personal(answer))
        state = _TRADE_STATES[answer["trade_state"]]
        if state is not TradeState.PAID:
            return Trade(state)
        payment = Payment(
            out_trade_no=answer["out_trade_no"],
            transaction_id=answer["transaction_id"],
            amount=int(answer["amount"]["total"]),
            currency=answer["amount"].get("currency", "CNY"),
            paid_at=datetime.fromisoformat(answer["success_time"]),
        )
        return Trade(state, payment)

    def _check_merchant(self, answer: dict[str, Any]) -> None:
        if answer["mchid"] != self._credentials.mchid:
            raise ForeignNotification("meant for another mchid", facts=_without_personal(answer))


def _refund(answer: dict[str, Any], status: str) -> RefundResult:
    return RefundResult(
        out_refund_no=answer["out_refund_no"],
        provider_refund_id=answer["refund_id"],
        amount=int(answer["amount"]["refund"]),
        state=_REFUND_STATES[status],
    )


def _json_object(text: str | bytes) -> dict[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _without_personal(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in _PERSONAL}
