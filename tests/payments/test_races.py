"""Everything that may happen at the same moment: real threads on real transactions.

Where a race is won by the order's lock, a twin of the test takes the lock away and
shows that it would be lost.
"""

from datetime import timedelta
from threading import Barrier, local

import pytest

from core.db import atomic
from core.idempotency import Claim, KeyInUse
from ledger.errors import InsufficientBalance
from orders import selectors as order_selectors
from orders.errors import InstalmentNotPayable, TransitionRefused
from orders.models.order import OrderQuerySet
from orders.services import complete_orders
from payments import services
from payments.channels.base import Payer, Payment
from payments.errors import MorePiecesThanLeft, NothingToRefund, PaymentAlreadyMade
from payments.mix import Share
from payments.models import Attempt, ProviderPayment, Refund
from payments.services import attempts, payables
from payments.services import close as close_module
from payments.services import refund as refund_module
from tests.fixtures.sandbox import PATIENCE
from tests.orders.factories import RULE, a_member, dispatch, receive, status_of
from tests.payments.factories import (
    PRICE,
    STAFF,
    an_order,
    available,
    books,
    broken_laws,
    dispositions,
    fresh,
    now,
    paid_by_wechat,
    start,
    with_balance,
)
from tests.payments.refunding import paid_by_balance, refund_of
from tests.races import ROUNDS, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unlocked(monkeypatch):
    """The order's lock taken away, and everybody lets the others read before anybody writes."""
    mine = local()

    def take_away(*modules, parties: int):
        all_have_read = Barrier(parties, timeout=PATIENCE)

        def read_only(order_id):
            order = order_selectors.Order.objects.with_guarded().get(pk=order_id)
            list(order.instalments.all())
            if not hasattr(mine, "first_read"):
                mine.first_read = order
                all_have_read.wait()
            return order

        monkeypatch.setattr(OrderQuerySet, "locked", lambda self, skip=False: self)
        for module in modules:
            for name in ("lock_order", "locked_order"):
                monkeypatch.setattr(module, name, read_only, raising=False)

    return take_away


def money_for(attempt: Attempt, transaction_id: str = "4200") -> Payment:
    return Payment(attempt.out_trade_no, transaction_id, attempt.amount, "CNY", now())


def capture(attempt: Attempt, transaction_id: str = "4200") -> ProviderPayment:
    return services.capture_payment(
        channel="wechat", payment=money_for(attempt, transaction_id), confirmed=False, at=now()
    )


def refund(order) -> Refund:
    return services.request_refund(order_id=order.pk, reason="", actor=STAFF, at=now())


def close(order) -> None:
    services.close_unpaid_order(order_id=order.pk, reason="timeout", actor=RULE, at=now())


# --- the payment arrives while the order closes -------------------------------------------


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_payment_or_closing_wins_and_the_other_follows(wechat, _round):
    order = an_order()
    attempt = start(order)

    received, closed = race([lambda: capture(attempt), lambda: close(order)])

    if isinstance(closed, PaymentAlreadyMade | TransitionRefused):
        world = ("awaiting_shipment", "captured", {"clearing": -PRICE, "funds": PRICE})
    else:
        assert closed is None
        world = ("closed", "late", {"clearing": -PRICE, "late": PRICE})
    assert (status_of(order), received.disposition, books()) == world


def test_without_the_lock_a_closed_order_would_be_paid(channels, unlocked):
    """Both read an order that waits for payment; then one books, and the other gives back."""
    order = an_order()
    attempt = being_closed(order)
    unlocked(payables, parties=2)

    outcomes = race(
        [
            lambda: capture(attempt),
            lambda: close_module._conclude(
                attempt_id=attempt.pk, standing=close_module.Standing.CLOSED, at=now()
            ),
        ]
    )

    assert broken_laws() or any(isinstance(outcome, Exception) for outcome in outcomes)


def being_closed(order) -> Attempt:
    """A payment whose order is being closed, as it stands while the provider is asked."""
    with atomic():
        payable = payables.PayableOrder(order)
        attempt = attempts.open_attempt(
            payable,
            payable.claim(at=now()),
            shares=[Share("wechat", PRICE)],
            product="native",
            payer=Payer(),
            actor=RULE,
            at=now(),
        )
        close_module._begin_order(order_id=order.pk, reason="timeout", actor=RULE, at=now())
    return attempt


# --- the same payment, many times ---------------------------------------------------------


def test_the_same_payment_told_ten_times_at_once_is_captured_once(wechat):
    order = an_order()
    attempt = start(order)

    outcomes = race([lambda: capture(attempt)] * 10)

    assert {outcome.pk for outcome in outcomes} == {ProviderPayment.objects.get().pk}
    assert dispositions(order) == ["captured"]
    assert books() == {"clearing": -PRICE, "funds": PRICE}


