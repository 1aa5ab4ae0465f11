"""Steps of shoppers: coupons taken, orders placed through each entry point, and cancelled."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.actor import Actor
from core.clock import now
from marketing.deals import DealKind, DealWanted
from marketing.errors import (
    CouponLimitReached,
    CouponNotClaimable,
    FlashLimitReached,
    FlashSaleOver,
    FlashSaleSoldOut,
    OfferLimitReached,
    OfferNotOpen,
    OfferSoldOut,
    UnknownDeal,
)
from marketing.models import Coupon, CouponTemplate, FlashItem
from marketing.services import claim_coupon
from orders import services as orders
from orders.models import EntryPoint, Order
from orders.services import Item
from payments import services as payments
from products.errors import InsufficientStock
from tests.walk.step import Step, pick, which
from tests.walk.town import PRICES

baskets = st.dictionaries(
    st.sampled_from(list(PRICES)), st.integers(1, 4), min_size=1, max_size=len(PRICES)
)
quantities = st.integers(1, 2)

OVER = UnknownDeal, OfferNotOpen, FlashSaleOver
TAKEN = OfferSoldOut, OfferLimitReached, FlashSaleSoldOut, FlashLimitReached


def is_unpaid(order: Order) -> bool:
    return order.status == "pending_payment"


class Shopping(Step):
    @rule(which=which)
    def take_a_coupon(self, which: int) -> None:
        template = pick(list(CouponTemplate.objects.order_by("pk")), which)
        member = pick(self.town.members, which)
        self.go(
            lambda: claim_coupon(template_id=template.pk, member_id=member, at=now()),
            CouponLimitReached,
            CouponNotClaimable,
        )

    @rule(which=which, basket=baskets, coupons=st.sampled_from(["best", "none", "first"]))
    def buy_now(self, which: int, basket: dict[str, int], coupons: str) -> None:
        self.buy(which, basket, EntryPoint.BUY_NOW, coupons=coupons)

    @rule(which=which, quantity=quantities)
    def buy_in_a_flash_sale(self, which: int, quantity: int) -> None:
        item = pick(list(FlashItem.objects.select_related("sku")), which)
        deal = DealWanted(DealKind.FLASH_SALE, str(item.public_id))
        self.buy(which, {item.sku.code: quantity}, EntryPoint.FLASH_SALE, deal=deal)

    def buy(
        self,
        which: int,
        basket: Mapping[str, int],
        entry_point: EntryPoint,
        *,
        deal: DealWanted | None = None,
        coupons: str = "best",
    ) -> None:
        """What the preview shows is what is ordered."""
        member = pick(self.town.members, which)
        asked: dict[str, Any] = {
            "member_id": member,
            "items": [Item(sku, quantity) for sku, quantity in basket.items()],
            "address_id": self.town.addresses[member],
            "deal": deal,
            "coupons": self.coupons_of(member, coupons),
            "at": now(),
        }

        def preview_and_place() -> Order:
            quote = orders.quote_order(**asked).quote
            order = orders.place_order(
                **asked,
                fingerprint=quote.fingerprint,
                entry_point=entry_point,
                actor=Actor.member(member),
            )
            assert order.payable_amount == quote.payable_amount
            return order

        self.go(preview_and_place, InsufficientStock, *OVER, *TAKEN)

    def coupons_of(self, member: int, chosen: str) -> list[str] | None:
        if chosen == "best":
            return None
        held = Coupon.objects.filter(member=member, used_for="").order_by("pk")
        return [str(each.public_id) for each in held[:1]] if chosen == "first" else []

    @precondition(lambda walk: walk.of_orders(is_unpaid))
    @rule(which=which)
    def cancel(self, which: int) -> None:
        order = pick(self.of_orders(is_unpaid), which)
        self.go(
            lambda: payments.close_unpaid_order(
                order_id=order.pk, reason="", actor=Actor.member(order.member_id), at=now()
            )
        )
