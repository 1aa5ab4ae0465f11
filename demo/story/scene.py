"""Who and what a story finds when it begins."""

from dataclasses import dataclass

from demo.story.doors.courier import Courier
from demo.story.doors.payer import Payer
from demo.story.doors.shopper import Goods, Order, Shopper
from demo.story.doors.staff import Staff
from demo.story.script import End, expect


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the whole demonstration. ``regular`` has money on the balance."""

    newcomer: Shopper
    regular: Shopper
    payer: Payer
    courier: Courier
    warehouse: Staff
    supervisor: Staff


@dataclass(slots=True)
class Scene:
    """The cast, and what one story is about: goods that no other story buys, and an order."""

    cast: Cast
    goods: Goods
    order: Order | None = None
    for_sale_before: int = 0

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

    def goods_are_back(self, shopper: Shopper) -> None:
        """What was reserved is for sale again: to be asked before the clock moves, which ends the
        reservations of other people's forgotten orders too."""
        self._expect_for_sale(shopper, self.for_sale_before)
        shopper.report.tell("shop", "the goods are for sale again")

    def _expect_for_sale(self, shopper: Shopper, pieces: int) -> None:
        what = f"pieces of {self.goods.name} for sale"
        expect(what, found=self.goods.available(shopper.api), expected=pieces)

    def found_end(self, order: Order) -> End:
        """Where the order and the payer's money really are: asked outside."""
        at_provider = self.cast.payer.pocket(order)
        in_wallet = order.shopper.wallet_change(order)
        return End(
            status=order.status,
            paid_amount=at_provider[0] + in_wallet[0],
            returned_amount=at_provider[1] + in_wallet[1],
        )
