from datetime import timedelta

from core.clock import shift
from members.roles import Role
from tests.journeys.doors import Desk, beat
from tests.payments.factories import with_balance

PRICE = 9900 + 2 * 9900 + 800  # a tea and two cups, under a kilogram


def test_bought_paid_by_balance_shipped_received_and_completed(shopper, shelf, relay):
    with_balance(50_000, shopper.member)

    number = shopper.buy({"TEA-01": 1, "CUP-01": 2})["number"]
    assert shelf() == {"CUP-01": (10, 2), "TEA-01": (10, 1)}

    assert shopper.pay(number, "balance")["status"] == "captured"
    assert shopper.balance() == 50_000 - PRICE
    relay()
    Desk(Role.OPERATIONS).ship(number, "SF1000000000001")
    relay()
    assert shopper.status_of(number) == "shipped"
    assert shelf() == {"CUP-01": (8, 0), "TEA-01": (9, 0)}

    assert shopper.receive(number)["status"] == "received"
    shift(timedelta(days=7))
    beat()

    assert shopper.status_of(number) == "completed"
    assert shopper.timeline(number) == [
        "order.place",
        "payment.opened",
        "order.pay",
        "order.fulfil",
        "payment.captured",
        "shipment.planned",
        "shipment.shipped",
        "order.ship",
        "order.receive",
        "order.complete",
    ]
    assert [each["event"] for each in shopper.look("me/notices")["results"]] == ["shipment.shipped"]