def test_without_the_lock_the_same_payment_would_be_captured_twice(channels, unlocked):
    attempt = being_closed(an_order())
    unlocked(payables, parties=2)

    outcomes = race([lambda: capture(attempt)] * 2)

    # Both go on to book; only the unique number of the entry or the payment stops one, by error.
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1


def test_of_two_payments_for_one_order_one_is_taken_and_one_goes_back(wechat):
    order = an_order()
    attempt = start(order)

    race([lambda: capture(attempt, "4200"), lambda: capture(attempt, "4201")])

    assert sorted(dispositions(order)) == ["captured", "duplicate"]
    assert books() == {"clearing": -2 * PRICE, "funds": PRICE, "late": PRICE}
    assert Refund.objects.get().amount == PRICE


# --- pressing twice -----------------------------------------------------------------------


def test_ten_presses_on_pay_take_the_balance_once(channels):
    member = with_balance(10 * PRICE)
    order = an_order(member)

    outcomes = race([lambda: start(order, "balance")] * 10)

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in refused] == [InstalmentNotPayable] * 9
    assert available(member) == 9 * PRICE


def test_one_balance_pays_one_of_two_orders(channels):
    member = with_balance(PRICE)
    orders = [an_order(member), an_order(member)]

    outcomes = race([lambda order=order: start(order, "balance") for order in orders])

    assert [type(outcome) for outcome in outcomes].count(InsufficientBalance) == 1
    assert sorted(map(status_of, orders)) == ["awaiting_shipment", "pending_payment"]
    assert available(member) == 0


def test_twins_of_one_request_open_one_payment(wechat):
    order = an_order()
    claim = Claim.of(caller="member:1", operation="payments.start", key="k", body=b"{}")

    outcomes = race([lambda: start(order, claim=claim)] * 5)

    attempts = [outcome for outcome in outcomes if isinstance(outcome, Attempt)]
    assert {type(outcome) for outcome in outcomes} <= {Attempt, KeyInUse}
    assert {attempt.pk for attempt in attempts} == {Attempt.objects.get().pk}


# --- refunds ------------------------------------------------------------------------------


def test_ten_refunds_at_once_refund_once(wechat):
    order = an_order()
    paid_by_wechat(order, wechat)

    outcomes = race([lambda: refund(order)] * 10)

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in refused] == [NothingToRefund] * 9
    assert Refund.objects.get().amount == PRICE


def test_ten_refunds_of_a_piece_at_once_refund_the_three_there_are(channels):
    """Trap 53."""
    order = paid_by_balance({"TEA-01": 3})

    outcomes = race([lambda: refund_of(order, {1: 1})] * 10)

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(error) for error in refused] == [MorePiecesThanLeft] * 7
    assert sum(row.amount for row in Refund.objects.all()) == 3 * 9900
    assert status_of(order) == "refunded"


def test_without_the_lock_only_the_database_would_stop_the_second_refund(wechat, unlocked):
    order = an_order()
    paid_by_wechat(order, wechat)
    unlocked(refund_module, parties=2)

    outcomes = race([lambda: refund(order)] * 2)

    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert len(refused) == 1
    assert not isinstance(refused[0], NothingToRefund)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_refund_while_the_order_completes_refunds_it_either_way(wechat, _round):
    order = an_order()
    paid_by_wechat(order, wechat)
    dispatch(order)
    receive(order)

    race(
        [
            lambda: refund(order),
            lambda: complete_orders(order_ids=[order.pk], actor=RULE, at=now()),
        ]
    )

    assert status_of(order) == "refunding"
    assert Refund.objects.get().amount == PRICE


# --- sweeps -------------------------------------------------------------------------------


def test_four_workers_share_the_due_payments_without_doubling_one(wechat):
    attempts = [start(an_order(a_member(f"1380000{n:04}"))) for n in range(6)]
    at = now() + timedelta(minutes=31)

    shares = race([lambda: services.lease_closings(at=at, limit=100)] * 4)

    assert sorted(pk for share in shares for pk in share) == [attempt.pk for attempt in attempts]


def test_a_silent_provider_holds_no_lock(reachable):
    """Trap 46: while one payment hangs at the provider, its order and others go on."""
    member = with_balance(PRICE)
    order, other = an_order(), an_order(member)
    attempt = start(order)
    reachable.fault("hang", operation="query", seconds=2, times=1)

    hanging, _quick = race(
        [
            lambda: services.query_attempt(attempt_id=attempt.pk, at=now()),
            lambda: (start(other, "balance"), capture(attempt), now())[2],
        ]
    )

    assert hanging is None
    assert fresh(attempt).status == "captured"
    assert broken_laws() == []
