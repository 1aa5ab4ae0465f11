"""Two instalments: the deposit holds a claim, the balance brings the goods, and what happens when
one of them does not come, or the goods do not."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from core.clock import shift
from core.db import atomic
from core.models import DemoClock
from marketing.models import Presale
from marketing.services import fail_presale
from members.services import grant_balance
from orders import services as orders
from orders.errors import AttemptOpen, BalanceNotOpen, TransitionRefused
from orders.events import OrderForfeited
from orders.models import Order, OrderTransition
from payments import services, tasks
from payments.errors import PaymentAlreadyMade
from payments.models import Attempt
from payments.rules import LATE_PAYMENT_POLICY
from payments.services.close import BALANCE_TIMEOUT_RULE
from products.models import StockItem
from tests.marketing.presales import (
    BALANCE,
    DEPOSIT,
    DUE,
    OPENS,
    a_presale,
    claim_of,
    claimed,
    order_presale,
    reserved,
)
from tests.orders.factories import NOON, RULE, STAFF, a_member, status_of
from tests.payments.factories import (
    available,
    books,
    dispositions,
    fresh,
    now,
    open_incidents,
    start,
    with_balance,
)
from tests.races import ROUNDS, race

pytestmark = pytest.mark.django_db

WEALTH = 1000_00
WHOLE = DEPOSIT + BALANCE


def begun() -> datetime:
    """So long ago that balances are due from an hour ago, for 23 hours more."""
    return now() - (OPENS - NOON) - timedelta(hours=1)


def deposited(presale: Presale) -> Order:
    """An order whose deposit was paid from the wallet when it was placed."""
    member = a_member(f"1360000{Order.objects.count():04}")
    grant_balance(
        member_id=member.pk, amount=WEALTH, key=str(member), reason="", actor=STAFF, at=begun()
    )
    order = order_presale(presale, member=member, at=begun())
    start(order, "balance", at=begun())
    return Order.objects.with_guarded().get(pk=order.pk)


def forfeit(order: Order, *, at: datetime | None = None) -> None:
    services.forfeit_unpaid_balance(
        order_id=order.pk, reason="given up", actor=RULE, at=at or now()
    )


def of_member(order: Order) -> int:
    return available(order.member)


def test_the_deposit_starts_the_clock_of_the_balance_which_cannot_be_paid_before(channels):
    presale = a_presale()
    order = order_presale(presale, member=with_balance(WEALTH))
    assert (order.is_deposit_paid, order.payment_due_at) == (False, NOON + timedelta(minutes=30))

    start(order, "balance", at=NOON)

    order.refresh_from_db()
    assert status_of(order) == "pending_payment"
    assert order.is_deposit_paid
    assert (order.payment_started_at, order.payment_due_at) == (OPENS, DUE)
    assert order.timeline.filter(kind="order.deposit_paid").get().facts == {
        "opens_at": OPENS.isoformat(),
        "due_at": DUE.isoformat(),
    }
    with pytest.raises(BalanceNotOpen):
        start(order, "balance", at=OPENS - timedelta(seconds=1))
    assert of_member(order) == WEALTH - DEPOSIT

    start(order, "balance", at=OPENS)
    assert status_of(order) == "awaiting_shipment"
    assert (reserved(), books()) == (1, {"funds": WHOLE})


def test_the_deposit_by_one_way_and_the_balance_by_another(wechat):
    order = deposited(a_presale(at=begun()))
    attempt = start(order)
    wechat.pay(attempt.out_trade_no)
    services.query_attempt(attempt_id=attempt.pk, at=now())

    assert fresh(attempt).amount == BALANCE
    assert status_of(order) == "awaiting_shipment"
    assert (reserved(), of_member(order)) == (1, WEALTH - DEPOSIT)
    assert books() == {"clearing": -BALANCE, "funds": WHOLE}


# --- the balance does not come ------------------------------------------------------------


@pytest.fixture
def late():
    """All balances are overdue on the shop's clock; the provider's is not moved."""
    shift(timedelta(hours=24))
    yield
    DemoClock.objects.all().delete()


def test_a_balance_that_nobody_pays_is_forfeited_by_rule_and_the_deposit_stays(
    channels, late, published
):
    presale = a_presale(at=begun())
    order, unpaid = deposited(presale), order_presale(presale, at=begun())
    told = published(OrderForfeited)

    tasks.close_overdue_orders()
    assert (status_of(unpaid), status_of(order)) == ("closed", "pending_payment")
    tasks.forfeit_overdue_orders()

    assert status_of(order) == "closed"
    row = OrderTransition.objects.get(order=order, name="forfeit")
    assert (row.actor, row.reason) == (str(BALANCE_TIMEOUT_RULE), "balance timeout")
    assert [(event.number, event.amount) for event in told] == [(order.number, DEPOSIT)]
    assert list(order.instalments.values_list("status", flat=True)) == ["captured", "void"]
    assert (claimed(presale), books()) == (0, {"funds": DEPOSIT})


def test_a_payment_under_way_is_closed_at_its_provider_before_the_deposit_is_forfeited(
    wechat, late, eager
):
    order = deposited(a_presale(at=begun()))
    attempt = start(order)

    tasks.forfeit_overdue_orders()
    assert status_of(order) == "pending_payment"
    tasks.close_overdue_payments()

    assert wechat.order(attempt.out_trade_no)["trade_state"] == "CLOSED"
    assert status_of(order) == "closed"
    assert OrderTransition.objects.get(order=order, name="forfeit").reason == "balance timeout"
    assert books() == {"funds": DEPOSIT}


def test_a_balance_that_the_provider_has_is_paid_however_late_we_ask(wechat):
    order = deposited(a_presale(at=begun()))
    attempt = start(order)
    wechat.pay(attempt.out_trade_no)

    with pytest.raises(PaymentAlreadyMade):
        forfeit(order, at=order.payment_due_at)

    assert status_of(order) == "awaiting_shipment"


@pytest.mark.parametrize("policy", ["return", "reopen"])
def test_a_balance_that_comes_after_the_forfeit_goes_back_by_whatever_policy(wechat, policy):
    LATE_PAYMENT_POLICY.change(policy)
    order = deposited(a_presale(at=begun()))
    attempt = start(order)
    forfeit(order)
    wechat.fault("pay_after_close", times=1)
    wechat.pay(attempt.out_trade_no)

    services.query_attempt(attempt_id=attempt.pk, at=now())

    assert (status_of(order), dispositions(order)) == ("closed", ["late"])
    assert books() == {"clearing": -BALANCE, "funds": DEPOSIT, "late": BALANCE}


def test_what_has_a_deposit_is_given_up_but_not_cancelled_and_what_has_none_the_other_way(wechat):
    order = deposited(a_presale(at=begun()))
    attempt = start(order)
    without = order_presale(a_presale())

    with pytest.raises(TransitionRefused):
        services.close_unpaid_order(order_id=order.pk, reason="", actor=STAFF, at=now())
    with pytest.raises(TransitionRefused):
        forfeit(without)
    assert (fresh(attempt).status, status_of(order)) == ("open", "pending_payment")
    assert status_of(without) == "pending_payment"

    services.close_unpaid_order(order_id=without.pk, reason="", actor=STAFF, at=now())
    assert status_of(without) == "closed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_the_forfeit_and_the_last_payment_one_wins(channels, _round):
    presale = a_presale(at=begun())
    order = deposited(presale)

    race([partial(start, order, "balance"), partial(forfeit, order)])

    if status_of(order) == "closed":
        assert (reserved(), claimed(presale), of_member(order)) == (0, 0, WEALTH - DEPOSIT)
    else:
        assert (reserved(), claimed(presale), of_member(order)) == (1, 1, WEALTH - WHOLE)


# --- the shop fails -----------------------------------------------------------------------


def fail(presale: Presale) -> int:
    return fail_presale(presale_id=presale.pk, reason="frost", actor=STAFF, at=now())


def test_deposits_go_back_when_the_shop_gives_the_presale_up(wechat, relay):
    presale = a_presale(at=begun())
    order, paying, paid = (deposited(presale) for _shopper in range(3))
    attempt = start(paying)
    start(paid, "balance")
    unpaid = order_presale(presale, at=now() - timedelta(days=1, hours=2))

    assert fail(presale) == 2
    relay()

    assert [status_of(each) for each in (order, paying)] == ["refunded", "refunded"]
    assert [of_member(each) for each in (order, paying)] == [WEALTH, WEALTH]
    assert wechat.order(attempt.out_trade_no)["trade_state"] == "CLOSED"
    assert status_of(paid) == "awaiting_shipment"  # its goods are there
    assert status_of(unpaid) == "pending_payment"  # its own clock closes it
    assert list(order.instalments.values_list("status", flat=True)) == ["captured", "void"]
    assert (claim_of(order).given_back_at is None, reserved()) == (False, 1)
    relay()
    services.refund_presale(order_id=order.pk, at=now())  # twice is once
    assert of_member(order) == WEALTH


def test_a_balance_that_was_paid_at_the_provider_while_the_shop_gave_up_brings_the_goods(
    wechat, relay
):
    presale = a_presale(at=begun())
    order = deposited(presale)
    attempt = start(order)
    wechat.pay(attempt.out_trade_no)

    fail(presale)
    relay()

    assert (status_of(order), reserved()) == ("awaiting_shipment", 1)


def test_goods_that_are_not_there_never_keep_a_payment_from_being_taken(wechat, relay):
    """The shop failed: the order is paid, blocked, and all of it goes back."""
    presale = a_presale(stock=1, at=begun())
    first, second = deposited(presale), deposited(presale)
    start(first, "balance")

    attempt = start(second)
    wechat.pay(attempt.out_trade_no)
    services.query_attempt(attempt_id=attempt.pk, at=now())

    assert fresh(attempt).status == "captured"
    assert status_of(second) == "paid"
    assert second.blocks.get(lifted_at=None).reference == "out_of_stock"
    assert reserved() == 1

    relay()

    assert open_incidents() == ["presale_short"]

    assert status_of(second) == "refunding"
    assert of_member(second) == WEALTH
    assert wechat.order(attempt.out_trade_no)["refunds"][0]["amount"]["refund"] == BALANCE
    assert (status_of(first), reserved()) == ("awaiting_shipment", 1)


def test_goods_that_come_in_before_the_refund_go_to_the_order(channels, relay):
    order = deposited(a_presale(stock=1, at=begun()))
    shelf = StockItem.objects.get()
    StockItem.objects.filter(pk=shelf.pk).update(safety=1)
    start(order, "balance")
    assert status_of(order) == "paid"

    StockItem.objects.filter(pk=shelf.pk).update(safety=0)
    relay()

    assert (status_of(order), reserved()) == ("awaiting_shipment", 1)
    assert not order.blocks.filter(lifted_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_goods_that_somebody_else_holds_too_long_do_not_either(channels, relay):
    order = deposited(a_presale(at=begun()))

    def pay_impatiently() -> Attempt:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        return start(order, "balance")

    with atomic():
        StockItem.objects.select_for_update(no_key=True).get()
        (attempt,) = race([pay_impatiently])

    assert attempt.status == "captured"
    assert (status_of(order), reserved()) == ("paid", 0)
    relay()
    assert (status_of(order), reserved()) == ("awaiting_shipment", 1)


def test_staff_refund_a_deposit_only_while_nobody_is_paying(wechat):
    presale = a_presale(at=begun())
    order = deposited(presale)
    attempt = start(order)
    refund = partial(
        services.request_refund, order_id=order.pk, reason="goodwill", actor=STAFF, at=now()
    )
    with pytest.raises(AttemptOpen), atomic():
        refund()
    assert (status_of(order), claimed(presale)) == ("pending_payment", 1)
    services.close_attempt(attempt=attempt, at=now())

    refund()

    assert (status_of(order), of_member(order), claimed(presale)) == ("refunded", WEALTH, 0)


def test_a_refund_that_is_given_up_lets_the_balance_be_paid(channels):
    order = deposited(a_presale(at=begun()))
    orders.start_refund(order_id=order.pk, actor=STAFF, reason="", at=now())
    orders.abort_refund(order_id=order.pk, actor=STAFF, reason="", at=now())

    start(order, "balance")

    assert status_of(order) == "awaiting_shipment"
