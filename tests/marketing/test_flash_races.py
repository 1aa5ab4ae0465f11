"""A rush on real threads: who wins may differ, what comes out may not."""

import threading
import time
from collections import Counter
from contextlib import suppress

import pytest
from django.db import connection

from core.db import atomic
from core.errors import Busy
from marketing.errors import FlashLimitReached, FlashSaleOver, FlashSaleSoldOut
from marketing.models import FlashBuyer, FlashClaim
from marketing.services import end_flash_sale
from orders.models import Order
from products.models import StockItem
from products.services import take_from_quota
from tests.marketing.flash import (
    a_session,
    broken,
    buy,
    close,
    left_of,
    offer_of,
    waiting_now,
)
from tests.orders.factories import NOON, STAFF, a_member, a_shop, an_address
from tests.races import ROUNDS, race

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS, AT_ONCE, PIECES = 500, 20, 50


def told(item, member, quantity=1, address=None):
    """What a buyer is told."""
    try:
        buy(item, member, quantity, address=address)
    except FlashSaleSoldOut:
        return "sold out"
    except FlashSaleOver:
        return "over"
    except FlashLimitReached:
        return "limit"
    return "bought"


def test_five_hundred_buyers_of_fifty_pieces_make_fifty_orders():
    """Fails when the slices are read without a lock: the tables refuse what is sold twice."""
    item = offer_of(a_session(a_shop({"TEA-01": 60}), quota=PIECES, limit=PIECES))
    members = [a_member(f"139000000{number:02}") for number in range(AT_ONCE)]
    addresses = [an_address(member) for member in members]

    def rushing(member, address):
        share = range(BUYERS // AT_ONCE)
        return lambda: [told(item, member, address=address) for _ in share]

    outcomes = race(list(map(rushing, members, addresses)))

    assert Counter(answer for answers in outcomes for answer in answers) == {
        "bought": PIECES,
        "sold out": BUYERS - PIECES,
    }
    assert (Order.objects.count(), left_of(item)) == (PIECES, 0)
    assert StockItem.objects.values_list("on_hand", "reserved").get() == (60, 50)
    assert broken() == []


def test_fifty_clicks_of_one_member_make_one_order():
    """Fails when the member's count is read first and written after: several orders."""
    item = offer_of(a_session(a_shop({"TEA-01": 60}), quota=PIECES))
    member = a_member()
    address = an_address(member)

    outcomes = race([lambda: [told(item, member, address=address) for _ in range(5)]] * 10)

    assert Counter(answer for answers in outcomes for answer in answers) == {
        "bought": 1,
        "limit": 49,
    }
    assert FlashBuyer.objects.get().quantity == FlashClaim.objects.get().quantity == 1
    assert (left_of(item), broken()) == (PIECES - 1, [])


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_buyers_of_several_pieces_closers_and_the_end_do_not_wait_in_a_circle(_round):
    """Fails when the pieces of closing orders come back to a sale without holding it."""
    sale = a_session(a_shop({"TEA-01": 40}), quota=24, limit=5)
    item = offer_of(sale)
    members = [a_member(f"1380000000{number}") for number in range(8)]
    addresses = [an_address(member) for member in members]
    placed = [buy(item, member, 1 + number % 3) for number, member in enumerate(members[:4])]

    outcomes = race(
        [
            *(lambda order=order: close(order) for order in placed),
            *(
                lambda member=member, address=address: told(item, member, 2, address)
                for member, address in zip(members, addresses, strict=True)
            ),
            lambda: end_flash_sale(sale_id=sale.pk, actor=STAFF, at=NOON),
        ]
    )

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    sold = sum(FlashClaim.objects.filter(given_back_quantity=0).values_list("quantity", flat=True))
    assert StockItem.objects.values_list("on_hand", "reserved").get() == (40, sold)
    assert (left_of(item), broken()) == (0, [])


@pytest.mark.takes_without_an_order
def test_whoever_finds_every_slice_taken_waits_once_and_gets_what_is_given_up():
    item = offer_of(a_session(a_shop(), quota=1))
    holds, may_go = threading.Event(), threading.Event()

    def take_and_think_better_of_it():
        with suppress(LookupError), atomic():
            assert taken("first")
            holds.set()
            may_go.wait(timeout=60)
            raise LookupError

    def taken(reference):
        return take_from_quota(
            quota=item.stock_quota, reference=reference, line=1, quantity=1, actor=STAFF, at=NOON
        )

    def come_second():
        holds.wait(timeout=60)
        return taken("second")

    def let_go_when_somebody_waits():
        holds.wait(timeout=60)
        deadline = time.monotonic() + 30
        while not waiting_now() and time.monotonic() < deadline:
            time.sleep(0.01)
        may_go.set()

    outcomes = race([take_and_think_better_of_it, come_second, let_go_when_somebody_waits])

    assert outcomes == [None, True, None]
    assert left_of(item) == 0


@pytest.mark.takes_without_an_order
def test_whoever_waits_too_long_is_told_that_it_is_busy():
    item = offer_of(a_session(a_shop(), quota=1))
    address = an_address(a_member())
    holds, told_so = threading.Event(), threading.Event()

    def hold():
        with atomic():
            take_from_quota(
                quota=item.stock_quota, reference="held", line=1, quantity=1, actor=STAFF, at=NOON
            )
            holds.set()
            told_so.wait(timeout=60)

    def come_second():
        holds.wait(timeout=60)
        try:
            with atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                buy(item, address.member, address=address)
        except Busy:
            return "busy"
        finally:
            told_so.set()

    assert race([hold, come_second]) == [None, "busy"]
    assert (Order.objects.count(), FlashBuyer.objects.count()) == (0, 0)
