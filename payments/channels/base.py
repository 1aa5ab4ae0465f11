"""What a way of paying must be able to do.

Two kinds, told apart by where the money is:

``Internal`` (points, stored value, balance): the money is in our own ledger. Its verbs run *inside*
the transaction of whoever calls them: they succeed or fail with it.

``External`` (WeChat Pay, Alipay): the money is at a provider. Its verbs are calls over
the network and run *outside* any transaction; each has three steps: record the
intent (transaction), call, record the outcome (transaction). An answer that did
not come, or that cannot be trusted, is ``Unknown``: a state that a later query
resolves, never a failure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Protocol

# --- what is asked ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, as far as the product wants to know; "" for what it does not."""

    openid: str = ""
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Wants:
    """What a product has to be told of the payer: the openid in an app of this id, the address."""

    openid_of: str = ""
    ip: bool = False


@dataclass(frozen=True, slots=True)
class PrepayRequest:
    """One payment to be prepared. The same request again must be equal in every field."""

    out_trade_no: str
    product: str
    amount: int
    description: str
    expires_at: datetime  # the provider's time
    payer: Payer = Payer()


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """``amount`` of the ``total`` once paid; the same number never refunds twice."""

    out_refund_no: str
    transaction_id: str
    amount: int
    total: int
    currency: str
    reason: str


# --- what is answered ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that reached us at a provider, as the provider says. ``amount`` in minor units."""

    out_trade_no: str
    transaction_id: str
    amount: int
    currency: str
    paid_at: datetime


class TradeState(StrEnum):
    PAID = "paid"
    UNPAID = "unpaid"
    CLOSED = "closed"
    MISSING = "missing"  # the provider knows no such number: not the same as closed
    # The shopper has not opened it, and only then the provider hears of it: it may still be paid.
    UNOPENED = "unopened"


@dataclass(frozen=True, slots=True)
class Trade:
    """A query's answer; ``payment`` where the state is PAID."""

    state: TradeState
    payment: Payment | None = None


class RefundState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    CLOSED = "closed"
    ABNORMAL = "abnormal"


@dataclass(frozen=True, slots=True)
class RefundResult:
    out_refund_no: str
    provider_refund_id: str
    amount: int
    state: RefundState


@dataclass(frozen=True, slots=True)
class Prepared:
    """``parameters`` go to the shopper's client: ``{"code_url": "weixin://…"}`` for Native.

    What is only ``good_for`` a while is had anew by the same request; None: for the whole payment.
    """

    parameters: dict[str, Any]
    good_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """The provider will not take this payment any more."""


@dataclass(frozen=True, slots=True)
class AlreadyPaid:
    """Refused because the money is there: query it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider has understood, and does not do it. ``code`` is its own."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, a 5xx, or one that is not to be trusted. It may have been done."""

    why: str


@dataclass(frozen=True, slots=True)
class Notified:
    """A provider's call to us, verified: about a payment, a refund, or nothing of ours.

    ``facts`` is what it said, without personal data.
    """

    event_id: str
    kind: str
    payment: Payment | None = None
    refund: RefundResult | None = None
    facts: dict[str, Any] = field(default_factory=dict)


class NotificationRejected(Exception):
    """Not the provider, not for us, or not to be read: answered with the failure ``status``."""

    def __init__(self, why: str, *, status: int = 401) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


class ForeignNotification(NotificationRejected):
    """Rightly signed, but for another merchant or app: nothing that could happen by itself."""

    def __init__(self, why: str, *, facts: dict[str, Any]) -> None:
        super().__init__(why, status=400)
        self.facts = facts


# --- the two interfaces -------------------------------------------------------------------


class Internal(Protocol):
    """Hold, capture, void and refund in the ledger, in the caller's transaction."""

    code: ClassVar[str]

    def available(self, payer_id: int) -> int:
        """How much a hold could take now, in the unit of the account."""

    def hold(self, *, key: str, payer_id: int, amount: int, reference: str, at: datetime) -> int:
        """Set so much aside, in the unit of the account; the hold's id.

        Raises InsufficientBalance, WalletFrozen.
        """

    def capture(
        self,
        *,
        key: str,
        hold_id: int,
        amount: int,
        to_account_id: int,
        reference: str,
        at: datetime,
    ) -> int:
        """Book what is held, worth ``amount`` in fen, on an account of money; the entry's id."""

    def void(self, *, hold_id: int, at: datetime) -> None:
        """Give back what is held."""

    def refund(
        self,
        *,
        key: str,
        payer_id: int,
        amount: int,
        points: int,
        hold_id: int | None,
        from_account_id: int,
        reference: str,
        at: datetime,
    ) -> int:
        """Give captured money back, at once; the entry's id.

        ``points`` go with it where they were taken. ``hold_id`` is what it was captured from, None
        for money that was paid another way.
        """


class External(Protocol):
    """Prepare, ask, close and refund at a provider, outside any transaction."""

    code: ClassVar[str]
    products: ClassVar[tuple[str, ...]]

    def wants(self, product: str) -> Wants: ...

    def prepay(self, request: PrepayRequest) -> Prepared | AlreadyPaid | Refused | Unknown: ...

    def query(self, out_trade_no: str) -> Trade | Unknown: ...

    def close(self, out_trade_no: str) -> Closed | AlreadyPaid | Refused | Unknown: ...

    def refund(self, request: RefundRequest) -> RefundResult | Refused | Unknown: ...

    def query_refund(self, request: RefundRequest) -> RefundResult | Refused | Unknown:
        """What became of a refund that was sent."""

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Notified:
        """Verify, then read. Raises NotificationRejected; ForeignNotification for others' news."""
