"""What an entry point brings to an order besides its goods: a deal, and the claim on it.

Five kinds of deal, one path: each kind tells by ``deal_of`` what it changes of prices, clocks and
payment, and holds what an order takes of it by ``claim``. Plain values, amounts in fen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketing.pricing import Deposit, UnitPrice


class DealKind(models.TextChoices):
    FLASH_SALE = "flash_sale", _("flash sale")
    GROUP_BUY = "group_buy", _("group buy")
    PRESALE = "presale", _("presale")
    POINTS = "points", _("points mall")
    EXCHANGE = "exchange", _("exchange code")

    @property
    def takes_stock_when_paid(self) -> bool:
        """Nothing is reserved before the last instalment is paid: the goods are not there yet."""
        return self is DealKind.PRESALE


@dataclass(frozen=True, slots=True)
class DealWanted:
    """What a shopper asks for. ``reference``: the public id of the offer, or an exchange code;
    ``team``: of a group buy, the team to join ("" opens one)."""

    kind: DealKind
    reference: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class BalanceWindow:
    """When the second instalment of a presale may be paid, and whether its deposit comes back."""

    opens_at: datetime
    due_at: datetime
    deposit_refundable: bool


@dataclass(frozen=True, slots=True)
class Deal:
    """What is in force for one order. ``prices`` replace list and member prices, by SKU code.

    ``pay_within`` stands in the place of the payment timeout, ``pay_by`` is never exceeded.
    ``brings_stock``: claiming it brings the reservation along; otherwise the order reserves.
    ``waits_for_group``: once paid, the order waits under a block until its team is formed.
    ``ships_free``: no fee is asked for. ``code_id``: the exchange code that is spent on it.
    """

    kind: DealKind
    reference: str
    prices: Mapping[str, UnitPrice]
    team: str = ""
    takes_reductions: bool = False
    takes_coupons: bool = False
    takes_points: bool = False
    pay_within: timedelta | None = None
    pay_by: datetime | None = None
    deposit: Deposit | None = None
    balance_window: BalanceWindow | None = None
    brings_stock: bool = False
    waits_for_group: bool = False
    ships_free: bool = False
    code_id: int | None = None

    @property
    def stock_when_paid(self) -> bool:
        return self.kind.takes_stock_when_paid

    def payment_due_at(self, at: datetime, *, otherwise: timedelta) -> datetime:
        """Until when the first instalment is to be paid, for an order placed ``at``."""
        due_at = at + (self.pay_within or otherwise)
        return min(due_at, self.pay_by) if self.pay_by else due_at


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One line of the order that claims a deal."""

    number: int
    sku_id: int
    sku_code: str
    quantity: int
