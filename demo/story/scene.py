"""Who and what a story finds when it begins."""

import secrets
from collections import Counter
from dataclasses import dataclass, field

from demo.story.doors.courier import Courier
from demo.story.doors.crowd import Crowd
from demo.story.doors.goods import Goods, Offer
from demo.story.doors.order import Document, Order
from demo.story.doors.payer import Payer
from demo.story.doors.promoter import Promoter
from demo.story.doors.shopper import Shopper
from demo.story.doors.staff import Staff
from demo.story.doors.treasurer import Treasurer
from demo.story.report import Report
from demo.story.script import End, Money, expect


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the whole demonstration. ``regular`` has money on the balance."""

    api_url: str
    report: Report
    newcomer: Shopper
    regular: Shopper
    payer: Payer
    courier: Courier
    warehouse: Staff
    service: Staff
    supervisor: Staff
    promoter: Promoter
    treasurer: Treasurer

    def somebody_new(self) -> Shopper:
        """Who has neither coupons nor points nor money, and whose own no other story touches."""
        return Shopper.by_code(self.api_url, new_phone(), self.report)

    def crowd(self, size: int) -> Crowd:
        """So many who are new, all at once."""
        return Crowd(self.api_url, [new_phone() for _ in range(size)], self.report)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of an order, asked once, when nothing moves any more.

    ``shown`` and ``money`` are the shop's own account of it and of its payments; ``paid`` and
    ``returned`` are what the provider and the shopper's wallet tell.
    """

    shown: Document
    money: Document
    paid: Money
    returned: Money

    @property
    def end(self) -> End:
        return End(self.shown["status"], self.paid, self.returned)


@dataclass(slots=True)
class Scene:
    """The cast, and what one story is about: goods that no other story buys, and an order.

    ``others``: what was ordered beside it, by other members of a group for instance.
    """

    cast: Cast
    goods: Goods
    order: Order | None = None
    others: list[Order] = field(default_factory=list)
    for_sale_before: int = 0

    @property
    def orders(self) -> list[Order]:
        return [self.order, *self.others] if self.order else self.others

    def buys(
        self, shopper: Shopper, *, quantity: int = 1, presses: int = 1, from_cart: bool = False
    ) -> Order:
        """The shopper places the order that this story is about, and has the goods reserved."""
        self.for_sale_before = self.goods.available(shopper.api)
        if from_cart:
            self.order = shopper.buys_from_cart(self.goods, quantity=quantity)
        else:
            self.order = shopper.buys(self.goods, quantity=quantity, presses=presses)
        self._expect_for_sale(shopper, self.for_sale_before - quantity)
        return self.order

    def buys_under(self, kind: str, shopper: Shopper) -> Order:
        """The same under an offer, which has pieces and a price of its own."""
        self.order = shopper.buys(self.goods, offer=self.offer(kind, shopper))
        return self.order

    def joins(self, leader: Order, shopper: Shopper) -> Order:
        """Somebody else orders the goods too, in the group of the order that leads it."""
        offer = self.offer("group_buy", shopper).joining(leader.team()["code"])
        self.others.append(shopper.buys(self.goods, offer=offer))
        return self.others[-1]

    def offer(self, kind: str, shopper: Shopper) -> Offer:
        return Offer.of(kind, self.goods, shopper.api)

    def goods_are_back(self, shopper: Shopper) -> None:
        """What was reserved is for sale again: to be asked before the clock moves, which ends the
        reservations of other people's forgotten orders too."""
        self._expect_for_sale(shopper, self.for_sale_before)
        shopper.report.tell("shop", "the goods are for sale again")

    def _expect_for_sale(self, shopper: Shopper, pieces: int) -> None:
        what = f"pieces of {self.goods.name} for sale"
        expect(what, found=self.goods.available(shopper.api), expected=pieces)

    def outcome(self, order: Order) -> Outcome:
        shown, money = order.read(), order.money()
        at_provider = self.cast.payer.pocket(money["payments"])
        paid, returned = map(_sum, at_provider, order.shopper.pocket(order))
        return Outcome(shown, money, paid, returned)


def _sum(one: Money, other: Money) -> Money:
    """Without what is nothing."""
    return dict(Counter(one) + Counter(other))


def new_phone() -> str:
    """New to the shop: one of ten million, by chance."""
    return f"1990{secrets.randbelow(10**7):07d}"
