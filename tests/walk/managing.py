"""Steps of staff: prices lowered, offers changed or given up, stock and wallets put right."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from core.actor import Actor
from core.clock import now
from ledger.errors import InsufficientBalance
from marketing import errors as refused
from marketing import services as marketing
from marketing.models import FlashItem, GroupTeam, Presale
from members import services as members
from members.errors import AdjustmentDecided, GrantLimitExceeded, OwnAdjustment
from members.models import BalanceAdjustment
from orders.errors import PriceNotLowered
from orders.models import Order
from payments import services as payments
from products.errors import BelowReserved, InsufficientStock
from products.models import StockItem
from products.services import adjust_stock
from tests.walk.shopping import is_unpaid
from tests.walk.step import Step, pick, which
from tests.walk.town import COLLEAGUE, STAFF


def is_in_a_group(order: Order) -> bool:
    return order.deal_kind == "group_buy" and order.status in ("pending_payment", "paid")


class Managing(Step):
    @precondition(lambda walk: walk.of_orders(is_unpaid))
    @rule(which=which, percent=st.sampled_from([0, 50, 99]), ships_free=st.booleans())
    def lower_a_price(self, which: int, percent: int, ships_free: bool) -> None:
        order = pick(self.of_orders(is_unpaid), which)
        lines = {line.number: line.payable_amount * percent // 100 for line in order.lines.all()}
        fee = 0 if ships_free else order.shipping_payable_amount
        self.go(
            lambda: payments.change_price(
                order_id=order.pk,
                lines=lines,
                shipping_amount=fee,
                reason="a scratch",
                actor=STAFF,
                at=now(),
            ),
            PriceNotLowered,
        )

    @precondition(lambda walk: walk.of_orders(is_in_a_group))
    @rule(which=which, how=st.sampled_from(["leaves", "leaves", "completed", "cancelled"]))
    def a_team_ends(self, which: int, how: str) -> None:
        order = pick(self.of_orders(is_in_a_group), which)
        if how == "leaves":
            self.go(
                lambda: payments.leave_group(
                    order_id=order.pk, actor=Actor.member(order.member_id), at=now()
                ),
                refused.LeavingRefused,
            )
            return
        team = pick(list(GroupTeam.objects.order_by("pk")), which)
        if how == "completed":
            self.go(
                lambda: marketing.complete_team(team_id=team.pk, actor=STAFF, at=now()),
                refused.NoVirtualMembers,
            )
        else:
            self.go(
                lambda: marketing.cancel_team(team_id=team.pk, reason="", actor=STAFF, at=now()),
                refused.TeamNotForming,
            )

    @rule(
        which=which,
        how=st.sampled_from([*["quota"] * 6, "presale fails", "sale ends"]),
        quota=st.integers(1, 6),
    )
    def an_offer_changes(self, which: int, how: str, quota: int) -> None:
        if how == "quota":
            self.change_a_quota(which, quota)
        elif how == "presale fails":
            self.fail_the_presale()
        else:
            self.end_the_flash_sale()

    def change_a_quota(self, which: int, quota: int) -> None:
        item = pick(list(FlashItem.objects.order_by("pk")), which)
        self.go(
            lambda: marketing.change_flash_quota(
                item_id=item.pk, quota=quota, expected_quota=item.quota, actor=STAFF, at=now()
            ),
            refused.FlashQuotaTaken,
            refused.FlashSaleEnded,
            InsufficientStock,
        )

    def fail_the_presale(self) -> None:
        presale = Presale.objects.get()
        self.go(
            lambda: marketing.fail_presale(presale_id=presale.pk, reason="", actor=STAFF, at=now())
        )

    def end_the_flash_sale(self) -> None:
        sale = FlashItem.objects.first()
        assert sale
        self.go(
            lambda: marketing.end_flash_sale(sale_id=sale.sale_id, actor=STAFF, at=now()),
            refused.FlashSaleEnded,
        )

    @rule(which=which, delta=st.integers(-6, 6).filter(bool))
    def count_goods(self, which: int, delta: int) -> None:
        item = pick(list(StockItem.objects.order_by("pk")), which)
        self.go(
            lambda: adjust_stock(
                stock_item_id=item.pk,
                delta=delta,
                expected_on_hand=item.on_hand,
                reason="",
                actor=STAFF,
                at=now(),
            ),
            BelowReserved,
        )

    @rule(which=which, much=st.integers(1, 99))
    def give_to_a_member(self, which: int, much: int) -> None:
        member, key = pick(self.town.members, which), f"walk:{self.next_number()}"
        asked: dict[str, Any] = {
            "member_id": member,
            "key": key,
            "reason": "",
            "actor": STAFF,
            "at": now(),
        }
        if which % 2:
            self.go(lambda: members.grant_balance(amount=much * 100, **asked))
        else:
            self.go(lambda: members.grant_points(points=much, **asked), GrantLimitExceeded)

    @rule(which=which, amount=st.sampled_from([-25_000, -500, 700, 25_000]))
    def adjust_a_balance(self, which: int, amount: int) -> None:
        """A large one waits for a colleague."""
        member, key = pick(self.town.members, which), f"walk:{self.next_number()}"
        self.go(
            lambda: members.adjust_balance(
                member_id=member, amount=amount, key=key, reason="", actor=STAFF, at=now()
            ),
            InsufficientBalance,
        )

    @precondition(lambda walk: BalanceAdjustment.objects.exists())
    @rule(which=which, by=st.sampled_from([COLLEAGUE, COLLEAGUE, STAFF]), agrees=st.booleans())
    def decide_an_adjustment(self, which: int, by: Actor, agrees: bool) -> None:
        asked = pick(list(BalanceAdjustment.objects.order_by("pk")), which)
        self.go(
            lambda: (
                members.approve_adjustment(adjustment_id=asked.pk, actor=by, at=now())
                if agrees
                else members.refuse_adjustment(
                    adjustment_id=asked.pk, reason="", actor=by, at=now()
                )
            ),
            AdjustmentDecided,
            OwnAdjustment,
            InsufficientBalance,
        )
