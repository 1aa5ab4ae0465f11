"""Every mix of methods and everything that can become of it: the parts never part company."""

from dataclasses import dataclass
from itertools import chain, combinations

import pytest

from ledger.errors import InsufficientBalance
from ledger.models import Hold
from members.models import Member
from members.selectors import points, stored_value, wallet
from orders.models import Order
from payments import services
from payments.channels.base import Payment
from payments.errors import PaymentInsufficient, PaymentRefused
from payments.mix import INTERNAL_ORDER
from payments.models import Attempt
from payments.rules import LATE_PAYMENT_POLICY
from tests.members.purses import credit, give
from tests.orders.factories import RULE, a_member, a_shop, status_of
from tests.payments.factories import (
    PRICE,
    an_order,
    books,
    dispositions,
    now,
    overdue,
    start,
    with_balance,
)
from tests.races import race

HAS = {"points": 3_000, "stored_value": 2_000, "balance": 1_000}
MIXES = list(
    chain.from_iterable(combinations(INTERNAL_ORDER, n) for n in range(len(INTERNAL_ORDER) + 1))
)


@dataclass
class Shopper:
    """Who has a little of everything, and one order to pay."""

    member: Member
    order: Order

    @property
    def spent(self) -> dict[str, int]:
        """What has left each purse, held or captured."""
        left = {
            "points": points(self.member.pk).available,
            "stored_value": stored_value(self.member.pk).available,
            "balance": wallet(self.member.pk).available,
        }
        return {method: HAS[method] - left[method] for method in HAS if left[method] != HAS[method]}

    @property
    def world(self) -> tuple[str, set[str], list[str], dict[str, int]]:
        attempt = Attempt.objects.get(instalment__order=self.order)
        tenders = set(attempt.tenders.values_list("status", flat=True))
        return status_of(self.order), tenders, dispositions(self.order), self.spent


def a_shopper(number: int) -> Shopper:
    member = with_balance(HAS["balance"], a_member(f"1380000{number:04}"))
    give(member, HAS["points"])
    credit(member, HAS["stored_value"])
    order = an_order(member)
    Order.objects.filter(pk=order.pk).update(points_cap_amount=PRICE // 2)
    return Shopper(member, order)


def parts(mix: tuple[str, ...]) -> dict[str, int]:
    return {method: HAS[method] for method in mix}


def rest(mix: tuple[str, ...]) -> int:
    return PRICE - sum(parts(mix).values())


def pay(attempt: Attempt, mix: tuple[str, ...], transaction: str = "1") -> None:
    number = attempt.out_trade_no
    money = Payment(number, f"{number}{transaction}", rest(mix), "CNY", now())
    services.capture_payment(channel="wechat", payment=money, confirmed=False, at=now())


def time_out(shopper: Shopper) -> None:
    services.close_unpaid_order(
        order_id=shopper.order.pk, reason="timeout", actor=RULE, at=overdue()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fate", ["pays", "fails", "times out", "pays late", "is reopened", "pays twice"]
)
def test_with_a_provider_for_the_rest(wechat, settings, fate):
    if fate == "fails":
        settings.SHOP_NAME = "x" * 200  # WeChat Pay takes 127 characters
    funds, late = 0, 0
    for number, mix in enumerate(MIXES):
        shopper = a_shopper(number)
        if fate == "fails":
            with pytest.raises(PaymentRefused):
                start(shopper.order, *mix, "wechat")
            assert shopper.world == ("pending_payment", {"voided"}, [], {})
            continue
        attempt = start(shopper.order, *mix, "wechat")
        assert shopper.world == ("pending_payment", {"held"}, [], parts(mix))
        match fate:
            case "pays":
                pay(attempt, mix)
                world = ("awaiting_shipment", {"captured"}, ["captured"], parts(mix))
                funds += PRICE
            case "times out":
                time_out(shopper)
                world = ("closed", {"voided"}, [], {})
            case "pays late":
                time_out(shopper)
                pay(attempt, mix)
                world = ("closed", {"voided"}, ["late"], {})
                late += rest(mix)
            case "is reopened":
                LATE_PAYMENT_POLICY.change("reopen")
                time_out(shopper)
                pay(attempt, mix)
                world = ("awaiting_shipment", {"captured"}, ["captured"], parts(mix))
                funds += PRICE
            case "pays twice":
                pay(attempt, mix)
                pay(attempt, mix, "2")
                world = ("awaiting_shipment", {"captured"}, ["captured", "duplicate"], parts(mix))
                funds, late = funds + PRICE, late + rest(mix)
        assert shopper.world == world
    assert not Hold.objects.filter(status="open").exists()
    assert (books().get("funds", 0), books().get("late", 0)) == (funds, late)


@pytest.mark.django_db
def test_without_a_provider_it_is_paid_at_once_or_nothing_moves(channels):
    for number, mix in enumerate(MIXES[1:]):
        shopper = a_shopper(number)
        before = shopper.spent
        with pytest.raises((PaymentInsufficient, InsufficientBalance)):
            start(shopper.order, *mix)
        assert (shopper.spent, status_of(shopper.order)) == (before, "pending_payment")
        if mix == ("points",):
            continue
        enough = {"stored_value": credit, "balance": lambda member, n: with_balance(n, member)}
        enough[mix[-1]](shopper.member, rest(mix))
        assert start(shopper.order, *mix).status == "captured"
        assert status_of(shopper.order) == "awaiting_shipment"
    assert not Hold.objects.filter(status="open").exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_payments_at_once_never_take_more_than_there_is(channels):
    """Traps 62 and 63: one member's points, cards and balance, at twenty tills."""
    a_shop({"TEA-01": 20})
    member = with_balance(4 * PRICE, a_member())
    give(member, 3_000)
    credit(member, 2_000)
    tills = [an_order(member) for _till in range(20)]
    Order.objects.update(points_cap_amount=PRICE // 2)

    race([lambda order=order: start(order, *INTERNAL_ORDER) for order in tills])

    paid = Attempt.objects.filter(status="captured").count()
    left = [purse(member.pk) for purse in (points, stored_value, wallet)]
    assert 1 <= paid <= 4
    assert books() == {"funds": paid * PRICE}
    assert all(purse.available == purse.balance >= 0 for purse in left)
    assert sum(purse.balance for purse in left) == 4 * PRICE + 5_000 - paid * PRICE
