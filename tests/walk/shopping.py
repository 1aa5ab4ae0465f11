"""Steps of shoppers: coupons taken, and orders through every entry point."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.actor import Actor
from core.clock import now
from marketing import errors as refused
from marketing import services as marketing
from marketing.deals import DealKind, DealWanted
from marketing.models import Coupon, CouponTemplate, GroupTeam
from orders import services as orders
from orders.models import EntryPoint, Order
from orders.services import Item
from payments import services as payments
from products.errors import InsufficientStock
from tests.walk.step import Step, pick, which
from tests.walk.town import PRICES, STAFF, Offer

baskets = st.dictionaries(
    st.sampled_from(list(PRICES)), st.integers(1, 3), min_size=1, max_size=len(PRICES)
)
quantities = st.sampled_from([1, 1, 2, 3])

# Why an offer is not to be had: its time, what is left of it, or what one member may have.
NOT_TO_BE_HAD = (
    InsufficientStock,
    refused.UnknownDeal,
    refused.OfferNotOpen,
    refused.OfferSoldOut,
    refused.OfferLimitReached,
    refused.FlashSaleOver,
    refused.FlashSaleSoldOut,
    refused.FlashLimitReached,
    refused.GroupSoldOut,
    refused.GroupLimitReached,
    refused.TeamClosed,
    refused.TeamFull,
    refused.AlreadyInTeam,
    refused.ExchangeCodeUsed,
    refused.UnknownExchangeCode,
)


def is_unpaid(order: Order) -> bool:
    return order.status == "pending_payment"


class Shopping(Step):
    @rule(which=which)
    def take_a_coupon(self, which: int) -> None:
        template = pick(list(CouponTemplate.objects.order_by("pk")), which)
        member = pick(self.town.members, which)
        self.go(
            lambda: marketing.claim_coupon(template_id=template.pk, member_id=member, at=now()),
            refused.CouponLimitReached,
            refused.CouponNotClaimable,
        )

    @rule(
        which=which,
        basket=baskets,
        coupons=st.sampled_from(["best", "best", "first", "none"]),
        is_by_staff=st.booleans(),
    )
    def buy_now(self, which: int, basket: dict[str, int], coupons: str, is_by_staff: bool) -> None:
        self.buy(which, basket, EntryPoint.BUY_NOW, coupons=coupons, is_by_staff=is_by_staff)

    @rule(which=which, basket=baskets)
    def buy_from_the_cart(self, which: int, basket: dict[str, int]) -> None:
        """What was there is bought as well, if it was left over."""
        member = pick(self.town.members, which)
        at, address = now(), self.town.addresses[member]

        items = [Item(sku, quantity) for sku, quantity in basket.items()]
        self.go(lambda: orders.merge_into_cart(member_id=member, items=items, at=at))

        def preview_and_place() -> Order:
            quote = orders.quote_cart(member_id=member, address_id=address, at=at).quote
            return orders.place_cart(
                member_id=member,
                address_id=address,
                fingerprint=quote.fingerprint,
                actor=Actor.member(member),
                at=at,
            )

        self.go(preview_and_place, InsufficientStock)

    @rule(which=which, quantity=quantities)
    def buy_in_a_flash_sale(self, which: int, quantity: int) -> None:
        self.take_up(DealKind.FLASH_SALE, EntryPoint.FLASH_SALE, which, quantity)

    @rule(which=which, quantity=quantities)
    def order_ahead(self, which: int, quantity: int) -> None:
        self.take_up(DealKind.PRESALE, EntryPoint.BUY_NOW, which, quantity)

    @rule(which=which, quantity=quantities)
    def buy_for_points(self, which: int, quantity: int) -> None:
        self.take_up(DealKind.POINTS, EntryPoint.POINTS, which, quantity)

    @rule(which=which, quantity=quantities)
    def open_a_team(self, which: int, quantity: int) -> None:
        self.take_up(DealKind.GROUP_BUY, EntryPoint.GROUP_BUY, which, quantity)

    @precondition(lambda walk: walk.of_orders(lambda order: order.deal_kind == "group_buy"))
    @rule(which=which, quantity=quantities)
    def join_a_team(self, which: int, quantity: int) -> None:
        team = pick(list(GroupTeam.objects.order_by("pk")), which)
        (offer,) = self.town.offers_of(DealKind.GROUP_BUY)
        deal = DealWanted(DealKind.GROUP_BUY, offer.deal.reference, team.number)
        joined = Offer(deal, offer.sku)
        self.buy(which // 2, {joined.sku: quantity}, EntryPoint.GROUP_BUY, deal=joined.deal)

    def take_up(self, kind: DealKind, entry_point: EntryPoint, which: int, quantity: int) -> None:
        offer = pick(self.town.offers_of(kind), which)
        self.buy(which // 2, {offer.sku: quantity}, entry_point, deal=offer.deal)

    def buy(
        self,
        which: int,
        basket: Mapping[str, int],
        entry_point: EntryPoint,
        *,
        deal: DealWanted | None = None,
        coupons: str = "best",
        is_by_staff: bool = False,
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
                actor=STAFF if is_by_staff else Actor.member(member),
            )
            assert order.payable_amount == quote.payable_amount
            return order

        self.go(preview_and_place, *NOT_TO_BE_HAD)

    def coupons_of(self, member: int, chosen: str) -> list[str] | None:
        if chosen == "best":
            return None
        held = Coupon.objects.filter(member=member, used_for="").order_by("pk")
        return [str(each.public_id) for each in held[:1]] if chosen == "first" else []

    @rule(which=which)
    def use_a_code(self, which: int) -> None:
        member, number = pick(self.town.members, which // 7), which % len(self.town.codes)
        code, at = self.town.codes[number], now()
        if number < 4:  # the last two are good for coupons
            self.go(
                lambda: orders.place_exchange(
                    member_id=member,
                    code=code,
                    address_id=self.town.addresses[member],
                    actor=Actor.member(member),
                    at=at,
                ),
                *NOT_TO_BE_HAD,
            )
        else:
            self.go(
                lambda: marketing.redeem_for_coupon(code=code, member_id=member, at=at),
                *NOT_TO_BE_HAD,
            )

    @precondition(lambda walk: walk.of_orders(is_unpaid))
    @rule(which=which)
    def cancel(self, which: int) -> None:
        self.give_up(pick(self.of_orders(is_unpaid), which))

    def give_up(self, order: Order) -> None:
        is_kept = order.is_deposit_paid
        end = payments.forfeit_unpaid_balance if is_kept else payments.close_unpaid_order
        self.go(
            lambda: end(order_id=order.pk, reason="", actor=Actor.member(order.member_id), at=now())
        )
