from datetime import timedelta

from core.clock import shift
from tests.journeys.doors import beat
from tests.payments.factories import books


def test_what_nobody_pays_closes_at_its_provider_and_here_and_is_on_sale_again(
    shopper, shelf, relay, wechat, eager
):
    forgotten = shopper.buy({"TEA-01": 3})["number"]
    begun = shopper.buy({"TEA-01": 7})["number"]
    payment = shopper.pay(begun, "wechat")["number"]
    assert shelf()["TEA-01"] == (10, 10)

    shift(timedelta(minutes=29))
    beat()
    assert shopper.look("orders/counts")["pending_payment"] == 2
    shift(timedelta(minutes=2))
    beat()
    relay()

    assert shopper.look("orders/counts")["closed"] == 2
    assert wechat.order(payment)["trade_state"] == "CLOSED"
    assert shelf()["TEA-01"] == (10, 0)
    assert books() == {}
    assert shopper.timeline(forgotten) == ["order.place", "order.close"]
    assert shopper.timeline(begun) == [
        "order.place",
        "payment.opened",
        "payment.closed",
        "order.close",
    ]
