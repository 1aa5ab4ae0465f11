"""Real threads on real transactions: who wins may differ, what comes out may not."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, InternalError

from core.actor import Actor
from core.db import atomic
from orders import services
from orders.errors import TransitionRefused
from orders.lifecycle import CLOSE, PAY, InstalmentStatus, Transition
from orders.models import EntryPoint, Order, OrderTransition
from orders.numbers import next_order_number
from orders.services import Item
from orders.state_machine import move
from products.errors import InsufficientStock
from products.models import Reservation, StockItem
from tests.orders.factories import (
    NOON,
    RULE,
    a_member,
    a_shop,
    an_address,
    in_state,
    pay,
    place,
    status_of,
)
from tests.races import ROUNDS, race

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS, AT_ONCE = 500, 20


def names_of(outcomes: list[Any]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_the_last_piece_and_five_hundred_buyers():
    a_shop({"TEA-01": 1})
    member = a_member()
    address = an_address(member)
    items = [Item("TEA-01", 1)]
    quote = services.quote_order(
        member_id=member.pk, items=items, address_id=address.public_id, at=NOON
    ).quote

    def buy() -> str:
        try:
            services.place_order(
                member_id=member.pk,
                items=items,
                address_id=address.public_id,
                fingerprint=quote.fingerprint,
                entry_point=EntryPoint.BUY_NOW,
                actor=Actor.member(member.pk),
                at=NOON,
            )
        except InsufficientStock as refused:
            (short,) = refused.facts["shortages"]
            return f"{short['available']} left"
        return "placed"

    def buy_again_and_again() -> list[str]:
        return [buy() for _ in range(BUYERS // AT_ONCE)]

    outcomes = race([buy_again_and_again] * AT_ONCE)

    told = Counter(answer for answers in outcomes for answer in answers)
    assert told == {"placed": 1, "0 left": 499}
    assert Order.objects.count() == Reservation.objects.count() == 1
    assert StockItem.objects.values_list("on_hand", "reserved").get() == (1, 1)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_paid_and_closed_at_the_same_instant_is_one_or_the_other(_round):
    order = in_state("pending_payment")

    outcomes = race(
        [
            lambda: pay(order),
            lambda: services.close_order(order_id=order.pk, actor=RULE, reason="timeout", at=NOON),
        ]
    )

    reserved = sum(StockItem.objects.values_list("reserved", flat=True))
    captured = order.instalments.get().status == InstalmentStatus.CAPTURED
    assert names_of(outcomes)["Order"] == 1
    assert (status_of(order), reserved, captured) in [
        ("awaiting_shipment", 1, True),
        ("closed", 0, False),
    ]


def test_without_the_lock_both_would_decide_and_only_the_database_stop_the_second():
    order = in_state("pending_payment")
    order.instalments.update(status=InstalmentStatus.CAPTURED, captured_at=NOON)
    both_have_read = threading.Barrier(2)

    def decide_unlocked(transition: Transition) -> Callable[[], None]:
        @atomic
        def decide() -> None:
            mine = Order.objects.get(pk=order.pk)
            if transition is CLOSE:
                mine.knows(instalments=[], lines=[], blocks=[])
            both_have_read.wait(timeout=60)
            move(mine, transition, actor=RULE, at=NOON)

        return decide

    outcomes = race([decide_unlocked(PAY), decide_unlocked(CLOSE)])

    # The table (paid -> closed) or the log (one row per version) refuses, whoever came second.
    first, second = sorted(outcomes, key=lambda outcome: outcome is not None)
    assert first is None
    assert isinstance(second, (InternalError, IntegrityError))


def test_four_sweeps_close_each_order_once():
    a_shop({"TEA-01": 100})
    member = a_member()
    ids = [place(member=member).pk for _ in range(40)]

    outcomes = race(
        [
            lambda: services.close_orders(order_ids=ids, actor=RULE, reason="timeout", at=NOON),
        ]
        * 4
    )

    assert sorted(pk for closed in outcomes for pk in closed) == ids
    assert OrderTransition.objects.filter(name="close").count() == 40
    assert sum(StockItem.objects.values_list("reserved", flat=True)) == 0


def test_received_and_refunded_at_the_same_instant_happen_one_after_the_other():
    order = in_state("shipped")

    outcomes = race(
        [
            lambda: services.receive_order(order_id=order.pk, actor=RULE, at=NOON),
            lambda: services.start_refund(order_id=order.pk, actor=RULE, reason="", at=NOON),
        ]
    )

    assert status_of(order) == "refunding"
    received = OrderTransition.objects.filter(order=order, name="receive").exists()
    refused = [o for o in outcomes if isinstance(o, TransitionRefused)]
    assert len(refused) == (0 if received else 1)


def test_two_hundred_orders_at_once_have_two_hundred_numbers():
    numbers = race([lambda: [next_order_number(NOON) for _ in range(20)]] * 10)

    assert len({number for some in numbers for number in some}) == 200
